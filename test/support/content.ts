/** File content for tests: seeded, incompressible and cheap to make, also in large amounts. */
import { createCipheriv, createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';

const BLOCK = 4 * 1024 * 1024;

/** Blocks of pseudo-random bytes, `size` in all; the same for the same seed. */
function* blocks(seed: number, size: number): Generator<Buffer> {
  const key = createHash('sha256').update(`content ${seed}`).digest().subarray(0, 16);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  const zeros = Buffer.alloc(Math.min(size, BLOCK));
  for (let left = size; left > 0; left -= BLOCK)
    yield cipher.update(zeros.subarray(0, Math.min(left, BLOCK)));
}

export const randomBytes = (seed: number, size: number): Buffer => Buffer.concat([...blocks(seed, size)]);

/** Writes such a file, and the folders above it. */
export async function writeRandom(file: string, seed: number, size: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'w');
  try {
    for (const block of blocks(seed, size)) await handle.write(block);
  } finally {
    await handle.close();
  }
}

/** Overwrites `size` bytes at `offset` of an existing file. */
export async function overwrite(file: string, offset: number, seed: number, size: number): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.write(randomBytes(seed, size), 0, size, offset);
  } finally {
    await handle.close();
  }
}

/** SHA-256 of a file, in hex. */
export async function fileHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

export const hashOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
