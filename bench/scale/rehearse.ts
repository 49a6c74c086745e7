/** Reconciling very many staged rows, some of which clash with what was done here; nothing of it is kept. */
import type { Item, Row } from '../../engine/domain/rows.ts';
import type { Project } from '../../engine/project/project.ts';
import { reconcile } from '../../engine/sync/reconcile.ts';
import { type Cost, measured } from './meter.ts';
import { idOf } from './shape.ts';

class Enough extends Error {}

/**
 * `conflicts` of the staged changes meet an asset of the same name that was made here.
 * @param assets how many the project was made with
 */
export async function rehearseMany(
  project: Project,
  assets: number,
  staged: number,
  conflicts: number,
): Promise<Cost & { found: number }> {
  const head = project.watermark + 1;
  let answer: (Cost & { found: number }) | undefined;
  const rows: Row[] = [];
  const mine: Item[] = [];
  const every = Math.max(1, Math.floor(assets / staged));
  for (let index = 0; index < staged; index++) {
    const near = project.items.get(idOf(5, (index * every) % assets));
    if (!near) throw new Error(`No asset ${index}`);
    const { rev: _rev, base: _base, ...known } = near;
    if (index >= conflicts)
      rows.push({ kind: 'item', revision: head, row: { ...known, description: 'edited' } });
    else {
      const made = { ...known, id: idOf(9, index), name: `both ${index}`, task: false, assigneeId: '' };
      rows.push({ kind: 'item', revision: head, row: made });
      mine.push({ ...made, id: idOf(10, index) });
    }
  }
  project.db.transaction(() => {
    for (const item of mine) project.items.create(item);
    project.staging.stage(rows);
  });
  const work = () => reconcile(project, head, Date.now()).conflicts.length;
  try {
    // A pause keeps no more than the list. What would be applied is undone: the next measurement begins where this one did.
    const { result, cost } = await measured(() => (conflicts > 0 ? work() : undone(project, work)));
    answer = { ...cost, found: result };
  } finally {
    project.db.transaction(() => {
      project.staging.clearStaged();
      project.staging.setConflicts([]);
      for (const { id } of mine) project.items.remove(id);
    });
  }
  return answer;
}

function undone<T>(project: Project, work: () => T): T {
  let result: { readonly value: T } | undefined;
  try {
    project.db.transaction(() => {
      result = { value: work() };
      throw new Enough();
    });
  } catch (error) {
    if (!(error instanceof Enough) || !result) throw error;
  }
  return result!.value;
}
