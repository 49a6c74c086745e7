/** A working folder whose project file lies elsewhere was moved or copied: then it goes on with that file, or gets its own. */
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
  type Place,
  settlePlace,
} from '../project/place.ts';
import { Project } from '../project/project.ts';
import { exportProject } from './export.ts';

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
