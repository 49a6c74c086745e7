/** A hundred or so changes to a project file, as a member would have made them since the last sync. */
import { v7 as uuid } from 'uuid';
import { newItem } from '../../engine/actions/new-item.ts';
import type { Checkpoint, Id } from '../../engine/domain/rows.ts';
import type { Project } from '../../engine/project/project.ts';
import { checkpoint, contentOf } from '../../test/support/changes.ts';
import { idOf } from './shape.ts';

/** Of ten changes, by their place. */
const KINDS = [
  'version',
  'version',
  'version',
  'version',
  'status',
  'status',
  'rename',
  'new',
  'tag',
  'depend',
] as const;

/**
 * @param indices of the assets to change, which differ from call to call
 * @param seed makes contents that no other call makes
 */
export function makeChanges(project: Project, indices: readonly number[], seed: number, now: number): void {
  project.chunks.batch(() => {
    for (const [place, index] of indices.entries()) change(project, place, index, seed, now);
  });
}

function change(project: Project, place: number, index: number, seed: number, now: number): void {
  const id = idOf(5, index);
  switch (KINDS[place % KINDS.length]) {
    case 'version':
      return addVersion(project, id, `${seed}/${index}`, now);
    case 'status':
      return void project.items.edit(id, { status: `status ${seed}` });
    case 'rename':
      return void project.items.edit(id, { name: `Asset ${index} renamed ${seed}.ma` });
    case 'new': {
      const { parentId } = project.items.get(id) ?? { parentId: '' };
      const item = newItem(project.me, 'asset', parentId, `New ${seed} ${index}.ma`, now);
      project.items.create(item);
      return addVersion(project, item.id, `new ${seed}/${index}`, now);
    }
    case 'tag':
      return project.tags.set(id, `tag ${seed}`, true);
    default:
      return project.dependencies.set(id, idOf(5, index - 1), true);
  }
}

function addVersion(project: Project, assetId: Id, what: string, now: number): void {
  const latest = project.checkpoints.latestOf(assetId);
  const content = contentOf(Buffer.from(`${what} `.repeat(300)));
  for (const chunk of content.chunks) project.chunks.put(chunk);
  const fields: Partial<Checkpoint> = {
    ...{ id: uuid(), version: (latest?.version ?? 0) + 1, parentId: latest?.id ?? '' },
    ...{ comment: what, authorId: project.me, createdAt: now },
  };
  project.checkpoints.put(checkpoint(assetId, content, fields), 0);
}
