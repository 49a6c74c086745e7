import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { decodeChunk, encodeChunk } from '../../../engine/content/codec.ts';
import type { StoredChunk } from '../../../engine/content/store.ts';
import { MAX_CHUNK_BYTES } from '../../../proto/limits.ts';
import { digest, seededBytes } from '../../support/chunks.ts';
import { coded } from '../../support/errors.ts';

const encode = (plain: Buffer): StoredChunk => encodeChunk(digest(plain), plain);
const text = Buffer.from('a line of a scene file\n'.repeat(10_000));

describe('codec', () => {
  it('brings back any bytes and never grows them', () => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
      fc.tuple(fc.nat(255), fc.nat(MAX_CHUNK_BYTES)).map(([byte, length]) => Buffer.alloc(length, byte)),
      fc.tuple(fc.nat(9), fc.nat(300_000)).map(([seed, length]) => seededBytes(seed, length)),
    );
    fc.assert(
      fc.property(anything, (plain) => {
        const stored = encode(plain);
        assert.equal(stored.size, plain.length);
        assert.ok(stored.data.length <= plain.length);
        assert.ok(decodeChunk(stored).equals(plain));
      }),
      { numRuns: 60 },
    );
  });

  it('compresses what pays and keeps the rest raw', () => {
    assert.equal(encode(text).codec, 'zstd');
    assert.equal(encode(seededBytes('noise', 300_000)).codec, 'raw');
    assert.equal(encode(zlib.deflateSync(seededBytes('png', 300_000))).codec, 'raw');
    assert.equal(encode(Buffer.alloc(0)).codec, 'raw');
    // A text header on incompressible data is not worth it; a noisy header on text is.
    assert.equal(encode(Buffer.concat([text.subarray(0, 8000), seededBytes('body', 500_000)])).codec, 'raw');
    assert.equal(encode(Buffer.concat([seededBytes('head', 9000), text, text])).codec, 'zstd');
  });

  it('refuses a chunk larger than the format allows', () => {
    assert.throws(() => encode(Buffer.alloc(MAX_CHUNK_BYTES + 1)), RangeError);
  });

  it('refuses any single flipped bit, in either codec', () => {
    for (const plain of [text, seededBytes('flip', 5000)]) {
      const stored = encode(plain);
      fc.assert(
        fc.property(fc.nat(stored.data.length * 8 - 1), (bit) => {
          const data = Buffer.from(stored.data);
          data[bit >> 3]! ^= 1 << (bit & 7);
          // A bit of the frame's header may be without effect: the bytes, not the frame, are what is promised.
          try {
            assert.ok(decodeChunk({ ...stored, data }).equals(plain));
          } catch (error) {
            coded('integrity')(error);
          }
        }),
      );
    }
  });

  const stored = encode(text);
  const frame = Buffer.from(stored.data);
  const skippable = Buffer.from('502a4d18040000000badf00d', 'hex');
  const bomb = zlib.zstdCompressSync(Buffer.alloc(64 * 1024 * 1024));
  const bad: Record<string, StoredChunk> = {
    'trailing bytes': { ...stored, data: Buffer.concat([frame, Buffer.from('x')]) },
    'a second frame': { ...stored, data: Buffer.concat([frame, frame]) },
    'a skippable frame behind': { ...stored, data: Buffer.concat([frame, skippable]) },
    'a skippable frame before': { ...stored, data: Buffer.concat([skippable, frame]) },
    'a truncated frame': { ...stored, data: frame.subarray(0, -3) },
    'no frame at all': { ...stored, data: Buffer.from('not zstd') },
    'no bytes': { ...stored, data: Buffer.alloc(0) },
    'a smaller declared size': { ...stored, size: stored.size - 1 },
    'a larger declared size': { ...stored, size: stored.size + 1 },
    'a size beyond the limit': { ...stored, size: MAX_CHUNK_BYTES + 1 },
    'a negative size': { ...stored, size: -1 },
    'a size that is no number': { ...stored, size: Number.NaN },
    'a bomb that declares little': { ...stored, data: bomb, size: bomb.length },
    'a bomb that declares the most': { ...stored, data: bomb, size: MAX_CHUNK_BYTES },
    'another hash': { ...stored, hash: digest(Buffer.from('other')) },
    'the wrong codec, zstd as raw': { ...stored, codec: 'raw' },
    'the wrong codec, raw as zstd': { ...encode(seededBytes('r', 999)), codec: 'zstd' },
    'an unknown codec': { ...stored, codec: 'lzma' as 'raw' },
    'an empty chunk that is a frame': {
      hash: digest(Buffer.alloc(0)),
      codec: 'zstd',
      size: 0,
      data: Buffer.alloc(0),
    },
  };
  for (const [what, chunk] of Object.entries(bad)) {
    it(`refuses ${what}`, () => {
      assert.throws(() => decodeChunk(chunk), coded('integrity'));
    });
  }

  it('refuses a bomb without making room for it', () => {
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 20; i++) assert.throws(() => decodeChunk(bad['a bomb that declares the most']!));
    assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024);
  });
});
