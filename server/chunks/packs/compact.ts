/** Gives back the room that deleted chunks leave in packs: what lives moves to the newest pack, and the file goes. */
import { rm } from 'node:fs/promises';
import { PACK_HEADER_BYTES } from '../../../engine/content/pack.ts';
import type { PackFiles } from '../../../engine/content/pack-read.ts';
import type { Id } from '../../../engine/domain/rows.ts';
import type { ChunkRow, PackIndex, PackRow } from './index.ts';
import { packFile } from './layout.ts';
import type { GroupWriter } from './writer.ts';

/** A pack is rewritten when less than this part of it is alive. */
const ALIVE = 0.6;
/** Bytes moved in one transaction. */
const GROUP_BYTES = 8 * 1024 * 1024;

const isWorn = ({ live, end }: PackRow): boolean => live === 0 || live < (end - PACK_HEADER_BYTES) * ALIVE;

export class Compaction {
  readonly #root: string;
  readonly #index: PackIndex;
  readonly #writer: GroupWriter;
  readonly #packs: PackFiles;

  constructor(root: string, index: PackIndex, writer: GroupWriter, packs: PackFiles) {
    this.#root = root;
    this.#index = index;
    this.#writer = writer;
    this.#packs = packs;
  }

  /** @param seal dead bytes in the newest pack from which on it is closed, so that it can go too. */
  async run(project: Id, seal: number): Promise<number> {
    const worn = await this.#writer.exclusive(() => {
      const packs = this.#index.packs(project);
      const newest = packs.pop();
      if (newest && isWorn(newest) && newest.end - newest.live > seal) {
        this.#writer.seal(project);
        packs.push(newest);
      }
      return packs.filter(isWorn);
    });
    if (worn.length === 0) return 0;
    await this.#moveOut(project, worn);
    let removed = 0;
    for (const pack of worn) if (await this.#remove(project, pack)) removed++;
    return removed;
  }

  async #moveOut(project: Id, worn: readonly PackRow[]): Promise<void> {
    const ids = new Set(worn.filter((pack) => pack.live > 0).map((pack) => pack.id));
    if (ids.size === 0) return;
    const rows = await this.#writer.exclusive(() => {
      const found: ChunkRow[] = [];
      for (const page of this.#index.chunks(project))
        for (const row of page) if (ids.has(row.pack)) found.push(row);
      return found;
    });
    rows.sort((a, b) => a.pack - b.pack || a.offset - b.offset);
    let group: { row: ChunkRow; frame: Uint8Array }[] = [];
    let bytes = 0;
    const flush = async () => {
      if (group.length > 0) await this.#writer.add({ project, entries: group, replace: true });
      [group, bytes] = [[], 0];
    };
    for (const row of rows) {
      const frame = await this.#packs.readAsync({ file: packFile(this.#root, project, row.pack), ...row });
      // What cannot be read stays where it is, for "verify" to tell.
      if (!frame) continue;
      group.push({ row, frame });
      bytes += frame.length;
      if (bytes >= GROUP_BYTES) await flush();
    }
    await flush();
  }

  /** Removes a pack that nothing lies in; durably out of the index before its file goes. */
  async #remove(project: Id, { id }: PackRow): Promise<boolean> {
    const empty = await this.#writer.exclusive(() => {
      const now = this.#index.packs(project).find((pack) => pack.id === id);
      if (now?.live !== 0) return false;
      this.#index.removePack(id);
      return true;
    });
    if (!empty) return false;
    const file = packFile(this.#root, project, id);
    this.#packs.drop(file);
    // Where another process holds it open and the system minds, the next opening finds nothing new in it and lets it be.
    await rm(file, { force: true }).catch(() => undefined);
    return true;
  }
}
