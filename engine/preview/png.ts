/** Writing small PNG images. */
import { crc32, deflateSync } from 'node:zlib';

/** Eight bits each of red, green, blue and alpha, rows from the top. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
/** Half the time of zlib's own choice, for a twentieth more. */
const LEVEL = 3;
/** Each byte less the one of the pixel to its left. */
const SUB = 1;

export function encodePng({ width, height, data }: Pixels): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits, colour and alpha.
  header.set([8, 6], 8);
  const row = width * 4;
  const lines = Buffer.alloc((row + 1) * height);
  for (let y = 0; y < height; y++) {
    const to = y * (row + 1);
    lines[to] = SUB;
    for (let x = 0; x < row; x++) {
      const at = y * row + x;
      lines[to + 1 + x] = (data[at] as number) - (x < 4 ? 0 : (data[at - 4] as number));
    }
  }
  const image = deflateSync(lines, { level: LEVEL });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', image),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)]);
}
