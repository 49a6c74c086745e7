/** `backup` and `restore`: a folder that holds all of a studio as of one moment, verified before it is called done. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { PackStore } from '../chunks/packs/pack-store.ts';
import { forgetStorage } from '../chunks/s3/forget.ts';
import type { ChunkStore } from '../chunks/store.ts';
import type { StudioConfig } from '../config.ts';
import { StudioError } from '../errors.ts';
import { openSqliteMetadata } from '../metadata/sqlite.ts';
import { embedded, layout, openMetadata, openStudio, type Studio } from '../studio.ts';
import { copyProject, type Source } from './copy-chunks.ts';
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
export async function backUp(studio: Studio, target: string): Promise<Copied> {
  return intoNewFolder(target, async (folder) => {
    await studio.metadata.backup(layout(folder).database);
    await forgetIn(layout(folder).database);
    const collected = async (projectId: Id, hash: Hash) =>
      !(await isKnown(studio.metadata.db, projectId, hash));
    const copied = await copyChunks({ chunks: studio.chunks, collected }, studio.config, folder);
    const mark = { product: 'cairn-studio', format: 1, time: new Date(studio.now()).toISOString() };
    await writeFile(join(folder, MARK), `${JSON.stringify(mark)}\n`);
    return copied;
  });
}

/** Copies the backup `source`, which stays as it is, to the data folder `target`, which must be new or empty. */
export async function restore(
  source: string,
  config: StudioConfig,
  say: (line: string) => void = () => undefined,
): Promise<Copied> {
  await requireBackup(source);
  const chunks = await PackStore.open(layout(source).chunks, { readonly: true });
  try {
    if (config.database !== undefined || config.s3Bucket !== undefined)
      return await restoreInto(source, chunks, config, say);
    return await intoNewFolder(config.data, async (folder) => {
      await copyFile(layout(source).database, layout(folder).database);
      return copyChunks({ chunks, collected: async () => false }, config, folder);
    });
  } finally {
    await chunks.close();
  }
}

/** A database or a storage that is not in the data folder is filled row by row; the backup's is not opened itself: that would write. */
async function restoreInto(
  source: string,
  chunks: ChunkStore,
  config: StudioConfig,
  say: (line: string) => void,
): Promise<Copied> {
  await mkdir(config.data, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(config.data, 'restore-'));
  try {
    await copyFile(layout(source).database, layout(folder).database);
    const metadata = await openMetadata(embedded(config, folder));
    const target = await openStudio(config, Date.now, true).catch(async (error: unknown) => {
      await metadata.close();
      throw error;
    });
    try {
      const done = await transfer({ metadata, chunks }, target, say);
      return { path: config.data, ...done };
    } finally {
      await target.close();
      await metadata.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The copy of a database knows of no storage. */
async function forgetIn(database: string): Promise<void> {
  const copy = await openSqliteMetadata(database);
  await forgetStorage(copy).finally(() => copy.close());
}

/** Brings the chunks that the copied database knows, checks them, and then all of the copy. */
async function copyChunks(source: Source, config: StudioConfig, folder: string): Promise<Copied> {
  const copy = await openStudio(embedded(config, folder));
  try {
    for (const projectId of await projectIds(copy.metadata.db)) await copyProject(source, copy, projectId);
    const { chunks, bytes, checkpoints } = await requireSound(copy);
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
    throw new StudioError('bad-request', `${source} is not a studio's backup`, {}, cause);
  }
  if (!MARK_SCHEMA.safeParse(mark).success || !existsSync(layout(source).database)) {
    throw new StudioError('bad-request', `${source} is not a backup that this version can read`);
  }
}

/** Runs `work` on a folder beside `target` that takes its name once all of it is there and on disk. */
async function intoNewFolder(target: string, work: (folder: string) => Promise<Copied>): Promise<Copied> {
  const wanted = resolve(target);
  if (existsSync(wanted) && (await readdir(wanted)).length > 0) {
    throw new StudioError('name-taken', `${wanted} is not empty: name a new folder`);
  }
  const partial = `${wanted}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  try {
    const copied = await work(partial);
    await rm(wanted, { recursive: true, force: true });
    await rename(partial, wanted);
    await syncFolder(dirname(wanted));
    return { ...copied, path: wanted };
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
