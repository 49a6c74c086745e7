/** Files that hold pictures, made by hand after the formats' documentation. */
import { crc32, deflateSync } from 'node:zlib';
import type { Bytes } from '../../engine/preview/bytes.ts';

export const inMemory = (data: Buffer): Bytes => ({
  size: data.length,
  read: async (position, length) => Buffer.from(data.subarray(position, position + length)),
});

const int32 = (...values: number[]): Buffer => {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => void data.writeInt32LE(value, index * 4));
  return data;
};

/** As Blender 3 writes them: two blocks, a thumbnail whose lowest row is red and all else green, and the end. */
export function blend(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 4);
  for (let at = 0; at < pixels.length; at += 4) {
    const isLowest = at < width * 4;
    pixels.set(isLowest ? [255, 0, 0, 255] : [0, 200, 0, 255], at);
  }
  const block = (code: string, data: Buffer): Buffer => {
    const head = Buffer.alloc(24);
    head.write(code, 'latin1');
    head.writeInt32LE(data.length, 4);
    return Buffer.concat([head, data]);
  };
  return Buffer.concat([
    Buffer.from('BLENDER-v304'),
    block('REND', Buffer.alloc(72)),
    block('TEST', Buffer.concat([int32(width, height), pixels])),
    block('GLOB', Buffer.alloc(3_000)),
    block('ENDB', Buffer.alloc(0)),
  ]);
}

/** As Blender 5 writes them: a longer header, and heads of 32 bytes. */
export function blend5(width: number, height: number): Buffer {
  const head = Buffer.alloc(32);
  head.write('TEST', 'latin1');
  head.writeBigInt64LE(BigInt(8 + width * height * 4), 16);
  const pixels = Buffer.alloc(width * height * 4, 255);
  return Buffer.concat([Buffer.from('BLENDER17-01v0500'), head, int32(width, height), pixels]);
}

/** A JPEG in its structure: a frame head with the size, and no picture. */
export function jpegOf(width: number, height: number, segment: Buffer = Buffer.alloc(0)): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), segment, frame, Buffer.from([0xff, 0xd9])]);
}

/** The Exif segment with a thumbnail. */
export function exifOf(thumbnail: Buffer): Buffer {
  const tiff = Buffer.alloc(8 + 6 + 2 + 24 + 4);
  tiff.write('II*\0', 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt32LE(14, 10);
  tiff.writeUInt16LE(2, 14);
  tiff.writeUInt16LE(0x0201, 16);
  tiff.writeUInt32LE(tiff.length, 24);
  tiff.writeUInt16LE(0x0202, 28);
  tiff.writeUInt32LE(thumbnail.length, 36);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff, thumbnail]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** A Photoshop document without layers: a resource of another kind, then the thumbnail. */
export function psd(thumbnail: Buffer): Buffer {
  const resource = (id: number, data: Buffer): Buffer => {
    const head = Buffer.alloc(12);
    head.write('8BIM', 'latin1');
    head.writeUInt16BE(id, 4);
    head.writeUInt32BE(data.length, 8);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  };
  const thumb = Buffer.alloc(28);
  thumb.writeUInt32BE(1, 0);
  thumb.writeUInt32BE(thumbnail.length, 20);
  const resources = Buffer.concat([
    resource(1005, Buffer.alloc(15)),
    resource(1036, Buffer.concat([thumb, thumbnail])),
  ]);
  const head = Buffer.alloc(34);
  head.write('8BPS', 'latin1');
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(resources.length, 30);
  return Buffer.concat([head, resources]);
}

export function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG that says to be of a size and holds these bytes, whatever they are. */
export function pngOf(width: number, height: number, rows: Buffer, filler = 0): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('teXt', Buffer.alloc(filler)),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}
