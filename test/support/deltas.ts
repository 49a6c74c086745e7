/** Chunks that stand on one another, for tests. */
import { encodeChunk } from '../../engine/content/codec.ts';
import { sha256 } from '../../engine/content/hash.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import { seededBytes } from './chunks.ts';

/** `plain` as a delta on all of one other chunk. */
export function deltaOn(base: Uint8Array, plain: Uint8Array): StoredChunk {
  const delta = encodeChunk(sha256(plain), plain, {
    base: { chunks: [sha256(base)], start: 0, length: base.length },
    dictionary: base,
    plains: [base],
  });
  if (delta.codec !== 'delta') throw new Error('not worth a delta');
  return delta;
}

/** Plain bytes of versions that differ by one byte each. */
export function versions(count: number, seed: string | number = 'chain', size = 20_000): Buffer[] {
  const found = [Buffer.from(seededBytes(seed, size))];
  while (found.length < count) {
    const next = Buffer.from(found.at(-1)!);
    next[found.length * 7] = next[found.length * 7]! ^ 1;
    found.push(next);
  }
  return found;
}

/** Such versions as chunks: the first whole, each other a delta on the one before. */
export function deltas(count: number, seed?: string | number, size?: number): StoredChunk[] {
  const plains = versions(count, seed, size);
  return plains.map((plain, index) =>
    index === 0 ? encodeChunk(sha256(plain), plain) : deltaOn(plains[index - 1]!, plain),
  );
}
