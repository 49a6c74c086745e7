/** PNG images: writing small ones, and making small ones of large ones. */
import { deflateSync, inflateSync } from 'node:zlib';
import type { DecodedPng } from 'fast-png';

/** Eight bits each of red, green, blue and alpha, rows from the top. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Longest side of a preview that is made here, in pixels. */
const SIDE = 256;
/** Most bytes that a picture may open to. */
const MAX_OPENED = 100_000_000;
/** Pixels looked at for one of the preview's, in each direction. */
const SAMPLES = 4;

/** Few need it, so it is loaded by the first who does. */
const library = () => import('fast-png');

export async function encodePng({ width, height, data }: Pixels): Promise<Buffer> {
  return Buffer.from((await library()).encode({ width, height, data, channels: 4, depth: 8 }));
}

/** A small PNG of a large one; undefined where it is not one that can be opened in bounds. */
export async function shrinkPng(data: Buffer): Promise<Buffer | undefined> {
  const png = await library();
  try {
    const bounded = reopened(data);
    return bounded && (await encodePng(sampled(expanded(png, png.decode(bounded)))));
  } catch {
    return undefined;
  }
}

/**
 * The same picture with its data not compressed: it is opened here, with a bound, because the library has none and a
 * hundred bytes may open to gigabytes.
 */
function reopened(png: Buffer): Buffer | undefined {
  const kept: Buffer[] = [png.subarray(0, 8)];
  const packed: Buffer[] = [];
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 12 + png.readUInt32BE(at);
    if (end > png.length) return undefined;
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') packed.push(png.subarray(at + 8, end - 4));
    else if (type === 'IHDR' || type === 'PLTE' || type === 'tRNS') kept.push(png.subarray(at, end));
    if (type === 'IEND') break;
    at = end;
  }
  const plain = inflateSync(Buffer.concat(packed), { maxOutputLength: MAX_OPENED });
  const stored = deflateSync(plain, { level: 0 });
  return Buffer.concat([...kept, chunk('IDAT', stored), chunk('IEND', Buffer.alloc(0))]);
}

/** Without a checksum: nobody looks at it. */
function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data, Buffer.alloc(4)]);
}

interface Samples {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 colour, 4 colour and alpha. */
  readonly channels: number;
  readonly at: (index: number) => number;
}

function expanded({ convertIndexedToRgb }: Awaited<ReturnType<typeof library>>, image: DecodedPng): Samples {
  const { width, height } = image;
  if (image.palette) {
    const data = convertIndexedToRgb(image);
    return { width, height, channels: data.length / (width * height), at: (index) => data[index] ?? 0 };
  }
  const { data, channels, depth } = image;
  if (depth === 16) return { width, height, channels, at: (index) => (data[index] ?? 0) >> 8 };
  if (depth === 8) return { width, height, channels, at: (index) => data[index] ?? 0 };
  throw new RangeError(`${depth} bits are not drawn`);
}

function sampled(source: Samples): Pixels {
  const { width: w, height: h, channels } = source;
  const scale = Math.max(1, w / SIDE, h / SIDE);
  const width = Math.max(1, Math.round(w / scale));
  const height = Math.max(1, Math.round(h / scale));
  const data = new Uint8Array(width * height * 4);
  const isGrey = channels < 3;
  const hasAlpha = channels % 2 === 0;
  const sum = [0, 0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      sum.fill(0);
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
        const sx = Math.min(w - 1, Math.floor((x + (sample % SAMPLES) / SAMPLES) * (w / width)));
        const sy = Math.min(h - 1, Math.floor((y + Math.floor(sample / SAMPLES) / SAMPLES) * (h / height)));
        const at = (sy * w + sx) * channels;
        for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + source.at(at + (isGrey ? 0 : c));
        sum[3] = (sum[3] ?? 0) + (hasAlpha ? source.at(at + channels - 1) : 255);
      }
      const to = (y * width + x) * 4;
      for (let c = 0; c < 4; c++) data[to + c] = Math.round((sum[c] ?? 0) / (SAMPLES * SAMPLES));
    }
  }
  return { width, height, data };
}
