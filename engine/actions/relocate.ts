/**
 * Renames on disk that follow a committed rename of a row. Each is written down in the transaction that renames the
 * row, carried out afterwards, and struck off when done; after a kill at any point it is simply looked at again.
 */
import { CairnError } from '../errors.ts';
import type { Relocation } from '../project/working.ts';
import { safeRename } from '../workspace/move.ts';
import type { ActionContext } from './context.ts';

/** What could not be renamed stays where it is and shows as moved, to be replayed by a pull. */
export async function relocate(context: ActionContext): Promise<void> {
  for (const relocation of context.project.working.relocations()) await relocateOne(context, relocation);
}

async function relocateOne(context: ActionContext, { id, from, to }: Relocation): Promise<void> {
  const { project, ports } = context;
  let moved = true;
  try {
    await safeRename(project.folder, from, to);
  } catch (error) {
    if (!CairnError.is(error, 'not-found', 'file-in-the-way', 'file-locked', 'read-only')) throw error;
    // Nothing at the old name: a run that was killed here had renamed it already, or there was nothing on disk.
    moved = error.code === 'not-found';
    if (!moved) ports.log('warn', error.message, { from, to });
  }
  project.db.transaction(() => {
    if (moved) project.working.moved(from, to);
    project.working.relocated(id);
  });
}
