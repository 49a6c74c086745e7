import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { frameOfDifferences } from '../../../engine/content/same-place.ts';
import { compressOn, decompressOn } from '../../../engine/content/zstd.ts';
import { loadDictionaryZstd } from '../../../engine/content/zstd-wasm.ts';
import { samePlaceModule } from '../../../scripts/wasm/same-place.ts';
import { seededBytes } from '../../support/chunks.ts';

const KIB = 1024;

/** With so many bytes put in at the start or the end, or taken away there, and some places changed. */
const edits = fc.record({
  size: fc.oneof(fc.integer({ min: 8_000, max: 20_000 }), fc.integer({ min: 100_000, max: 300_000 })),
  before: fc.oneof(fc.constant(0), fc.integer({ min: -60, max: 1_000 })),
  behind: fc.oneof(fc.constant(0), fc.integer({ min: -60, max: 1_000 })),
  places: fc.array(
    fc.record({
      at: fc.double({ min: 0, max: 0.9999, noNaN: true }),
      bytes: fc.integer({ min: 1, max: 40 }),
    }),
    {
      maxLength: 40,
    },
  ),
  /** Places at the borders of blocks, by how far from them they end. */
  borders: fc.array(fc.integer({ min: -4, max: 4 }), { maxLength: 3 }),
});

function edited(
  old: Buffer,
  { before, behind, places, borders }: typeof edits extends fc.Arbitrary<infer T> ? T : never,
): Buffer {
  const kept = old.subarray(Math.max(0, -before), old.length - Math.max(0, -behind));
  const plain = Buffer.concat([
    seededBytes('before', Math.max(0, before)),
    kept,
    seededBytes('behind', Math.max(0, behind)),
  ]);
  const spots = [
    ...places.map(({ at, bytes }) => ({ at: Math.floor(at * plain.length), bytes })),
    ...borders.map((by, index) => ({ at: 128 * KIB * (index + 1) + by - 5, bytes: 5 })),
  ];
  for (const { at, bytes } of spots)
    for (let i = at; i < Math.min(plain.length, at + bytes); i++) plain[i] = plain[i]! ^ 0x55;
  return plain;
}

describe('a delta of what lies where it lay', () => {
  it('runs the code that its script makes', async () => {
    const made = new URL('../../../engine/content/same-place-wasm.ts', import.meta.url);
    assert.equal(readFileSync(made, 'utf8'), await samePlaceModule());
  });

  it('is read by every zstd, and is the plain bytes', async () => {
    const wasm = await loadDictionaryZstd();
    let made = 0;
    fc.assert(
      fc.property(edits, (edit) => {
        const old = seededBytes('old', edit.size);
        const plain = edited(old, edit);
        const frame = frameOfDifferences(old, plain);
        if (!frame) return;
        made++;
        assert.ok(decompressOn(old, frame, plain.length).equals(plain));
        assert.ok(wasm.decompress(frame, plain.length, old).equals(plain));
      }),
    );
    assert.ok(made > 20, `${made} frames`);
  });

  it('is about as small as what zstd makes', () => {
    const old = seededBytes('old', 256 * KIB);
    const plain = Buffer.from(old);
    for (let at = 1_000; at < plain.length; at += 4_001) plain.writeUInt32LE(at, at);
    const frame = frameOfDifferences(old, plain);
    assert.ok(frame && frame.length < compressOn(old, plain, 3).length * 1.3);
  });

  it('is a few bytes where nothing differs, and where the border of a block cuts what is the same', () => {
    const old = seededBytes('old', 1024 * KIB);
    const frame = frameOfDifferences(old, old);
    assert.ok(frame && frame.length < 200);
    assert.ok(decompressOn(old, frame, old.length).equals(old));
  });

  it('is left to zstd where much differs, or is somewhere else', () => {
    const old = seededBytes('old', 200 * KIB);
    const many = Buffer.from(old);
    for (let at = 0; at < many.length; at += 100) many[at] = many[at]! ^ 1;
    assert.equal(frameOfDifferences(old, many), undefined);
    assert.equal(frameOfDifferences(old, seededBytes('new', 200 * KIB)), undefined);
    const moved = Buffer.concat([old.subarray(5_000), old.subarray(0, 5_000)]);
    assert.equal(frameOfDifferences(old, moved), undefined);
    assert.equal(frameOfDifferences(Buffer.alloc(3 * 1024 * KIB), old), undefined);
  });
});
