/** Files that teammates gave each other's names step aside before they are moved: two of them may have swapped. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beside, nameOf, parentOf } from '../domain/item-path.ts';
import { nameKey, numberedName } from '../domain/names.ts';
import { CairnError } from '../errors.ts';
import type { ActionContext } from './context.ts';
import { replayRename } from './relocate.ts';
import type { WriteJob } from './write.ts';

/** @returns the jobs, with the places that files which stepped aside have now. Where one stays, its job will say why. */
export async function makeWay(context: ActionContext, jobs: readonly WriteJob[]): Promise<WriteJob[]> {
  const ready = [...jobs];
  const moves = new Map<string, number>();
  ready.forEach(({ file, found, modified }, index) => {
    if (file && file.path !== found.path && !modified) moves.set(nameKey(file.path), index);
  });
  for (const job of jobs) {
    const index = moves.get(nameKey(job.found.path));
    const other = index === undefined ? undefined : ready[index];
    if (index === undefined || !other?.file || other.found.item.id === job.found.item.id) continue;
    const path = await stepAside(context, other.file.path);
    if (path !== undefined) ready[index] = { ...other, file: { ...other.file, path } };
    moves.delete(nameKey(job.found.path));
  }
  return ready;
}

async function stepAside(context: ActionContext, path: string): Promise<string | undefined> {
  const { project } = context;
  const taken = (name: string) => existsSync(join(project.folder, parentOf(path), name));
  const aside = beside(path, numberedName(nameOf(path), taken));
  try {
    await replayRename(context, path, aside);
  } catch (error) {
    if (!CairnError.is(error)) throw error;
    return undefined;
  }
  return aside;
}
