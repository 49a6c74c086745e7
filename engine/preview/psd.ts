/**
 * The thumbnail in a Photoshop document (.psd, .psb): image resource 1036, a JPEG.
 * https://www.adobe.com/devnet-apps/photoshop/fileformatashtml/ ("Image Resources Section", "Thumbnail resource format")
 */
import type { Bytes } from './bytes.ts';

const HEADER = 26;
const THUMBNAIL = 1036;
/** Before the JPEG: format, size and layout of what it opens to. */
const THUMBNAIL_HEADER = 28;
const JPEG = 1;
/** Resources that are looked through; real documents have some dozens. */
const MOST_RESOURCES = 1_000;
/** Longest name of a resource, with its length and padding, and the fields around it. */
const RESOURCE_HEADER = 4 + 2 + 256 + 4;

const even = (length: number): number => length + (length % 2);

/** @param most bytes of a thumbnail. */
export async function psdThumbnail(file: Bytes, most: number): Promise<Buffer | undefined> {
  const head = await file.read(0, HEADER + 4);
  if (head.length < HEADER + 4 || head.toString('latin1', 0, 4) !== '8BPS') return undefined;
  const sectionAt = HEADER + 4 + head.readUInt32BE(HEADER);
  const section = await file.read(sectionAt, 4);
  if (section.length < 4) return undefined;
  const end = sectionAt + 4 + section.readUInt32BE(0);
  let at = sectionAt + 4;
  for (let count = 0; count < MOST_RESOURCES && at < end; count++) {
    const resource = await file.read(at, RESOURCE_HEADER);
    if (resource.length < 12 || resource.toString('latin1', 0, 4) !== '8BIM') return undefined;
    const sizeAt = 6 + even(1 + resource.readUInt8(6));
    if (resource.length < sizeAt + 4) return undefined;
    const size = resource.readUInt32BE(sizeAt);
    const data = at + sizeAt + 4;
    if (resource.readUInt16BE(4) === THUMBNAIL) return readThumbnail(file, data, size, most);
    at = data + even(size);
  }
  return undefined;
}

async function readThumbnail(
  file: Bytes,
  at: number,
  size: number,
  most: number,
): Promise<Buffer | undefined> {
  if (size <= THUMBNAIL_HEADER || size > most + THUMBNAIL_HEADER) return undefined;
  const data = await file.read(at, size);
  if (data.length < size || data.readUInt32BE(0) !== JPEG) return undefined;
  const length = data.readUInt32BE(20);
  return data.subarray(THUMBNAIL_HEADER, Math.min(size, THUMBNAIL_HEADER + length));
}
