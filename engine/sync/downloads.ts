/**
 * A sync that is `downloading`: the newest versions that this member should have and does not. Only what was noted since the last
 * sync is looked into (project/outstanding.ts), so a sync without changes looks at nothing.
 */
import { TurnTaker } from '../content/pace.ts';
import type { Id } from '../domain/rows.ts';
import type { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Newests } from '../project/outstanding.ts';
import type { Project } from '../project/project.ts';
import type { SyncContext } from './context.ts';
import { downloadWindows, WINDOW } from './download.ts';
import { wantedAssets } from './wanted.ts';

/** Assets looked at in one transaction. */
const PAGE = 1_000;

/** @returns those that cannot be had, with the reason. They are tried again with every sync. */
export async function downloadOutstanding(context: SyncContext): Promise<Map<LocalCheckpoint, CairnError>> {
  const { project, signal } = context;
  await settleOutstanding(project, signal);
  const newest = project.outstanding.newest();
  return downloadWindows(context, windows(project, newest), newest.size, (window) => {
    project.db.transaction(() => {
      const ids = window.map(({ assetId }) => assetId);
      dropAllBut(project, ids, new Set(project.outstanding.notHere(ids)));
    });
  });
}

function* windows(project: Project, { rows }: Newests): Generator<LocalCheckpoint[]> {
  for (let from = 0; from < rows.length; from += WINDOW) {
    yield project.checkpoints.inRows(rows.subarray(from, from + WINDOW));
  }
}

/**
 * Looks into what is noted. Afterwards those assets are noted whose newest version a sync brings, because it is visible to
 * this member or its file is on this disk, and which is not here.
 */
export async function settleOutstanding(project: Project, signal: AbortSignal): Promise<void> {
  const turns = new TurnTaker();
  const { outstanding, visible, db } = project;
  if (outstanding.isEverything) {
    db.transaction(() => outstanding.beginAll());
    for (const page of pages(wantedAssets(project))) {
      db.transaction(() => noteMissing(project, page));
      await turns.take(signal);
    }
    db.transaction(() => outstanding.endAll());
  }
  const begin = () => db.transaction(() => outstanding.beginBelow());
  for (let ids = begin(); ids.length > 0; ids = begin()) {
    for (const id of ids) {
      for (const page of pages(visible.from(project.me, id))) {
        db.transaction(() => noteMissing(project, page));
        await turns.take(signal);
      }
      db.transaction(() => outstanding.endBelow(id));
    }
  }
  for (let after = '', ids = outstanding.page(after); ids.length > 0; ) {
    db.transaction(() => settlePage(project, ids));
    await turns.take(signal);
    after = ids.at(-1)!;
    ids = outstanding.page(after);
  }
}

function noteMissing(project: Project, ids: readonly Id[]): void {
  for (const id of project.outstanding.notHere(ids)) project.outstanding.note(id);
}

function settlePage(project: Project, ids: readonly Id[]): void {
  const missing = project.outstanding.notHere(ids);
  const wanted = project.working.among(missing);
  const others = missing.filter((id) => !wanted.has(id));
  for (const id of project.visible.among(project.me, others)) wanted.add(id);
  dropAllBut(project, ids, wanted);
}

function dropAllBut(project: Project, ids: readonly Id[], wanted: ReadonlySet<Id>): void {
  for (const id of ids) if (!wanted.has(id)) project.outstanding.remove(id);
}

function* pages(ids: Iterable<Id>): Generator<Id[]> {
  let page: Id[] = [];
  for (const id of ids) {
    page.push(id);
    if (page.length < PAGE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
