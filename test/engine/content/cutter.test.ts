import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { cutLength, MAX_CHUNK, MIN_CHUNK } from '../../../engine/content/chunker.ts';
import { Cutter } from '../../../engine/content/cutter.ts';
import { seededBytes } from '../../support/chunks.ts';

/** As the reader does: what has been read is cut as far as it reaches a largest piece, and at the end to the last byte. */
function cut(data: Buffer, read = data.length): number[] {
  const cutter = new Cutter();
  const lengths: number[] = [];
  let [at, filled] = [0, 0];
  while (at < data.length) {
    filled = Math.min(data.length, filled + read);
    while (filled === data.length ? at < filled : filled - at >= MAX_CHUNK) {
      const length = cutter.next(data, at, filled);
      assert.ok(length > 0 && length <= MAX_CHUNK && at + length <= data.length, `a piece of ${length}`);
      lengths.push(length);
      at += length;
    }
  }
  return lengths;
}

/** A frame of about so many bytes: noise does not compress. */
const frame = (size: number, seed: string): Buffer => zlib.zstdCompressSync(seededBytes(seed, size));

const skippable = (size: number): Buffer => {
  const bytes = Buffer.alloc(8 + size);
  bytes.writeUInt32LE(0x184d2a53, 0);
  bytes.writeUInt32LE(size, 4);
  return bytes;
};

describe('cutter', () => {
  it('cuts what is no file of frames by content', () => {
    const data = seededBytes('not frames', 2_000_000);
    assert.equal(cut(data)[0], cutLength(data, 0, data.length));
    const inside = Buffer.concat([Buffer.of(1), frame(400_000, 'a'), frame(400_000, 'b')]);
    assert.equal(cut(inside)[0], cutLength(inside, 0, inside.length));
  });

  it('makes a large frame a piece, and gathers small ones', () => {
    const large = [frame(300_000, 'a'), frame(900_000, 'b'), frame(70_000, 'c')] as const;
    const small = [frame(10, 'd'), frame(5_000, 'e'), skippable(100)] as const;
    const many = Array.from({ length: 20 }, (_, i) => frame(10_000, `small ${i}`));
    const [a, b, c] = large.map((bytes) => bytes.length) as [number, number, number];
    const together = small.reduce((sum, bytes) => sum + bytes.length, 0);
    assert.deepEqual(cut(Buffer.concat([large[0], ...small, large[1], large[2]])), [a, together, b, c]);
    const gathered = cut(Buffer.concat([...many, large[0]]));
    assert.deepEqual(gathered.slice(0, 2), [7 * many[0]!.length, 7 * many[0]!.length]);
    assert.deepEqual(gathered.slice(2), [6 * many[0]!.length, a]);
  });

  it('goes on with frames behind one that is larger than a piece', () => {
    const [small, huge, next] = [frame(900, 's'), frame(1_048_576, 'huge'), frame(200_000, 'next')];
    assert.ok(huge.length > MAX_CHUNK);
    const lengths = cut(Buffer.concat([small, huge, next]));
    assert.equal(lengths[0], small.length);
    assert.equal(lengths.at(-1), next.length);
    assert.equal(
      lengths.slice(1, -1).reduce((sum, length) => sum + length, 0),
      huge.length,
    );
  });

  const sizes = fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 3_000 }) },
      { weight: 2, arbitrary: fc.integer({ min: 3_000, max: 300_000 }) },
      { weight: 1, arbitrary: fc.integer({ min: MAX_CHUNK - 40, max: MAX_CHUNK + 300_000 }) },
    ),
    { minLength: 1, maxLength: 14 },
  );

  it('cuts alike however the file is read, cut off or spoiled anywhere', () => {
    const damage = fc.option(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })),
    );
    const keep = fc.double({ min: 0.2, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        sizes,
        damage,
        keep,
        fc.integer({ min: 1000, max: 3_000_000 }),
        (lengths, spoil, kept, read) => {
          const all = Buffer.concat(
            lengths.map((size, index) => (index % 5 === 4 ? skippable(size) : frame(size, `${index}`))),
          );
          if (spoil) all[Math.floor(spoil[0] * (all.length - 1))] = spoil[1];
          const data = all.subarray(0, Math.ceil(all.length * kept));
          const pieces = cut(data);
          assert.deepEqual(cut(data, read), pieces);
          assert.equal(
            pieces.reduce((sum, length) => sum + length, 0),
            data.length,
          );
          assert.ok(
            pieces.length <= 2 + (2 * data.length) / MIN_CHUNK,
            `${pieces.length} pieces of ${data.length} bytes`,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});
