/** The thumbnail that cameras and painting programs put into a JPEG: Exif 2.3, the first image file directory's next. */
import type { Bytes } from './bytes.ts';
import { segments } from './dimensions.ts';

/** Where Exif lies, it lies first. */
const HEAD = 200_000;
const OFFSET_TAG = 0x0201;
const LENGTH_TAG = 0x0202;
const MOST_ENTRIES = 1_000;

export async function exifThumbnail(file: Bytes): Promise<Buffer | undefined> {
  const data = await file.read(0, HEAD);
  for (const { marker, start, end } of segments(data)) {
    if (marker !== 0xffe1 || data.toString('latin1', start, start + 6) !== 'Exif\0\0') continue;
    try {
      return thumbnailOf(data.subarray(start + 6, end));
    } catch (error) {
      // Offsets that lead out of it.
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
  return undefined;
}

function thumbnailOf(tiff: Buffer): Buffer | undefined {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number): number => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const first = long(4);
  const directory = long(first + 2 + short(first) * 12);
  if (directory === 0) return undefined;
  const fields = new Map<number, number>();
  for (let index = 0; index < Math.min(short(directory), MOST_ENTRIES); index++) {
    const entry = directory + 2 + index * 12;
    fields.set(short(entry), long(entry + 8));
  }
  const [offset, length] = [fields.get(OFFSET_TAG), fields.get(LENGTH_TAG)];
  if (offset === undefined || length === undefined || offset + length > tiff.length) return undefined;
  return tiff.subarray(offset, offset + length);
}
