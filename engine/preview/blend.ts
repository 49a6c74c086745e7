/**
 * The thumbnail in a Blender file: the block `TEST`, among the first of the file, also where the file is compressed.
 * Blender's source: BLO_core_file_reader.hh and BLO_core_bhead.hh (headers), readfile.cc (`read_file_thumbnail`).
 */
import { PassThrough, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { Bytes } from './bytes.ts';
import type { Pixels } from './png.ts';

/** A thumbnail lies within the first bytes of what a compressed file opens to; more is not opened. */
const OPENED = 1_200_000;
/** Compressed bytes that are given to the decoder: a frame of Blender's is two megabytes of plain bytes. */
const COMPRESSED = 2_500_000;
const MOST_BLOCKS = 64;
const MOST_SIDE = 512;

/** Where the fields of a block's head lie; numbers of bytes. */
interface Layout {
  readonly start: number;
  readonly head: number;
  readonly length: (head: Buffer) => number;
  readonly littleEndian: boolean;
}

export async function blendThumbnail(file: Bytes): Promise<Pixels | undefined> {
  const head = await file.read(0, 17);
  const data = head.toString('latin1').startsWith('BLENDER')
    ? await file.read(0, OPENED)
    : await opened(file, head);
  const layout = data && layoutOf(data);
  return layout && findThumbnail(data, layout);
}

function decoderOf(head: Buffer): Transform | undefined {
  if (head.length >= 2 && head.readUInt16BE(0) === 0x1f8b) return zlib.createGunzip();
  // Node has zstd since 22.15.
  const isZstd = head.length >= 4 && head.readUInt32LE(0) === 0xfd2fb528;
  return isZstd && typeof zlib.createZstdDecompress === 'function' ? zlib.createZstdDecompress() : undefined;
}

/** The first plain bytes. What the decoder makes of the rest, or of nonsense, is not waited for. */
async function opened(file: Bytes, head: Buffer): Promise<Buffer | undefined> {
  const decoder = decoderOf(head);
  if (decoder === undefined) return undefined;
  const parts: Buffer[] = [];
  let total = 0;
  const source = new PassThrough();
  source.end(await file.read(0, COMPRESSED));
  try {
    for await (const part of source.pipe(decoder)) {
      parts.push(part as Buffer);
      total += (part as Buffer).length;
      if (total >= OPENED) break;
    }
  } catch {
    // Cut off, or not what its first bytes say: what came before may be enough.
  } finally {
    decoder.destroy();
  }
  return Buffer.concat(parts);
}

function layoutOf(data: Buffer): Layout | undefined {
  const text = data.toString('latin1', 0, 17);
  const old = /^BLENDER([_-])([vV])\d{3}/u.exec(text);
  if (old) {
    const [, pointer, endian] = old;
    const littleEndian = endian === 'v';
    const length = (head: Buffer): number => (littleEndian ? head.readInt32LE(4) : head.readInt32BE(4));
    return { start: 12, head: pointer === '_' ? 20 : 24, length, littleEndian };
  }
  const size = /^BLENDER(\d\d)-01v\d{4}/u.exec(text)?.[1];
  if (size === undefined) return undefined;
  const length = (head: Buffer): number => Number(head.readBigInt64LE(16));
  return { start: Number(size), head: 32, length, littleEndian: true };
}

function findThumbnail(data: Buffer, layout: Layout): Pixels | undefined {
  let at = layout.start;
  for (let count = 0; count < MOST_BLOCKS; count++) {
    const head = data.subarray(at, at + layout.head);
    if (head.length < layout.head) return undefined;
    const length = layout.length(head);
    if (length < 0) return undefined;
    const content = data.subarray(at + layout.head, at + layout.head + length);
    if (head.toString('latin1', 0, 4) === 'TEST') return pixelsOf(content, layout.littleEndian);
    at += layout.head + length;
  }
  return undefined;
}

/** Rows lie from the bottom up. */
function pixelsOf(content: Buffer, littleEndian: boolean): Pixels | undefined {
  if (content.length < 8) return undefined;
  const side = (at: number): number => (littleEndian ? content.readInt32LE(at) : content.readInt32BE(at));
  const [width, height] = [side(0), side(4)];
  if (width < 1 || height < 1 || width > MOST_SIDE || height > MOST_SIDE) return undefined;
  const row = width * 4;
  if (content.length < 8 + row * height) return undefined;
  const data = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    const from = 8 + (height - 1 - y) * row;
    data.set(content.subarray(from, from + row), y * row);
  }
  return { width, height, data };
}
