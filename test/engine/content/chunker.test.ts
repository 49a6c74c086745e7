import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { cutLength, MAX_CHUNK, MIN_CHUNK } from '../../../engine/content/chunker.ts';
import { gearModule } from '../../../scripts/wasm/gear.ts';
import { digest, seededBytes } from '../../support/chunks.ts';

/** As a reader does: what has been read is cut as far as it reaches a largest piece, and at the end to the last byte. */
function cut(data: Buffer, reads: readonly number[] = [data.length]): Buffer[] {
  const pieces: Buffer[] = [];
  let [at, filled] = [0, 0];
  for (let turn = 0; filled < data.length; turn++) {
    filled = Math.min(data.length, filled + Math.max(1, reads[turn % reads.length]!));
    while (filled === data.length ? at < filled : filled - at >= MAX_CHUNK) {
      const length = cutLength(data, at, filled);
      pieces.push(data.subarray(at, at + length));
      at += length;
    }
  }
  return pieces;
}

const lengths = (pieces: readonly Buffer[]): number[] => pieces.map((piece) => piece.length);

describe('chunker', () => {
  // Boundaries are part of the format: if this fails, old and new versions of a file no longer share chunks.
  it('cuts where it always has', () => {
    assert.deepEqual(
      lengths(cut(seededBytes('golden', 3_000_000))),
      [
        264090, 246323, 162778, 286808, 116678, 379900, 139285, 222942, 376953, 228726, 215877, 205321,
        154319,
      ],
    );
  });

  it('runs the code that its script makes', async () => {
    const made = new URL('../../../engine/content/gear-wasm.ts', import.meta.url);
    assert.equal(readFileSync(made, 'utf8'), await gearModule());
  });

  it('cuts as the paper’s loop says, byte by byte', () => {
    const gear = Array.from({ length: 32 }, (_, block) =>
      createHash('sha256').update(`cairn gear ${block}`).digest(),
    );
    const word = (byte: number) => gear[byte >> 3]!.readInt32LE((byte & 7) * 4);
    const reference = (data: Buffer): number[] => {
      const sizes: number[] = [];
      for (let from = 0; from < data.length; from += sizes.at(-1)!) {
        let print = 0;
        let length = Math.min(64 * 1024, data.length - from);
        while (length < Math.min(1024 * 1024, data.length - from)) {
          const bits = length < 208 * 1024 ? 20 : 16;
          print = (print * 2 + word(data[from + length]!)) | 0;
          length++;
          if (print >>> (32 - bits) === 0) break;
        }
        sizes.push(length);
      }
      return sizes;
    };
    fc.assert(
      fc.property(fc.nat(), fc.nat(1_500_000), (seed, length) => {
        const data = seededBytes(seed, length);
        assert.deepEqual(lengths(cut(data)), reference(data));
      }),
      { numRuns: 5 },
    );
    const runs = Buffer.concat([Buffer.alloc(70_000), seededBytes('x', 400_000), Buffer.alloc(2_000_000, 7)]);
    assert.deepEqual(lengths(cut(runs)), reference(runs));
  });

  it('loses nothing and keeps the bounds, however the stream is divided', () => {
    const data = seededBytes('division', 5_000_000);
    const whole = lengths(cut(data));
    fc.assert(
      fc.property(
        fc.nat(data.length),
        fc.array(fc.integer({ min: 1000, max: 3_000_000 }), { minLength: 1, maxLength: 6 }),
        (start, reads) => {
          const part = data.subarray(start);
          const pieces = cut(part, reads);
          assert.equal(digest(Buffer.concat(pieces)), digest(part));
          assert.deepEqual(lengths(pieces), lengths(cut(part)));
          for (const piece of pieces) assert.ok(piece.length > 0 && piece.length <= MAX_CHUNK);
          for (const piece of pieces.slice(0, -1)) assert.ok(piece.length >= MIN_CHUNK);
        },
      ),
      { numRuns: 25 },
    );
    assert.deepEqual(lengths(cut(data, [1_048_576])), whole);
    assert.deepEqual(lengths(cut(data, [4097])), whole);
  });

  it('finds the old cuts again behind an insertion, a deletion and a change', () => {
    const data = seededBytes('shift', 8_000_000);
    const known = new Set(cut(data).map(digest));
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 7_000_000 }),
        fc.integer({ min: 0, max: 2000 }),
        fc.uint8Array({ maxLength: 2000 }),
        (at, removed, inserted) => {
          const edited = Buffer.concat([data.subarray(0, at), inserted, data.subarray(at + removed)]);
          const fresh = cut(edited).filter((piece) => !known.has(digest(piece)));
          // The chunk that was hit, and at worst the few until the cuts meet again.
          assert.ok(
            fresh.reduce((sum, piece) => sum + piece.length, 0) <= 5 * MAX_CHUNK,
            `${fresh.length} new chunks`,
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  it('gives 256 KiB on average', () => {
    const pieces = cut(seededBytes('average', 48 * 1024 * 1024));
    const average = (48 * 1024 * 1024) / pieces.length / 1024;
    assert.ok(average > 225 && average < 290, `${average} KiB`);
  });

  it('cuts long runs of one byte at the maximum, so that they are stored once', () => {
    for (const byte of [0, 255, 32]) {
      const pieces = cut(Buffer.alloc(5 * MAX_CHUNK + 17, byte));
      assert.deepEqual(lengths(pieces), [MAX_CHUNK, MAX_CHUNK, MAX_CHUNK, MAX_CHUNK, MAX_CHUNK, 17]);
    }
  });

  it('gives no piece for an empty file and can be used again', () => {
    assert.deepEqual(cut(Buffer.alloc(0)), []);
    assert.deepEqual([...lengths(cut(Buffer.from('a'))), ...lengths(cut(Buffer.from('bc')))], [1, 2]);
  });
});
