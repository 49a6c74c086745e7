/**
 * Chunks as files: `ROOT/PROJECT/ab/abcdef…`, each with a small header that says how it is encoded. A file appears
 * under its name only when all of it is on disk.
 */
import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CODECS, type StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { MAX_FRAME_BYTES } from '../../proto/limits.ts';
import type { ChunkStore } from './store.ts';

const MAGIC = Buffer.from('CRNC');
const HEADER_BYTES = 12;

const HASH = /^[0-9a-f]{64}$/u;
const PROJECT = /^[0-9a-f-]{36}$/u;
const TEMPORARY = /^[0-9a-f]{64}\.[0-9a-f-]{36}\.tmp$/u;

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Magic, format version, codec, two zero bytes, plain size. */
function header(chunk: StoredChunk): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(bytes);
  bytes[4] = 1;
  bytes[5] = CODECS.indexOf(chunk.codec);
  bytes.writeUInt32LE(chunk.size, 8);
  return bytes;
}

function parse(hash: Hash, bytes: Buffer): StoredChunk | undefined {
  const codec = CODECS[bytes[5] ?? -1];
  const known = bytes.length >= HEADER_BYTES && bytes.subarray(0, 4).equals(MAGIC) && bytes[4] === 1;
  if (!known || !codec || bytes.length > HEADER_BYTES + MAX_FRAME_BYTES) return undefined;
  return { hash, codec, size: bytes.readUInt32LE(8), data: bytes.subarray(HEADER_BYTES) };
}

/** Makes a rename in `folder` durable. Windows cannot open folders and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

export class FilesystemChunkStore implements ChunkStore {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  async put(projectId: Id, chunk: StoredChunk): Promise<void> {
    const target = this.#path(projectId, chunk.hash);
    const folder = dirname(target);
    const temporary = `${target}.${randomUUID()}.tmp`;
    if (await mkdir(folder, { recursive: true })) {
      await syncFolder(dirname(folder));
      await syncFolder(this.#root);
    }
    try {
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(Buffer.concat([header(chunk), chunk.data]));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
  }

  async get(projectId: Id, hash: Hash): Promise<StoredChunk | undefined> {
    try {
      return parse(hash, await readFile(this.#path(projectId, hash)));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async has(projectId: Id, hash: Hash): Promise<boolean> {
    return (await statIfThere(this.#path(projectId, hash)))?.isFile() ?? false;
  }

  async delete(projectId: Id, hash: Hash): Promise<void> {
    await rm(this.#path(projectId, hash), { force: true });
  }

  async *list(projectId: Id): AsyncIterable<{ hash: Hash; modifiedAt: number; bytes: number }> {
    const folder = this.#folder(projectId);
    for (const shard of await names(folder)) {
      for (const hash of await names(join(folder, shard))) {
        if (!HASH.test(hash)) continue;
        const found = await statIfThere(join(folder, shard, hash));
        if (found) yield { hash, modifiedAt: found.mtimeMs, bytes: found.size };
      }
    }
  }

  async projects(): Promise<readonly Id[]> {
    return (await names(this.#root)).filter((name) => PROJECT.test(name));
  }

  async ping(): Promise<void> {
    await mkdir(this.#root, { recursive: true });
    const file = join(this.#root, `${randomUUID()}.ping`);
    const handle = await open(file, 'wx');
    await handle.close();
    await rm(file);
  }

  /** Removes temporary files that a crash left behind before `before` (UTC milliseconds); answers how many. */
  async sweep(before: number): Promise<number> {
    let removed = 0;
    for (const project of await this.projects()) {
      for (const shard of await names(this.#folder(project))) {
        const folder = join(this.#folder(project), shard);
        for (const name of await names(folder)) {
          if (!TEMPORARY.test(name)) continue;
          const found = await statIfThere(join(folder, name));
          if (!found || found.mtimeMs >= before) continue;
          await rm(join(folder, name), { force: true });
          removed++;
        }
      }
    }
    return removed;
  }

  #folder(projectId: Id): string {
    if (!PROJECT.test(projectId)) throw new RangeError('not a project id');
    return join(this.#root, projectId);
  }

  /** Ids and hashes come from the wire: only their exact forms become paths. */
  #path(projectId: Id, hash: Hash): string {
    if (!HASH.test(hash)) throw new RangeError('not a hash');
    return join(this.#folder(projectId), hash.slice(0, 2), hash);
  }
}

async function statIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
