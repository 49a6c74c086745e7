import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { decodeChunk, encodeChunk } from '../../../engine/content/codec.ts';
import {
  applyFilter,
  chooseFilter,
  filterByte,
  isProse,
  MAX_STRIDE,
  parseFilter,
  undoFilter,
} from '../../../engine/content/filter.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { filterModule } from '../../../scripts/wasm/filter.ts';
import { seededBytes } from '../../support/chunks.ts';

/** A wavy surface as records of three floats. */
function vertices(count: number): Buffer {
  const data = Buffer.alloc(count * 12);
  for (let i = 0; i < count; i++) {
    data.writeFloatLE(i / 100, i * 12);
    data.writeFloatLE(Math.sin(i / 300) * 20, i * 12 + 4);
    data.writeFloatLE(Math.cos(i / 170) * 8, i * 12 + 8);
  }
  return data;
}

/** A noisy gradient of four bytes a pixel. */
function pixels(count: number): Buffer {
  const noise = seededBytes('pixels', count);
  const data = Buffer.alloc(count * 4, 255);
  for (let i = 0; i < count; i++) {
    const shade = 100 + Math.floor((i % 1024) / 12) + (noise[i]! & 3);
    for (let channel = 0; channel < 3; channel++) data[i * 4 + channel] = shade + channel * 9;
  }
  return data;
}

const encode = (plain: Buffer) => encodeChunk(sha256(plain), plain);

describe('filters', () => {
  it('run the code that their script makes', async () => {
    const made = new URL('../../../engine/content/filter-wasm.ts', import.meta.url);
    assert.equal(readFileSync(made, 'utf8'), await filterModule());
  });

  it('take records apart into planes, and planes into differences', () => {
    const records = Buffer.from([1, 10, 100, 2, 20, 110, 4, 40, 90, 7]);
    const split = (differences: boolean) => [...applyFilter(records, { stride: 3, differences })];
    assert.deepEqual(split(false), [1, 2, 4, 10, 20, 40, 100, 110, 90, 7]);
    assert.deepEqual(split(true), [1, 1, 2, 10, 10, 20, 100, 10, 236, 7]);
  });

  it('bring back any bytes at any record size', () => {
    const filter = fc.record({ stride: fc.integer({ min: 1, max: MAX_STRIDE }), differences: fc.boolean() });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), filter, (plain, chosen) => {
        const planes = Buffer.from(applyFilter(plain, chosen));
        assert.deepEqual(undoFilter(planes, chosen), Buffer.from(plain));
        assert.deepEqual(parseFilter(filterByte(chosen)), { ...chosen });
      }),
    );
  });

  it('bring back what is left over behind sixteen records, at every record size', () => {
    for (let stride = 1; stride <= MAX_STRIDE; stride++) {
      for (const size of [stride, 16 * stride - 1, 16 * stride, 17 * stride - 1, 35 * stride + 1]) {
        for (const differences of [false, true]) {
          const plain = seededBytes(`${stride}`, size);
          const planes = Buffer.from(applyFilter(plain, { stride, differences }));
          assert.deepEqual(undoFilter(planes, { stride, differences }), plain, `${stride}, ${size}`);
        }
      }
    }
  });

  it('keep arrays of numbers and pixels in a part of what zstd alone makes of them', () => {
    for (const [plain, part] of [
      [vertices(20_000), 0.6],
      [pixels(60_000), 0.6],
    ] as const) {
      const stored = encode(plain);
      assert.equal(stored.codec, 'filtered');
      assert.ok(stored.data.length < plain.length * part, `${stored.data.length} of ${plain.length}`);
      assert.deepEqual(decodeChunk(stored), plain);
    }
  });

  it('leave alone what is text, noise or too small', () => {
    const words = [
      'node',
      'mix',
      'base colour',
      'roughness',
      'a',
      'of',
      'transform',
      'keyframe',
      'x',
      'light',
    ];
    const picks = seededBytes('text', 40_000);
    const text = Buffer.from([...picks].map((pick) => words[pick % 10]?.slice(pick % 3)).join(' '));
    assert.equal(encode(text).codec, 'zstd');
    assert.equal(encode(seededBytes('noise', 250_000)).codec, 'raw');
    assert.equal(encode(vertices(100)).codec === 'filtered', false);
    assert.equal(chooseFilter(seededBytes('noise', 250_000)), undefined);
  });

  it('are not tried on text, but on tables and on what only begins like text', () => {
    const [numbers, widths] = [seededBytes('numbers', 60_000), seededBytes('widths', 60_000)];
    const lines = (digits: (index: number) => number) =>
      Array.from(numbers, (number, index) => {
        const wave = 50 + Math.sin(index / 300) * 40;
        return `key${number & 3} ${wave.toFixed(digits(index))} ${(index / 9e4).toFixed(6)}\n`;
      }).join('');
    const text = Buffer.from(lines((index) => 1 + (widths[index] as number) / 32));
    assert.equal(chooseFilter(text), undefined);
    assert.equal(isProse(text, 0, 4096), true);
    const table = Buffer.from(lines(() => 6));
    assert.equal(isProse(table, 0, 4096), false);
    assert.equal(encode(table.subarray(0, 300_000)).codec, 'filtered');
    assert.equal(isProse(Buffer.concat([text.subarray(0, 4095), Buffer.alloc(1)]), 0, 4096), false);
    assert.equal(isProse(Buffer.alloc(4096, 'one long line '), 0, 4096), false);
  });

  it('are refused where they are none, and change nothing but how a chunk is kept', () => {
    const plain = vertices(20_000);
    const stored = encode(plain);
    assert.equal(stored.hash, sha256(plain));
    for (const wrong of [0, 0x80, 65, 127, 0xff]) {
      const data = Buffer.from(stored.data);
      data[0] = wrong;
      assert.throws(() => decodeChunk({ ...stored, data }), { code: 'integrity' });
    }
    assert.throws(() => decodeChunk({ ...stored, data: Buffer.alloc(0) }), { code: 'integrity' });
    assert.throws(() => decodeChunk({ ...stored, codec: 'zstd' }), { code: 'integrity' });
  });
});
