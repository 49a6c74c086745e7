/** The end of a checkpoint's download: its manifest. */
import { manifestHashes } from '../../content/manifest-read.ts';
import { CairnError } from '../../errors.ts';
import type { Project } from '../../project/project.ts';
import type { Wisher } from './wishes.ts';

/**
 * Keeps the nodes, children first, in the batch that brings the last chunk. Where the root is here, all of the version
 * is. So the root stays away where garbage collection in another process took a chunk that was here when it was asked for.
 */
export function keepNodes(project: Project, wisher: Wisher): void {
  const { checkpoint, nodes } = wisher;
  const root = nodes.find(({ hash }) => hash === checkpoint.manifest);
  for (const node of nodes) if (node !== root) project.chunks.put(node);
  if (!root) return;
  const source = { get: (hash: string) => (hash === root.hash ? root : project.chunks.get(hash)) };
  const { chunks, missing } = manifestHashes(checkpoint.manifest, checkpoint.size, source);
  if (missing.length === 0 && [...chunks.keys()].every((hash) => project.chunks.has(hash))) {
    project.chunks.put(root);
    return;
  }
  wisher.failure = new CairnError(
    'project-busy',
    `The project file was cleaned up while version ${checkpoint.version} was fetched. Try again.`,
    { checkpoint: checkpoint.id },
  );
}
