/**
 * Renames on disk that follow a committed rename of a row. Each is written down before, carried out, and struck off with
 * what it changes in the stat cache; after a kill at any point it is simply carried on.
 */
import { CairnError } from '../errors.ts';
import type { Relocation } from '../project/working.ts';
import { realDisk } from '../workspace/disk.ts';
import { safeRename } from '../workspace/move.ts';
import type { ActionContext } from './context.ts';

/** What may pass: the rename stays written down, and all after it, until the project is next opened. */
const PASSING = ['folder-gone', 'disk-full'] as const;

/** What could not be renamed stays where it is and shows as moved, to be replayed by a pull. */
export async function relocate(context: ActionContext): Promise<void> {
  const { working } = context.project;
  for (const relocation of working.relocations()) {
    // Another window that opened the project meanwhile may have done it: something else may have the old name by now.
    if (working.isPlanned(relocation) && !(await relocateOne(context, relocation))) return;
  }
}

/** @returns whether it was struck off. */
async function relocateOne(context: ActionContext, relocation: Relocation): Promise<boolean> {
  const { project, ports } = context;
  const { from, to } = relocation;
  let moved = true;
  let byOthers = false;
  try {
    await safeRename(project.folder, from, to, realDisk, { resume: true });
  } catch (error) {
    if (!CairnError.is(error)) throw error;
    // Nothing at the old name: a run that was killed here had renamed it already, or there was nothing on disk.
    moved = error.code === 'not-found';
    byOthers = moved;
    if (!moved) ports.log('warn', error.message, { from, to, code: error.code });
    if (CairnError.is(error, ...PASSING)) return false;
  }
  project.db.transaction(() => {
    if (moved) project.working.moved(from, to);
    // What is there now was not put there by this run: its stamp proves nothing.
    if (byOthers) project.working.doubt(to);
    project.working.relocated(relocation);
  });
  return true;
}

/**
 * Renames a file or folder to where its row says already: a teammate's rename or move, replayed.
 * @throws {CairnError} as {@link safeRename}; it is then where it was.
 */
export async function replayRename({ project }: ActionContext, from: string, to: string): Promise<void> {
  const planned = project.db.transaction(() => project.working.plan(from, to));
  try {
    await safeRename(project.folder, from, to);
  } catch (error) {
    const isMine = project.db.transaction(() => project.working.relocated(planned));
    // Struck off by somebody else: another process that opened the project meanwhile has carried it out.
    if (isMine) throw error;
    return;
  }
  project.db.transaction(() => {
    project.working.moved(from, to);
    project.working.relocated(planned);
  });
}
