/** A working folder whose project file lies elsewhere was moved or copied: then it goes on with that file, or gets its own. */
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { lockSync } from '../project/lock.ts';
import {
  EXTENSION,
  fateOf,
  findPlace,
  giveUpPlace,
  localProjects,
  newPlace,
  notePlace,
  OF_FOLDER,
  type Place,
  settlePlace,
} from '../project/place.ts';
import { Project } from '../project/project.ts';
import { isLeftover } from '../workspace/temporary.ts';
import { exportProject } from './export.ts';

/** What SQLite makes beside a database. */
const BESIDE = /-(?:journal|wal|shm)$/u;

/**
 * Before a project is opened. Two folders must not share a project file: it holds what is on one disk.
 * @param shared as of `Project.create`
 * @throws {CairnError} sync-running where another window does the same, or the original syncs; and those of an export
 */
export async function settleFolder(folder: string, shared?: boolean): Promise<void> {
  const seen = findPlace(folder);
  if (!seen || fateOf(folder, seen) === 'here') return;
  const release = await lockSync(join(localProjects(), 'places'));
  try {
    const place = findPlace(folder);
    const fate = place && fateOf(folder, place);
    if (place && fate === 'moved') notePlace(folder, place);
    if (place && fate === 'copied') await copyProject(folder, place, shared);
  } finally {
    release();
  }
}

/** The copy is whole before anything leads to it. */
async function copyProject(folder: string, place: Place, shared?: boolean): Promise<void> {
  sweepCopies(localProjects());
  const own = newPlace(folder, basename(place.file, EXTENSION), shared);
  try {
    const original = await Project.open(folder);
    try {
      await exportProject(original, own.file, {});
    } finally {
      original.close();
    }
    settlePlace(folder, own, place);
  } catch (error) {
    giveUpPlace(own);
    throw error;
  }
}

/** Of a copying that was killed: a place with nothing but the copy of a process that is gone. What holds anything else stays. */
function sweepCopies(root: string): void {
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    const home = join(root, entry.name);
    try {
      const names = entry.isDirectory() ? readdirSync(home) : [];
      const copied = names.filter((name) => isLeftover(name.replace(BESIDE, ''), 0));
      if (copied.length === 0 || names.some((name) => name !== OF_FOLDER && !copied.includes(name))) continue;
      for (const name of names) rmSync(join(home, name));
      rmdirSync(home);
    } catch {
      // The next copying tries again.
    }
  }
}
