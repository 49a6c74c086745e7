/** Garbage collection of the project file: content that the studio holds and no file here needs. */
import type { GcReport } from '../api.ts';
import { manifestHashes } from '../content/manifest-read.ts';
import type { Hash } from '../domain/rows.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import { lockSync } from '../project/lock.ts';
import type { Project } from '../project/project.ts';
import { wanted } from '../sync/wanted.ts';

const PAGE = 5_000;

/**
 * Keeps what was never sent, what a sync would bring anyway, and what working files are based on. Marks and sweeps in
 * one transaction, so a checkpoint made meanwhile either sees its chunks or waits.
 * @throws {CairnError} sync-running
 */
export async function collectGarbage(project: Project, dryRun: boolean): Promise<GcReport> {
  const release = await lockSync(project.db.file);
  try {
    return project.db.transaction(() => {
      const keep = mark(project);
      let [chunks, bytes, after] = [0, 0, 0];
      for (
        let page = project.chunks.page(after, PAGE);
        page.length > 0;
        page = project.chunks.page(after, PAGE)
      ) {
        for (const { id, hash, stored } of page) {
          after = id;
          if (keep.has(hash)) continue;
          chunks++;
          bytes += stored;
          if (!dryRun) project.chunks.remove(hash);
        }
      }
      return { chunks, bytes, dryRun };
    });
  } finally {
    release();
  }
}

function mark(project: Project): Set<Hash> {
  const keep = new Set<Hash>();
  const roots: LocalCheckpoint[] = [...project.checkpoints.outbox(), ...wanted(project)];
  for (const file of project.working.all()) {
    const base = project.checkpoints.get(file.baseId);
    if (base) roots.push(base);
  }
  for (const checkpoint of roots) {
    if (checkpoint.preview) keep.add(checkpoint.preview.hash);
    const { nodes, chunks, missing } = manifestHashes(checkpoint.manifest, checkpoint.size, project.chunks);
    for (const hash of [...nodes, ...missing, ...chunks.keys()]) keep.add(hash);
  }
  // A set is walked with what is added on the way: bases of bases too.
  for (const hash of keep) for (const base of project.chunks.info(hash)?.base?.chunks ?? []) keep.add(base);
  return keep;
}
