/**
 * Small copies of large PNG images.
 *
 * No library does this: they open an image as a whole, which for one of 4096 × 4096 pixels takes 67 MB and more. Here
 * rows are undone as they come out of zlib, which opens on another thread meanwhile, and only their sums are kept:
 * memory for a few rows, whatever a hostile file opens to.
 */
import { createInflate } from 'node:zlib';
import type { Pixels } from './png.ts';
import { type Pass, passesOf, unfilter } from './unfilter.ts';

/** Longest side of what is made, in pixels. */
const SIDE = 256;
/** Pixels looked at for one of the copy's, in each direction, at least, where there are so many. */
const SAMPLES = 4;
/** Bytes that zlib opens at a time. */
const OPENED = 256 * 1024;
/** Bytes of a row; a longer one is of an image that nobody looks at. */
const LONGEST_ROW = 1_000_000;
/** Pieces that an image's data may be in: writers make them of kilobytes, and each costs as much as a large one. */
const MOST_PARTS = 65_536;

interface Header {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  readonly channels: number;
  readonly indexed: boolean;
  readonly interlaced: boolean;
}

/** By colour type. */
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

interface Opened {
  readonly header: Header;
  /** Of indexed colours: red, green, blue and alpha of each. */
  readonly palette: Uint8Array;
  readonly packed: readonly Buffer[];
}

/** Undefined where it is no such image, or not all of one. */
export async function shrunk(png: Buffer): Promise<Pixels | undefined> {
  const image = partsOf(png);
  if (!image) return undefined;
  const { width, height, interlaced } = image.header;
  const sums = new Sums(image);
  const rows = new Rows(passesOf(width, height, interlaced), image.header, (row, pass, y) => {
    sums.add(row, pass, y);
  });
  const inflate = createInflate({ chunkSize: OPENED });
  for (const part of image.packed) inflate.write(part);
  inflate.end();
  try {
    for await (const bytes of inflate) {
      rows.take(bytes as Buffer);
      if (rows.done) return sums.pixels();
    }
  } catch {
    // Cut off, or not what its header says.
  } finally {
    inflate.destroy();
  }
  return undefined;
}

function partsOf(png: Buffer): Opened | undefined {
  const header = png.length < 33 ? undefined : headerOf(png.subarray(16, 29));
  if (!header) return undefined;
  const palette = new Uint8Array(256 * 4).fill(255);
  const packed: Buffer[] = [];
  for (let at = 8; at + 12 <= png.length; ) {
    const end = at + 12 + png.readUInt32BE(at);
    if (end > png.length) return undefined;
    const data = png.subarray(at + 8, end - 4);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IEND') break;
    if (type === 'IDAT') packed.push(data);
    if (packed.length > MOST_PARTS) return undefined;
    else if (type === 'PLTE') spread(data, palette, 3, 0);
    else if (type === 'tRNS') spread(data, palette, 1, 3);
    at = end;
  }
  return { header, palette, packed };
}

/** Values, so many for each colour, to their place among the four of each in a palette. More than fit are dropped. */
function spread(values: Buffer, palette: Uint8Array, each: number, place: number): void {
  for (const [at, value] of values.subarray(0, 256 * each).entries()) {
    palette[Math.floor(at / each) * 4 + place + (at % each)] = value;
  }
}

function headerOf(data: Buffer): Header | undefined {
  const [depth = 0, colour = 0, , , interlace = 0] = data.subarray(8);
  const channels = CHANNELS[colour];
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const known =
    depth === 8 || (depth === 16 && colour !== 3) || (channels === 1 && [1, 2, 4].includes(depth));
  if (channels === undefined || !known || interlace > 1 || width === 0 || height === 0) return undefined;
  if ((width * channels * depth) / 8 > LONGEST_ROW) return undefined;
  return { width, height, depth, channels, indexed: colour === 3, interlaced: interlace === 1 };
}

/** Cuts what is opened into rows and undoes their filters. */
class Rows {
  readonly #passes: readonly Pass[];
  readonly #step: number;
  readonly #bits: number;
  readonly #give: (row: Uint8Array, pass: Pass, y: number) => void;
  #pass = 0;
  #y = 0;
  #row: Uint8Array;
  #above: Uint8Array;
  /** Bytes of the row that are there; -1: its filter is next. */
  #filled = -1;
  #filter = 0;

  constructor(
    passes: readonly Pass[],
    { depth, channels }: Header,
    give: (row: Uint8Array, pass: Pass, y: number) => void,
  ) {
    this.#passes = passes;
    this.#bits = depth * channels;
    this.#step = Math.max(1, this.#bits / 8);
    this.#give = give;
    this.#row = this.#empty();
    this.#above = this.#empty();
  }

  get done(): boolean {
    return this.#pass === this.#passes.length;
  }

  #empty(): Uint8Array {
    return new Uint8Array(Math.ceil(((this.#passes[this.#pass]?.width ?? 0) * this.#bits) / 8));
  }

  /** @throws {RangeError} where it makes no sense. */
  take(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.done; ) {
      if (this.#filled < 0) {
        this.#filter = bytes[at++] as number;
        this.#filled = 0;
      }
      const part = bytes.subarray(at, at + this.#row.length - this.#filled);
      this.#row.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#row.length) this.#finish();
    }
  }

  #finish(): void {
    const pass = this.#passes[this.#pass] as Pass;
    unfilter(this.#filter, this.#row, this.#above, this.#step);
    this.#give(this.#row, pass, this.#y++);
    [this.#row, this.#above] = [this.#above, this.#row];
    this.#filled = -1;
    if (this.#y < pass.height) return;
    this.#pass++;
    this.#y = 0;
    this.#row = this.#empty();
    this.#above = this.#empty();
  }
}

/** What pixels come to that share a place in the copy. */
class Sums {
  readonly #image: Opened;
  readonly #width: number;
  readonly #height: number;
  /** Of all pixels, every so many are looked at. */
  readonly #stride: number;
  /** Red, green, blue, alpha and how many, for each of the copy's. */
  readonly #sums: Uint32Array;
  #starts: { readonly pass: Pass; readonly at: Uint32Array } | undefined;

  constructor(image: Opened) {
    const { width, height, interlaced } = image.header;
    const scale = Math.max(1, width / SIDE, height / SIDE);
    this.#image = image;
    this.#width = Math.max(1, Math.round(width / scale));
    this.#height = Math.max(1, Math.round(height / scale));
    this.#stride = interlaced ? 1 : Math.max(1, Math.floor(scale / SAMPLES));
    this.#sums = new Uint32Array(this.#width * this.#height * 5);
  }

  add(row: Uint8Array, pass: Pass, line: number): void {
    const { header, palette } = this.#image;
    const { channels, depth, indexed } = header;
    const y = pass.top + line * pass.down;
    if (y % this.#stride !== 0) return;
    const samples = depth < 8 ? unpacked(row, pass.width, depth, indexed) : row;
    const bytes = depth === 16 ? 2 : 1;
    const from = indexed ? palette : samples;
    const next = indexed ? 1 : channels > 2 ? bytes : 0;
    const alpha = indexed ? 3 : channels % 2 === 0 ? (channels - 1) * bytes : -1;
    const starts = this.#startsOf(pass);
    let to = Math.floor((y * this.#height) / header.height) * this.#width * 5;
    let n = 0;
    for (let x = 1; x <= this.#width; x++, to += 5) {
      const end = starts[x] as number;
      // Summed up here before it goes into the array: this is the loop that takes the time.
      let [r, g, b, a, count] = [0, 0, 0, 0, 0];
      for (; n < end; n += this.#stride, count++) {
        const at = indexed ? (samples[n] as number) * 4 : n * channels * bytes;
        r += from[at] as number;
        g += from[at + next] as number;
        b += from[at + 2 * next] as number;
        a += alpha < 0 ? 255 : (from[at + alpha] as number);
      }
      this.#put(to, r, g, b, a, count);
    }
  }

  #put(to: number, r: number, g: number, b: number, a: number, count: number): void {
    const sums = this.#sums;
    sums[to] = (sums[to] as number) + r;
    sums[to + 1] = (sums[to + 1] as number) + g;
    sums[to + 2] = (sums[to + 2] as number) + b;
    sums[to + 3] = (sums[to + 3] as number) + a;
    sums[to + 4] = (sums[to + 4] as number) + count;
  }

  /** Which of a row's pixels is the first that belongs to each of the copy's columns, and where the last one's end. */
  #startsOf(pass: Pass): Uint32Array {
    if (this.#starts?.pass === pass) return this.#starts.at;
    const { width } = this.#image.header;
    const at = Uint32Array.from({ length: this.#width + 1 }, (_, x) => {
      const first = Math.ceil((x * width) / this.#width);
      return Math.min(pass.width, Math.max(0, Math.ceil((first - pass.left) / pass.right)));
    });
    this.#starts = { pass, at };
    return at;
  }

  pixels(): Pixels {
    const sums = this.#sums;
    const data = new Uint8Array(this.#width * this.#height * 4);
    for (let at = 0, to = 0; to < data.length; at += 5, to += 4) {
      const count = Math.max(1, sums[at + 4] as number);
      for (let c = 0; c < 4; c++) data[to + c] = ((sums[at + c] as number) + count / 2) / count;
    }
    return { width: this.#width, height: this.#height, data };
  }
}

/** Samples of less than a byte, a byte each: places in the palette, or greys up to 255. */
function unpacked(row: Uint8Array, width: number, depth: number, indexed: boolean): Uint8Array {
  const mask = (1 << depth) - 1;
  const scale = indexed ? 1 : 255 / mask;
  const samples = new Uint8Array(width);
  for (let x = 0, bit = 0; x < width; x++, bit += depth) {
    samples[x] = (((row[bit >> 3] as number) >> (8 - depth - (bit & 7))) & mask) * scale;
  }
  return samples;
}
