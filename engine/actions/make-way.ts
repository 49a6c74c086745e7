/** Files that teammates gave each other's names step aside before they are moved: two of them may have swapped. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beside, nameOf, parentOf } from '../domain/item-path.ts';
import { nameKey, numberedName } from '../domain/names.ts';
import { CairnError } from '../errors.ts';
import type { WorkingFile } from '../project/working.ts';
import type { ActionContext } from './context.ts';
import { replayRename } from './relocate.ts';
import type { WriteJob } from './write.ts';

/**
 * @param isDone whether a job will be carried out: for one that is refused nothing steps aside
 * @returns the jobs, with the places that files which stepped aside have now. Where one stays, its job will say why.
 */
export async function makeWay(
  context: ActionContext,
  jobs: readonly WriteJob[],
  isDone: (job: WriteJob) => boolean,
): Promise<WriteJob[]> {
  const ready = [...jobs];
  const moves = new Map<string, number>();
  ready.forEach(({ file, found, modified }, index) => {
    if (file && file.path !== found.path && !modified) moves.set(nameKey(file.path), index);
  });
  for (const job of jobs.filter(isDone)) {
    const index = moves.get(nameKey(job.found.path));
    const other = index === undefined ? undefined : ready[index];
    if (index === undefined || !other?.file || other.found.item.id === job.found.item.id) continue;
    ready[index] = { ...other, file: await stepAside(context, other.file) };
    moves.delete(nameKey(job.found.path));
  }
  return ready;
}

/** @returns the file where it lies now; undefined where it is gone, so that what takes its place is not taken for it. */
async function stepAside(context: ActionContext, file: WorkingFile): Promise<WorkingFile | undefined> {
  const { project } = context;
  const { path } = file;
  const taken = (name: string) => existsSync(join(project.folder, parentOf(path), name));
  const aside = beside(path, numberedName(nameOf(path), taken));
  try {
    await replayRename(context, path, aside);
  } catch (error) {
    if (!CairnError.is(error)) throw error;
    return error.code === 'not-found' ? undefined : file;
  }
  return { ...file, path: aside };
}
