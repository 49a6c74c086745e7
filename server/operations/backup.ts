/** `backup` and `restore`: a folder that holds all of a studio as of one moment, verified before it is called done. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { hashToBytes } from '../../engine/domain/wire.ts';
import { PackStore } from '../chunks/packs/pack-store.ts';
import type { ChunkStore } from '../chunks/store.ts';
import { closureOf } from '../chunks/whole.ts';
import type { StudioConfig } from '../config.ts';
import { StudioError } from '../errors.ts';
import { batches } from '../metadata/metadata.ts';
import { layout, openStudio, type Studio } from '../studio.ts';
import { chunksOf, isKnown, projectIds } from './scan.ts';
import { type Verification, verifyStudio } from './verify.ts';

const MARK = 'backup.json';
const MARK_SCHEMA = z.object({ product: z.literal('cairn-studio'), format: z.literal(1), time: z.string() });
/** Chunks in work at once. */
const PARALLEL = 16;
/** Stored bytes written at once. */
const GROUP_BYTES = 8 * 1024 * 1024;

export interface Copied {
  readonly path: string;
  readonly chunks: number;
  readonly bytes: number;
  readonly checkpoints: number;
}

/** Where the chunks of a copy come from. */
interface Source {
  readonly chunks: ChunkStore;
  /** Whether a chunk that is not there may be left out: it was collected since. */
  readonly collected: (projectId: Id, hash: Hash) => Promise<boolean>;
}

/** Copies a studio, which may serve meanwhile, to the new folder `target`. */
export async function backUp(studio: Studio, target: string): Promise<Copied> {
  return intoNewFolder(target, async (folder) => {
    await studio.metadata.backup(layout(folder).database);
    const collected = async (projectId: Id, hash: Hash) =>
      !(await isKnown(studio.metadata.db, projectId, hash));
    const copied = await copyChunks({ chunks: studio.chunks, collected }, studio.config, folder);
    const mark = { product: 'cairn-studio', format: 1, time: new Date(studio.now()).toISOString() };
    await writeFile(join(folder, MARK), `${JSON.stringify(mark)}\n`);
    return copied;
  });
}

/** Copies the backup `source`, which stays as it is, to the data folder `target`, which must be new or empty. */
export async function restore(source: string, config: StudioConfig): Promise<Copied> {
  await requireBackup(source);
  const chunks = await PackStore.open(layout(source).chunks, { readonly: true });
  try {
    return await intoNewFolder(config.data, async (folder) => {
      await copyFile(layout(source).database, layout(folder).database);
      return copyChunks({ chunks, collected: async () => false }, config, folder);
    });
  } finally {
    await chunks.close();
  }
}

/** Brings the chunks that the copied database knows, checks them, and then all of the copy. */
async function copyChunks(source: Source, config: StudioConfig, folder: string): Promise<Copied> {
  const copy = await openStudio({ ...config, data: folder });
  try {
    for (const projectId of await projectIds(copy.metadata.db)) await copyProject(source, copy, projectId);
    const verified = await verifyStudio(copy);
    if (!verified.ok) throw new StudioError('integrity', describe(verified));
    const { chunks, bytes, checkpoints } = verified.checked;
    return { path: folder, chunks, bytes, checkpoints };
  } finally {
    await copy.close(true);
  }
}

const describe = ({ problems }: Verification): string =>
  `The copy is not sound, because the original is not: ${problems
    .slice(0, 3)
    .map((problem) => problem.message)
    .join('; ')}. Run "verify" for all of it.`;

async function copyProject(source: Source, copy: Studio, projectId: Id): Promise<void> {
  for await (const batch of chunksOf(copy.metadata.db, projectId)) {
    let group: StoredChunk[] = [];
    let bytes = 0;
    const flush = async () => {
      await copy.chunks.put(projectId, group);
      [group, bytes] = [[], 0];
    };
    const known = await copy.chunks.info(
      projectId,
      batch.map(({ hash }) => hash),
    );
    for (const part of batches(
      batch.filter(({ hash }) => !known.has(hash)),
      PARALLEL,
    )) {
      // All of them end before the first failure is told: nothing is written to a folder that is being removed.
      const read = await Promise.allSettled(
        part.map(({ hash }) => readChunks(source, copy, projectId, hash)),
      );
      for (const one of read) {
        if (one.status === 'rejected') throw one.reason;
        group.push(...one.value);
        for (const chunk of one.value) bytes += chunk.data.length;
      }
      if (bytes >= GROUP_BYTES) await flush();
    }
    await flush();
  }
}

/** The chunk, what it stands on before it; nothing where it was collected meanwhile. All of them are verified. */
async function readChunks(source: Source, copy: Studio, projectId: Id, hash: Hash): Promise<StoredChunk[]> {
  const get = (one: Hash) => source.chunks.get(projectId, one);
  // Collection may make it whole between two reads: then the second time goes well.
  for (const last of [false, true]) {
    const chunk = await get(hash);
    if (!chunk) break;
    const { found, missing } = await closureOf(chunk, get);
    if (missing && !last) continue;
    const bases = [...found.values()].reverse();
    const { verdicts, whole } = await copy.checking.check({
      chunks: [chunk],
      bases,
      whole: bases.length > 0,
    });
    if (verdicts[0]) throw new StudioError('integrity', verdicts[0].message);
    if (bases.length === 0) return [chunk];
    for (const base of bases) if (!(await isKnown(copy.metadata.db, projectId, base.hash))) return [...whole];
    return [...inOrder(chunk, found)];
  }
  if (!(await source.collected(projectId, hash))) {
    throw new StudioError('integrity', `Chunk ${hash} of project ${projectId} is not there. Run "verify".`);
  }
  // Collected since the database was copied: nothing refers to it.
  const row = copy.metadata.db.deleteFrom('chunk').where('project_id', '=', projectId);
  await row.where('hash', '=', hashToBytes(hash)).execute();
  return [];
}

/** What a delta stands on before it, each once. */
function inOrder(chunk: StoredChunk, found: ReadonlyMap<Hash, StoredChunk>): Set<StoredChunk> {
  const order = new Set<StoredChunk>();
  const visit = (one: StoredChunk): void => {
    for (const base of one.base?.chunks ?? []) {
      const below = found.get(base);
      if (below && !order.has(below)) visit(below);
    }
    order.add(one);
  };
  visit(chunk);
  return order;
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
