/** The sample project's files are what they say they are, so that other programs open them too. */
import assert from 'node:assert/strict';
import { crc32, inflateSync } from 'node:zlib';
import { exr } from '../../scripts/sample/exr.ts';
import { glb } from '../../scripts/sample/glb.ts';
import { png } from '../../scripts/sample/png.ts';
import { concept } from '../../scripts/sample/project.ts';
import { wav } from '../../scripts/sample/wav.ts';

/** Type and data of each chunk; checks every checksum. */
function pngChunks(image: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < image.length; ) {
    const length = image.readUInt32BE(at);
    const body = image.subarray(at + 4, at + 8 + length);
    assert.equal(image.readUInt32BE(at + 8 + length), crc32(body));
    chunks.set(body.toString('latin1', 0, 4), body.subarray(4));
    at += 12 + length;
  }
  return chunks;
}

describe('files of the sample project', () => {
  it('PNG: header, checksums, and pixels after undoing the filter', () => {
    const pixel = (x: number, y: number) => [x * 40, y * 100, 255 - x * 40] as const;
    const chunks = pngChunks(png(5, 2, pixel));
    assert.deepEqual([...chunks.keys()], ['IHDR', 'IDAT', 'IEND']);
    const rows = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0));
    assert.equal(rows.length, 2 * (1 + 5 * 3));
    for (let y = 0; y < 2; y++) {
      const row = rows.subarray(y * 16, y * 16 + 16);
      assert.equal(row[0], 1);
      for (let x = 0; x < 5; x++) {
        for (let channel = 0; channel < 3; channel++) {
          const at = 1 + x * 3 + channel;
          row[at] = ((row[at] ?? 0) + (x > 0 ? (row[at - 3] ?? 0) : 0)) & 0xff;
        }
        assert.deepEqual([...row.subarray(1 + x * 3, 4 + x * 3)], [...pixel(x, y)]);
      }
    }
  });

  it('EXR: the table leads to every line, and a half float is what went in', () => {
    const image = exr(4, 3, (x, y) => [x + 1, y + 0.5, 0]);
    assert.equal(image.readUInt32LE(0), 20000630);
    const first = image.length - 3 * (8 + 4 * 6);
    const table = first - 3 * 8;
    for (let y = 0; y < 3; y++) {
      const line = Number(image.readBigUInt64LE(table + y * 8));
      assert.equal(line, first + y * (8 + 4 * 6));
      assert.equal(image.readInt32LE(line), y);
    }
    // Blue, green, red; 1.0 is 0x3c00 and 0.5 is 0x3800 as half floats.
    const line = image.subarray(first + 8);
    assert.deepEqual(
      [line.readUInt16LE(0), line.readUInt16LE(8), line.readUInt16LE(16), line.readUInt16LE(18)],
      [0, 0x3800, 0x3c00, 0x4000],
    );
  });

  it('glTF: lengths add up, chunks are aligned, and bounds hold every point', () => {
    const scene = glb('hill', 4, (x, y) => x * 0.1 - y * 0.2);
    assert.equal(scene.readUInt32LE(8), scene.length);
    const jsonLength = scene.readUInt32LE(12);
    assert.equal(jsonLength % 4, 0);
    const json = JSON.parse(scene.toString('utf8', 20, 20 + jsonLength)) as {
      buffers: { byteLength: number }[];
      accessors: { count: number; min?: number[]; max?: number[] }[];
    };
    assert.equal(scene.readUInt32LE(20 + jsonLength), json.buffers[0]?.byteLength);
    assert.deepEqual(
      json.accessors.map((accessor) => accessor.count),
      [16, 3 * 3 * 6],
    );
    const [low, high] = [json.accessors[0]?.min?.[1] ?? 0, json.accessors[0]?.max?.[1] ?? 0];
    assert.ok(Math.abs(low + 0.6) < 1e-6 && Math.abs(high - 0.3) < 1e-6);
  });

  it('WAV: sizes and samples', () => {
    const sound = wav(0.001, (time) => [time === 0 ? 1 : 0, -1]);
    assert.equal(sound.readUInt32LE(4), sound.length - 8);
    assert.equal(sound.readUInt32LE(40), 48 * 4);
    assert.deepEqual(
      [sound.readInt16LE(44), sound.readInt16LE(46), sound.readInt16LE(48)],
      [32767, -32767, 0],
    );
  });

  it('is the same each time, and another at another hour', () => {
    assert.ok(concept(64, 36, 0.3).equals(concept(64, 36, 0.3)));
    assert.ok(!concept(64, 36, 0.3).equals(concept(64, 36, 0.4)));
  });
});
