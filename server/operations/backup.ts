/** `backup` and `restore`: a folder that holds all of a studio as of one moment, verified before it is called done. */
import { existsSync } from 'node:fs';
import { copyFile, lstat, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isMissing } from '../../engine/content/missing.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { PackStore } from '../chunks/packs/pack-store.ts';
import { forgetStorage } from '../chunks/s3/forget.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { StudioConfig } from '../config.ts';
import { StudioError } from '../errors.ts';
import { flushFile } from '../metadata/flush-file.ts';
import { requirePlainSchema } from '../metadata/foreign.ts';
import { holdFolder } from '../metadata/hold.ts';
import type { Metadata } from '../metadata/metadata.ts';
import { openSqliteMetadata } from '../metadata/sqlite.ts';
import { markRestored } from '../projects/restored.ts';
import { embedded, layout, openMetadata, openStudio, type Studio } from '../studio.ts';
import { copyProject, type Source } from './copy-chunks.ts';
import { intoNewFolder, inWorkFolder, leftBeside } from './new-folder.ts';
import { type Say, silent, tellBytes } from './progress.ts';
import { isKnown, projectIds } from './scan.ts';
import { transfer } from './transfer.ts';
import { requireSound } from './verify.ts';

const MARK = 'backup.json';
const MARK_SCHEMA = z.object({ product: z.literal('cairn-studio'), format: z.literal(1), time: z.string() });

export interface Copied {
  readonly path: string;
  readonly chunks: number;
  readonly bytes: number;
  readonly checkpoints: number;
}

/** Copies a studio, which may serve meanwhile, to the new folder `target`. */
export async function backUp(studio: Studio, target: string, say: Say = silent): Promise<Copied> {
  const copied = await intoNewFolder(target, async (folder) => {
    await studio.metadata.backup(layout(folder).database);
    // The copy knows of no storage.
    await inCopy(folder, forgetStorage);
    const collected = async (projectId: Id, hash: Hash) =>
      !(await isKnown(studio.metadata.db, projectId, hash));
    const copied = await copyChunks({ chunks: studio.chunks, collected }, studio.config, folder, say);
    const mark = { product: 'cairn-studio', format: 1, time: new Date(studio.now()).toISOString() };
    await writeFile(join(folder, MARK), `${JSON.stringify(mark)}\n`, { flush: true });
    return copied;
  });
  for (const folder of await leftBeside(target))
    say(
      `${folder} was left by a backup or a restore that did not come to its end. Nothing uses it: remove it.`,
    );
  return copied;
}

/** Copies the backup `source`, which stays as it is, to the data folder `target`, which must be new or empty. */
export async function restore(source: string, config: StudioConfig, say: Say = silent): Promise<Copied> {
  await requireBackup(source);
  try {
    return await restoreFrom(source, config, say);
  } catch (error) {
    if (!isDamage(error)) throw error;
    const { message } = error as Error;
    throw new StudioError('integrity', `The backup ${source} is damaged: ${message}`, {}, error);
  }
}

/** SQLite's words for a file that is not what it was; not for a disk that is full or does not do what it should. */
const DAMAGE = /^SQLITE_(?:CORRUPT|NOTADB|ERROR|CONSTRAINT|MISMATCH|SCHEMA|TOOBIG|FORMAT)/u;
const isDamage = (error: unknown): boolean => DAMAGE.test(String((error as { code?: unknown }).code));

async function restoreFrom(source: string, config: StudioConfig, say: Say): Promise<Copied> {
  const chunks = await PackStore.open(layout(source).chunks, { readonly: true });
  try {
    if (config.database !== undefined || config.s3Bucket !== undefined)
      return await restoreInto(source, chunks, config, say);
    return await intoNewFolder(config.data, async (folder) => {
      await copyDatabase(source, folder);
      const copied = await copyChunks({ chunks, collected: async () => false }, config, folder, say);
      await inCopy(folder, (copy) => copy.transaction(markRestored));
      return copied;
    });
  } finally {
    await chunks.close();
  }
}

/** Whoever made the backup decides what is in the studio, but not what this program does. */
async function copyDatabase(source: string, folder: string): Promise<void> {
  const { database } = layout(source);
  if (!(await lstat(database)).isFile()) throw new StudioError('bad-request', `${database} is not a file`);
  await copyFile(database, layout(folder).database);
  await flushFile(layout(folder).database);
  await requirePlainSchema(layout(folder).database);
}

/** A database or a storage that is not in the data folder is filled row by row; the backup's is not opened itself: that would write. */
async function restoreInto(
  source: string,
  chunks: ChunkStore,
  config: StudioConfig,
  say: Say,
): Promise<Copied> {
  // Nobody serves from it meanwhile, and no other restores into it.
  const hold = await holdFolder(config.data, true);
  const work = async (folder: string): Promise<Copied> => {
    await copyDatabase(source, folder);
    const metadata = await openMetadata(embedded(config, folder));
    const target = await openStudio(config, Date.now, true).catch(async (error: unknown) => {
      await metadata.close();
      throw error;
    });
    try {
      const done = await transfer({ metadata, chunks }, target, say, markRestored);
      return { path: config.data, ...done };
    } finally {
      await target.close();
      await metadata.close();
    }
  };
  return inWorkFolder(join(config.data, 'restore.partial'), work).finally(() => hold.close());
}

/** Changes a database that was copied, before its studio is made. */
async function inCopy(folder: string, change: (copy: Metadata) => Promise<void>): Promise<void> {
  const copy = await openSqliteMetadata(layout(folder).database);
  await change(copy).finally(() => copy.close());
}

/** Brings the chunks that the copied database knows, checks them, and then all of the copy. */
async function copyChunks(source: Source, config: StudioConfig, folder: string, say: Say): Promise<Copied> {
  const copy = await openStudio(embedded(config, folder));
  try {
    const telling = tellBytes(say, 'Copying content');
    for (const projectId of await projectIds(copy.metadata.db))
      await copyProject(source, copy, projectId, telling);
    const { chunks, bytes, checkpoints } = await requireSound(copy, say);
    return { path: folder, chunks, bytes, checkpoints };
  } finally {
    await copy.close(true);
  }
}

async function requireBackup(source: string): Promise<void> {
  let mark: unknown;
  try {
    mark = JSON.parse(await readFile(join(source, MARK), 'utf8'));
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !isMissing(cause)) throw cause;
    throw new StudioError('bad-request', `${source} is not a studio's backup`, {}, cause);
  }
  if (!MARK_SCHEMA.safeParse(mark).success || !existsSync(layout(source).database)) {
    throw new StudioError('bad-request', `${source} is not a backup that this version can read`);
  }
}
