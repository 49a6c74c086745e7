/** Small copies of PNG images of every kind, beside what a plain loop over their pixels makes. */
import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { decode } from 'fast-png';
import { encodePng } from '../../../engine/preview/png.ts';
import { shrunk } from '../../../engine/preview/shrink.ts';
import { passesOf } from '../../../engine/preview/unfilter.ts';
import { pngChunk } from '../../support/pictures.ts';

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

interface Kind {
  readonly colour: number;
  readonly depth: number;
  readonly interlaced?: boolean;
}

const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const PALETTE: readonly Colour[] = Array.from({ length: 256 }, (_, i) => [
  i,
  255 - i,
  (i * 7) & 255,
  (i * 3) & 255,
]);

/** The samples of a pixel, each of `depth` bits: nothing smooth, so that every filter has something to undo. */
const samplesAt = (x: number, y: number, { colour, depth }: Kind): number[] =>
  Array.from({ length: CHANNELS[colour] ?? 0 }, (_, c) => {
    const mixed = Math.imul(x * 31 + y * 517 + c * 7_919 + 1, 0x9e3779b1) >>> 8;
    return (mixed ^ (x >> 2)) & (2 ** depth - 1);
  });

function colourOf(samples: readonly number[], { colour, depth }: Kind): Colour {
  const eight = samples.map((value) => (depth === 16 ? value >> 8 : (value * 255) / (2 ** depth - 1)));
  const [a = 0, b = 0, c = 0, d = 0] = eight;
  if (colour === 3) return PALETTE[samples[0] ?? 0] as Colour;
  if (colour === 0) return [a, a, a, 255];
  if (colour === 4) return [a, a, a, b];
  return [a, b, c, colour === 6 ? d : 255];
}

/** A row's bytes, filtered by `filter` with that in front: PNG, third edition, 9.2. */
function filtered(row: Buffer, above: Buffer, step: number, filter: number): Buffer {
  const out = Buffer.from(row);
  for (let i = 0; i < row.length; i++) {
    const [a, b, c] = [row[i - step] ?? 0, above[i] ?? 0, i < step ? 0 : (above[i - step] ?? 0)];
    const p = a + b - c;
    const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
    const guess = [0, a, b, (a + b) >> 1, pa <= pb && pa <= pc ? a : pb <= pc ? b : c][filter] ?? 0;
    out[i] = (row[i] ?? 0) - guess;
  }
  return Buffer.concat([Buffer.of(filter), out]);
}

function pngLike(width: number, height: number, kind: Kind): Buffer {
  const { colour, depth, interlaced = false } = kind;
  const bits = depth * (CHANNELS[colour] ?? 0);
  const lines: Buffer[] = [];
  for (const pass of passesOf(width, height, interlaced)) {
    let above = Buffer.alloc(Math.ceil((pass.width * bits) / 8));
    for (let y = 0; y < pass.height; y++) {
      const row = Buffer.alloc(above.length);
      for (let x = 0; x < pass.width; x++) {
        const samples = samplesAt(pass.left + x * pass.right, pass.top + y * pass.down, kind);
        for (const [c, value] of samples.entries()) {
          const bit = x * bits + c * depth;
          if (depth === 16) row.writeUInt16BE(value, bit / 8);
          else row[bit >> 3] = (row[bit >> 3] ?? 0) | (value << (8 - depth - (bit & 7)));
        }
      }
      lines.push(filtered(row, above, Math.max(1, bits / 8), y % 5));
      above = row;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colour, 0, 0, Number(interlaced)], 8);
  const image = deflateSync(Buffer.concat(lines));
  const half = image.length >> 1;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('PLTE', Buffer.from(PALETTE.flatMap((colour) => colour.slice(0, 3)))),
    pngChunk('tRNS', Buffer.from(PALETTE.map(([, , , alpha]) => alpha))),
    pngChunk('IDAT', image.subarray(0, half)),
    pngChunk('IDAT', image.subarray(half)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The mean of the pixels that share a place, each by itself. */
function expected(width: number, height: number, kind: Kind, w: number, h: number): number[] {
  const sums = new Float64Array(w * h * 5);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (Math.floor((y * h) / height) * w + Math.floor((x * w) / width)) * 5;
      for (const [c, value] of colourOf(samplesAt(x, y, kind), kind).entries())
        sums[at + c] = (sums[at + c] ?? 0) + value;
      sums[at + 4] = (sums[at + 4] ?? 0) + 1;
    }
  }
  return Array.from({ length: w * h * 4 }, (_, i) => {
    const at = Math.floor(i / 4) * 5;
    return (sums[at + (i % 4)] ?? 0) / (sums[at + 4] ?? 1);
  });
}

const KINDS: readonly Kind[] = [
  ...[1, 2, 4, 8, 16].map((depth) => ({ colour: 0, depth })),
  ...[1, 2, 4, 8].map((depth) => ({ colour: 3, depth })),
  ...[2, 4, 6].flatMap((colour) => [8, 16].map((depth) => ({ colour, depth }))),
  { colour: 6, depth: 8, interlaced: true },
  { colour: 3, depth: 2, interlaced: true },
];

describe('a small copy of a PNG', () => {
  for (const kind of KINDS) {
    const { colour, depth, interlaced } = kind;
    it(`of colour type ${colour} with ${depth} bits${interlaced ? ', interlaced' : ''} is the mean of its pixels`, async () => {
      const copy = await shrunk(pngLike(331, 150, kind));
      assert.ok(copy);
      assert.deepEqual([copy.width, copy.height], [256, 116]);
      const means = expected(331, 150, kind, 256, 116);
      const worst = means.reduce((most, mean, i) => Math.max(most, Math.abs(mean - (copy.data[i] ?? 0))), 0);
      assert.ok(worst <= 1, `${worst} from what it is`);
    });
  }

  it('of one that is no larger is the image, and comes back as it was from its file', async () => {
    const kind = { colour: 6, depth: 8 };
    for (const [width, height] of [
      [5, 3],
      [1, 1],
      [256, 2],
    ] as const) {
      const copy = await shrunk(pngLike(width, height, kind));
      assert.ok(copy);
      assert.deepEqual([...copy.data], expected(width, height, kind, width, height));
      const read = decode(encodePng(copy));
      assert.deepEqual(
        [read.width, read.height, read.channels, [...read.data]],
        [width, height, 4, [...copy.data]],
      );
    }
  });

  it('is not made of one in more pieces than anybody writes', async () => {
    const whole = pngLike(40, 30, { colour: 2, depth: 8 });
    const pieces = (count: number) =>
      Buffer.concat([
        whole.subarray(0, whole.indexOf('IDAT') - 4),
        ...Array.from({ length: count }, () => pngChunk('IDAT', Buffer.alloc(0))),
        whole.subarray(whole.indexOf('IDAT') - 4),
      ]);
    assert.ok(await shrunk(pieces(1_000)));
    assert.equal(await shrunk(pieces(70_000)), undefined);
  });

  it('is not made of one that is cut off, or of no known kind', async () => {
    const whole = pngLike(40, 30, { colour: 2, depth: 8 });
    assert.ok(await shrunk(whole));
    for (const length of [0, 20, 33, 400, whole.length - 13])
      assert.equal(await shrunk(whole.subarray(0, length)), undefined, `${length}`);
    for (const [at, value] of [
      [24, 3],
      [25, 5],
      [28, 2],
      [19, 0],
    ] as const) {
      const wrong = Buffer.from(whole);
      wrong[at] = value;
      assert.equal(await shrunk(wrong), undefined, `byte ${at}`);
    }
  });
});
