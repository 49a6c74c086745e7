/**
 * Chunks as single files, `ROOT/PROJECT/ab/abcdef…`: how studios kept them before there were packs. They are read and
 * removed; new chunks go to packs.
 */
import type { Stats } from 'node:fs';
import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../../engine/content/missing.ts';
import type { Codec, StoredChunk } from '../../../engine/content/store.ts';
import type { Hash, Id } from '../../../engine/domain/rows.ts';
import { MAX_FRAME_BYTES } from '../../../proto/limits.ts';
import type { ListedChunk } from '../store.ts';
import { isHash, names, projectFolder } from './layout.ts';

const MAGIC = Buffer.from('CRNC');
const HEADER_BYTES = 12;
const CODECS: readonly Codec[] = ['raw', 'zstd'];
const SHARD = /^[0-9a-f]{2}$/u;
const TEMPORARY = /^[0-9a-f]{64}\.[0-9a-f-]{36}\.tmp$/u;

/** Header: magic, format version, codec, two zero bytes, plain size. */
function parse(hash: Hash, bytes: Buffer): StoredChunk | undefined {
  const codec = CODECS[bytes[5] ?? -1];
  const known = bytes.length >= HEADER_BYTES && bytes.subarray(0, 4).equals(MAGIC) && bytes[4] === 1;
  if (!known || !codec || bytes.length > HEADER_BYTES + MAX_FRAME_BYTES) return undefined;
  return { hash, codec, size: bytes.readUInt32LE(8), data: bytes.subarray(HEADER_BYTES) };
}

export class LooseChunks {
  readonly #root: string;
  /** Whether a project has any; found out once, because none are added. */
  readonly #any = new Map<Id, Promise<boolean>>();
  readonly #none = new Set<Id>();

  constructor(root: string) {
    this.#root = root;
  }

  any(projectId: Id): Promise<boolean> {
    const known = this.#any.get(projectId);
    if (known) return known;
    const found = names(projectFolder(this.#root, projectId)).then((all) =>
      all.some((name) => SHARD.test(name)),
    );
    this.#any.set(projectId, found);
    found.then(
      (any) => any || this.#none.add(projectId),
      () => this.#any.delete(projectId),
    );
    return found;
  }

  has(projectId: Id, hash: Hash): boolean {
    return !this.#none.has(projectId) && existsSync(this.#path(projectId, hash));
  }

  async get(projectId: Id, hash: Hash): Promise<StoredChunk | undefined> {
    if (!(await this.any(projectId))) return undefined;
    try {
      return parse(hash, await readFile(this.#path(projectId, hash)));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async delete(projectId: Id, hash: Hash): Promise<void> {
    if (await this.any(projectId)) await rm(this.#path(projectId, hash), { force: true });
  }

  async *list(projectId: Id): AsyncGenerator<ListedChunk, void, undefined> {
    for await (const { folder, name } of this.#files(projectId)) {
      if (!isHash(name)) continue;
      const found = await statIfThere(join(folder, name));
      if (found) yield { hash: name, modifiedAt: found.mtimeMs, bytes: found.size };
    }
  }

  /** Removes what writing them left behind when it was killed; answers how many. */
  async sweep(projectId: Id): Promise<number> {
    let removed = 0;
    for await (const { folder, name } of this.#files(projectId)) {
      if (!TEMPORARY.test(name)) continue;
      await rm(join(folder, name), { force: true });
      removed++;
    }
    return removed;
  }

  async *#files(projectId: Id): AsyncGenerator<{ folder: string; name: string }, void, undefined> {
    const project = projectFolder(this.#root, projectId);
    for (const shard of await names(project)) {
      if (!SHARD.test(shard)) continue;
      for (const name of await names(join(project, shard))) yield { folder: join(project, shard), name };
    }
  }

  #path(projectId: Id, hash: Hash): string {
    return join(projectFolder(this.#root, projectId), hash.slice(0, 2), hash);
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
