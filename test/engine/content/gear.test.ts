import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { gear } from '../../../engine/content/gear.ts';
import { seededBytes } from '../../support/chunks.ts';

const digests = Array.from({ length: 32 }, (_, block) =>
  createHash('sha256').update(`cairn gear ${block}`).digest(),
);
const word = (byte: number): number => digests[byte >> 3]!.readInt32LE((byte & 7) * 4);

/** Byte by byte. */
function expected(data: Uint8Array, mask: number): [number, number][] {
  const marks: [number, number][] = [];
  let [print, before] = [0, 0];
  for (const [at, byte] of data.entries()) {
    print = (print * 2 + word(byte)) | 0;
    if ((print & mask) !== 0) continue;
    if (print !== before) marks.push([print, at + 1]);
    before = print;
  }
  return marks;
}

function marksOf(parts: readonly Uint8Array[], mask: number): [number, number][] {
  const marks: [number, number][] = [];
  const scan = { print: 0, before: 0 };
  let start = 0;
  for (const part of parts) {
    gear().marks(part, mask, scan, (print, place) => marks.push([print, start + place]));
    start += part.length;
  }
  return marks;
}

describe('marks of the gear hash', () => {
  /** Bytes, those first whose runs, of which the hash is -word, are nothing but marks. */
  const runs = Array.from({ length: 256 }, (_, byte) => byte).sort(
    (a, b) => (-word(a) >>> 0) - (-word(b) >>> 0),
  );

  it('are where the plain loop finds them, however the bytes come', () => {
    const bits = [0, 2, 6, 10];
    const piece = fc.oneof(
      fc.nat(99_999).map((seed) => seededBytes(`marks ${seed}`, seed)),
      fc
        .tuple(fc.nat(99_999), fc.constantFrom(...runs.slice(0, 2)))
        .map(([size, byte]) => Buffer.alloc(size, byte)),
      fc
        .tuple(fc.nat(9_999), fc.nat(0xffff))
        .map(([size, pair]) => Buffer.alloc(size, Buffer.of(pair >> 8, pair))),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), fc.constantFrom(...bits), (parts, count) => {
        const mask = count === 0 ? 0 : (-1 << (32 - count)) | 0;
        assert.deepEqual(marksOf(parts, mask), expected(Buffer.concat(parts), mask));
      }),
      { numRuns: 30 },
    );
  });
});
