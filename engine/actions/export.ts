/**
 * A project as one file: the project file with everything in it that otherwise lies in packs. It is made under a
 * temporary name and appears whole or not at all.
 */
import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { CallOptions, ExportReport } from '../api.ts';
import { TurnTaker, throwIfAborted } from '../content/pace.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { ExportFile } from '../project/export-file.ts';
import { lockSync } from '../project/lock.ts';
import { EXTENSION } from '../project/place.ts';
import type { Project } from '../project/project.ts';
import { realDisk } from '../workspace/disk.ts';
import { fsError } from '../workspace/fs-errors.ts';
import { inTheWay, moveToFreeName, trySyncFolder } from '../workspace/publish.ts';
import { temporaryName } from '../workspace/temporary.ts';

/**
 * @param target absolute path of the new file, which opens as a project at `.cairn/NAME.clst` of any folder.
 * @throws {CairnError} usage, file-in-the-way, sync-running, cancelled, disk-full; content-missing, integrity where a
 * chunk cannot be read
 */
export async function exportProject(
  project: Project,
  target: string,
  call: CallOptions,
): Promise<ExportReport> {
  if (extname(target) !== EXTENSION)
    throw new CairnError('usage', said`The name of an exported project ends with ${EXTENSION}`, {
      path: target,
    });
  if (existsSync(target)) throw inTheWay(target);
  if (!existsSync(dirname(target)))
    throw new CairnError('usage', said`There is no folder ${dirname(target)}`, { path: target });
  // Garbage collection waits, so that everything the copy refers to stays where it is.
  const release = await lockSync(project.db.file);
  const temporary = join(dirname(target), temporaryName());
  try {
    project.db.copyTo(temporary);
    const chunks = await fill(project, temporary, call);
    const bytes = await makeDurable(temporary);
    await moveToFreeName(temporary, target, realDisk);
    await trySyncFolder(dirname(target), realDisk);
    return { file: target, chunks, bytes };
  } catch (error) {
    throw fsError(error, target, 'write');
  } finally {
    await removeAll(temporary);
    release();
  }
}

/** @returns how many chunks the file holds. */
async function fill(project: Project, file: string, call: CallOptions): Promise<number> {
  const copy = await ExportFile.open(file);
  try {
    const turns = new TurnTaker();
    const total = copy.bytesOutside();
    let done = 0;
    throwIfAborted(call.signal);
    for (const bytes of copy.takeIn(project.chunks)) {
      done += bytes;
      call.onProgress?.({ phase: 'write', done, total, unit: 'bytes' });
      throwIfAborted(call.signal);
      await turns.take(call.signal);
    }
    return copy.finish();
  } finally {
    copy.close();
  }
}

async function makeDurable(file: string): Promise<number> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

/** What is left of it, with the files that SQLite makes beside. After success there is nothing. */
async function removeAll(temporary: string): Promise<void> {
  for (const suffix of ['', '-journal', '-wal', '-shm']) await rm(`${temporary}${suffix}`, { force: true });
}
