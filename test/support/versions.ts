/** Versions of a file kept in memory as Cairn keeps them: cut, aligned, encoded window by window. */
import { Aligner } from '../../engine/content/align.ts';
import { MAX_CHUNK } from '../../engine/content/chunker.ts';
import { Cutter } from '../../engine/content/cutter.ts';
import { sha256 } from '../../engine/content/hash.ts';
import { buildManifest } from '../../engine/content/manifest.ts';
import { nodeBasis } from '../../engine/content/manifest-basis.ts';
import { PlainReader } from '../../engine/content/plain.ts';
import type { ChunkInfo, ChunkLocation, ChunkRef, StoredChunk } from '../../engine/content/store.ts';
import { encodeWindow, type Piece } from '../../engine/content/window.ts';
import { MemoryStore } from './chunks.ts';

const WINDOW = 4 * 1024 * 1024;

export class CataloguedStore extends MemoryStore {
  readonly #depths = new Map<string, number>();

  override put(chunk: StoredChunk): void {
    if (this.has(chunk.hash)) return;
    super.put(chunk);
    const below = chunk.base?.chunks.map((hash) => {
      const depth = this.#depths.get(hash);
      if (depth === undefined) throw new Error(`${chunk.hash} stands on ${hash}, which is not here`);
      return depth;
    });
    this.#depths.set(chunk.hash, below ? 1 + Math.max(...below) : 0);
  }

  info(hash: string): ChunkInfo | undefined {
    const found = this.get(hash);
    return found && { ...found, depth: this.#depths.get(hash) ?? 0 };
  }

  locate(hash: string): ChunkLocation | undefined {
    const found = this.get(hash);
    if (!found) return undefined;
    const { data, ...known } = found;
    return { ...known, depth: this.#depths.get(hash) ?? 0, place: data };
  }

  /** As the pipeline takes it. */
  get both(): { sink: CataloguedStore; versions: CataloguedStore } {
    return { sink: this, versions: this };
  }
}

export interface Version {
  readonly root: string;
  readonly size: number;
  readonly refs: readonly ChunkRef[];
  /** Bytes it added to the store. */
  readonly added: number;
  readonly deltas: number;
  readonly wholes: number;
}

function cut(data: Buffer, from: number, cutter: Cutter): { pieces: Piece[]; end: number } {
  const pieces: Piece[] = [];
  let at = from;
  while (at < data.length && at - from < WINDOW) {
    const length = cutter.next(data, at, Math.min(data.length, at + MAX_CHUNK));
    const plain = data.subarray(at, at + length);
    pieces.push({ hash: sha256(plain), plain, place: at - from, base: undefined });
    at += length;
  }
  return { pieces, end: at };
}

/** Adds a version on top of `previous`. */
export function addVersion(store: CataloguedStore, data: Buffer, previous?: Version): Version {
  const reader = new PlainReader(store);
  const cutter = new Cutter();
  const aligner = new Aligner(previous?.refs ?? []);
  const before = store.bytes();
  const refs: ChunkRef[] = [];
  const counts = { deltas: 0, wholes: 0 };
  for (let at = 0; at < data.length; ) {
    const { pieces, end } = cut(data, at, cutter);
    const window = pieces.map(({ hash, plain }) => ({ hash, size: plain.length }));
    const plan = aligner.plan(window, store, end === data.length);
    const fresh = pieces
      .map((piece, index) => ({ ...piece, base: plan.bases[index] }))
      .filter(({ hash }, index) => !store.has(hash) && pieces.findIndex((p) => p.hash === hash) === index);
    const keep = (chunk: StoredChunk) => store.put({ ...chunk, data: Buffer.from(chunk.data) });
    const found = encodeWindow(fresh, plan.around, reader, store, keep);
    aligner.report(at, found);
    counts.deltas += found.deltas;
    counts.wholes += found.wholes;
    refs.push(...window);
    at = end;
  }
  const manifest = buildManifest(refs, previous && nodeBasis(previous.root, reader, store));
  for (const node of manifest.nodes) store.put(node);
  return { root: manifest.root, size: data.length, refs, added: store.bytes() - before, ...counts };
}
