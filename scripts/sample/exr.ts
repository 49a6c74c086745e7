/** Writes OpenEXR images: RGB in half floats, scan lines, not compressed. */

const MAGIC = [0x76, 0x2f, 0x31, 0x01, 2, 0, 0, 0];

function attribute(name: string, type: string, data: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(`${name}\0${type}\0`, 'latin1'), size, data]);
}

function ints(...values: number[]): Buffer {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((v, i) => void data.writeInt32LE(v, i * 4));
  return data;
}

function floats(...values: number[]): Buffer {
  const data = Buffer.alloc(values.length * 4);
  values.forEach((v, i) => void data.writeFloatLE(v, i * 4));
  return data;
}

function header(width: number, height: number): Buffer {
  const half = (name: string): Buffer => Buffer.concat([Buffer.from(`${name}\0`), ints(1, 0, 1, 1)]);
  const box = ints(0, 0, width - 1, height - 1);
  return Buffer.concat([
    Buffer.from(MAGIC),
    attribute('channels', 'chlist', Buffer.concat([half('B'), half('G'), half('R'), Buffer.from([0])])),
    attribute('compression', 'compression', Buffer.from([0])),
    attribute('dataWindow', 'box2i', box),
    attribute('displayWindow', 'box2i', box),
    attribute('lineOrder', 'lineOrder', Buffer.from([0])),
    attribute('pixelAspectRatio', 'float', floats(1)),
    attribute('screenWindowCenter', 'v2f', floats(0, 0)),
    attribute('screenWindowWidth', 'float', floats(1)),
    Buffer.from([0]),
  ]);
}

/** The half float next to a number in [2^-14, 65504); smaller ones become 0. */
function half(value: number): number {
  if (value < 2 ** -14) return 0;
  const exponent = Math.floor(Math.log2(value));
  const mantissa = Math.floor((value / 2 ** exponent - 1) * 1024);
  return ((exponent + 15) << 10) | mantissa;
}

/** `pixel` gives linear light, red, green and blue. */
export function exr(
  width: number,
  height: number,
  pixel: (x: number, y: number) => readonly [number, number, number],
): Buffer {
  const head = header(width, height);
  const lineBytes = 8 + width * 6;
  const out = Buffer.alloc(head.length + height * 8 + height * lineBytes);
  head.copy(out);
  const lines = head.length + height * 8;
  for (let y = 0; y < height; y++) {
    const line = lines + y * lineBytes;
    out.writeBigUInt64LE(BigInt(line), head.length + y * 8);
    out.writeInt32LE(y, line);
    out.writeInt32LE(width * 6, line + 4);
    for (let x = 0; x < width; x++) {
      const [r, g, b] = pixel(x, y);
      out.writeUInt16LE(half(b), line + 8 + x * 2);
      out.writeUInt16LE(half(g), line + 8 + (width + x) * 2);
      out.writeUInt16LE(half(r), line + 8 + (2 * width + x) * 2);
    }
  }
  return out;
}
