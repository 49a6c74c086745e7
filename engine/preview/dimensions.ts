/** What an image's first bytes say of it: enough to know whether it is safe to show. */

export interface ImageFacts {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

/** More than this is not shown as a preview: a small file may open to gigabytes. */
export const MAX_PIXELS = 4_096 * 4_096;

/** @param data the whole file. Undefined where it is none of the four formats, or says nothing sensible. */
export function imageFacts(data: Buffer): ImageFacts | undefined {
  const found = png(data) ?? gif(data) ?? webp(data) ?? jpeg(data);
  return found && found.width > 0 && found.height > 0 ? found : undefined;
}

export const isModest = ({ width, height }: ImageFacts): boolean => width * height <= MAX_PIXELS;

function png(data: Buffer): ImageFacts | undefined {
  if (data.length < 33 || data.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') return undefined;
  if (data.toString('latin1', 12, 16) !== 'IHDR') return undefined;
  return { mediaType: 'image/png', width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
}

function gif(data: Buffer): ImageFacts | undefined {
  if (data.length < 13 || !/^GIF8[79]a$/u.test(data.toString('latin1', 0, 6))) return undefined;
  return { mediaType: 'image/gif', width: data.readUInt16LE(6), height: data.readUInt16LE(8) };
}

function webp(data: Buffer): ImageFacts | undefined {
  if (data.length < 30 || data.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  if (data.toString('latin1', 8, 12) !== 'WEBP') return undefined;
  const mediaType = 'image/webp';
  switch (data.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { mediaType, width: data.readUIntLE(24, 3) + 1, height: data.readUIntLE(27, 3) + 1 };
    case 'VP8L': {
      const bits = data.readUInt32LE(21);
      return { mediaType, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'VP8 ':
      return { mediaType, width: data.readUInt16LE(26) & 0x3fff, height: data.readUInt16LE(28) & 0x3fff };
    default:
      return undefined;
  }
}

/** A segment of a JPEG: its marker, and where its content lies. */
export interface Segment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** The segments before the picture itself. */
export function* segments(data: Buffer): Generator<Segment> {
  if (data.length < 4 || data.readUInt16BE(0) !== 0xffd8) return;
  for (let at = 2; at + 4 <= data.length; ) {
    const marker = data.readUInt16BE(at);
    if (marker < 0xff01 || marker === 0xffda) return;
    const end = at + 2 + data.readUInt16BE(at + 2);
    // A length counts itself; less would go round in circles.
    if (end < at + 4 || end > data.length) return;
    yield { marker, start: at + 4, end };
    at = end;
  }
}

/** Start of frame, of every kind; between them are tables. */
const isFrame = (marker: number): boolean =>
  marker >= 0xffc0 && marker <= 0xffcf && marker !== 0xffc4 && marker !== 0xffc8 && marker !== 0xffcc;

function jpeg(data: Buffer): ImageFacts | undefined {
  for (const { marker, start, end } of segments(data)) {
    if (!isFrame(marker) || end - start < 5) continue;
    return {
      mediaType: 'image/jpeg',
      width: data.readUInt16BE(start + 3),
      height: data.readUInt16BE(start + 1),
    };
  }
  return undefined;
}
