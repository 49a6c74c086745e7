/** Pictures of what is in files: of every kind that holds one, and nothing worse than none of a hostile one. */
import assert from 'node:assert/strict';
import { stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { decode } from 'fast-png';
import { stampOf } from '../../../engine/content/file-stamp.ts';
import { imageFacts } from '../../../engine/preview/dimensions.ts';
import { PreviewBudget, pictureIn, takePreview } from '../../../engine/preview/take.ts';
import { png } from '../../../scripts/sample/png.ts';
import { blend, blend5, exifOf, inMemory, jpegOf, pngChunk, pngOf, psd } from '../../support/pictures.ts';
import { useTempFolder } from '../../support/temp.ts';

const take = (name: string, data: Buffer, budget = new PreviewBudget()) =>
  pictureIn(name, inMemory(data), budget);
/** Does not compress, so that the file is larger than what is taken as it is. */
function noise(x: number, y: number): number {
  const mixed = Math.imul((x * 4_099 + y + 1) ^ ((x * 31) << 9), 0x9e3779b1);
  return (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 13) & 0xff;
}
const noisy = (side: number): Buffer => png(side, side, (x, y) => [noise(x, y), noise(y, x), 7]);

describe('a preview', () => {
  it('of a small image is the image', async () => {
    const image = png(40, 30, () => [1, 2, 3]);
    assert.deepEqual(await take('a.png', image), { mediaType: 'image/png', data: image });
    const jpeg = jpegOf(200, 100);
    assert.deepEqual(await take('A.JPG', jpeg), { mediaType: 'image/jpeg', data: jpeg });
  });

  it('of a large PNG is a small one of the same look', async () => {
    const wide = png(1_024, 512, (x, y) => [x < 512 ? 200 : 20, noise(x, y), 90]);
    assert.ok(wide.length > 200_000, String(wide.length));
    const picture = await take('wide.png', wide);
    assert.equal(picture?.mediaType, 'image/png');
    const { width, height, channels, data } = decode(picture?.data ?? Buffer.alloc(0));
    assert.deepEqual([width, height, channels], [256, 128, 4]);
    const pixel = (x: number, y: number) => [...data.slice((y * 256 + x) * 4, (y * 256 + x) * 4 + 4)];
    assert.deepEqual([pixel(10, 60)[0], pixel(250, 60)[0]], [200, 20]);
    assert.deepEqual([pixel(10, 60)[2], pixel(10, 60)[3]], [90, 255]);
  });

  it('of a Blender file is the thumbnail it holds, the right way up, however it is compressed', async () => {
    const plain = blend(6, 4);
    const files = [plain, zlib.gzipSync(plain), zlib.zstdCompressSync(plain)];
    for (const file of files) {
      const picture = await take('scene.blend', file);
      const { width, height, data } = decode(picture?.data ?? Buffer.alloc(0));
      assert.deepEqual([width, height], [6, 4]);
      assert.deepEqual([...data.slice(0, 4)], [0, 200, 0, 255]);
      assert.deepEqual([...data.slice(-4)], [255, 0, 0, 255]);
    }
    assert.equal((await take('scene.blend1', blend5(3, 3)))?.mediaType, 'image/png');
  });

  it('of a Blender file that goes on for long after its thumbnail is there as well', async () => {
    const long = Buffer.concat([blend(6, 4), Buffer.alloc(30_000_000)]);
    assert.ok(await take('scene.blend', zlib.zstdCompressSync(long)));
    assert.ok(await take('scene.blend', zlib.gzipSync(long)));
  });

  it('of a Photoshop document and of a photograph is the thumbnail they hold', async () => {
    const thumbnail = jpegOf(160, 120);
    assert.deepEqual(await take('a.psd', psd(thumbnail)), { mediaType: 'image/jpeg', data: thumbnail });
    const photo = Buffer.concat([jpegOf(6_000, 4_000, exifOf(thumbnail)), Buffer.alloc(300_000)]);
    assert.deepEqual((await take('a.jpeg', photo))?.data, thumbnail);
  });

  it('is not made of what is only called an image', async () => {
    for (const name of ['a.png', 'a.jpg', 'a.psd', 'a.blend', 'a.webp', 'a.gif']) {
      assert.equal(
        await take(name, Buffer.from('no image at all, but long enough to look at')),
        undefined,
        name,
      );
      assert.equal(await take(name, Buffer.alloc(0)), undefined, name);
    }
    assert.equal(imageFacts(jpegOf(0, 0)), undefined);
  });
});

describe('a hostile image', () => {
  it('that is small and opens to gigabytes is not shown and not opened', async () => {
    const bomb = pngOf(60_000, 60_000, Buffer.alloc(100));
    assert.equal(await take('a.png', bomb), undefined);
    assert.equal(await take('a.jpg', jpegOf(65_000, 65_000)), undefined);
  });

  it('is opened no further than it says it goes', async () => {
    const rows = Buffer.alloc(101_000_000);
    const picture = await take('a.png', pngOf(1_000, 1_000, rows, 210_000));
    assert.deepEqual([...decode(picture?.data ?? Buffer.alloc(0)).data.slice(0, 4)], [0, 0, 0, 0]);
    const short = Buffer.alloc(1_000 * 4_001 - 1);
    assert.equal(await take('a.png', pngOf(1_000, 1_000, short, 210_000)), undefined);
  });

  it('of more rows than can be undone soon is not opened, however short they are', async () => {
    const tall = (rows: number) => pngOf(1, rows, Buffer.alloc(rows * 5), 210_000);
    assert.ok(await take('a.png', tall(100_000)));
    assert.equal(await take('a.png', tall(2_200_000)), undefined);
  });

  it('whose parts lead nowhere, or in circles, yields none', async () => {
    const circular = Buffer.concat([
      Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0]),
      Buffer.alloc(300_000, 0xff),
    ]);
    assert.equal(await take('a.jpg', circular), undefined);
    const cut = noisy(600);
    assert.equal(await take('a.png', cut.subarray(0, cut.length - 90_000)), undefined);
    const beyond = psd(jpegOf(10, 10));
    beyond.writeUInt32BE(0xfffffff0, 30 + 4 + 8);
    assert.equal(await take('a.psd', beyond), undefined);
    const negative = blend(6, 4);
    negative.writeInt32LE(-24, 12 + 4);
    assert.equal(await take('a.blend', negative), undefined);
    const huge = blend(6, 4);
    huge.writeInt32LE(100_000, 12 + 24 + 72 + 24);
    assert.equal(await take('a.blend', huge), undefined);
    const ends = Buffer.concat([
      pngOf(1, 1, Buffer.alloc(5)).subarray(0, 33),
      pngChunk('IEND', Buffer.alloc(0)),
    ]);
    assert.equal(await take('a.png', Buffer.concat([ends, Buffer.alloc(250_000)])), undefined);
  });

  it('is not opened any more when a call has opened enough', async () => {
    const budget = new PreviewBudget(600 * 600 + 10);
    assert.ok(await take('a.png', noisy(600), budget));
    assert.equal(await take('b.png', noisy(600), budget), undefined);
  });
});

describe('a preview of a file on disk', () => {
  const root = useTempFolder();

  it('is of the content that was recorded, or there is none', async () => {
    const file = join(root(), 'a.png');
    await writeFile(
      file,
      png(8, 8, () => [9, 9, 9]),
    );
    const stamp = stampOf(await stat(file, { bigint: true }));
    assert.ok(await takePreview(file, stamp, new PreviewBudget()));
    await utimes(file, new Date(1_000), new Date(1_000));
    assert.equal(await takePreview(file, stamp, new PreviewBudget()), undefined);
    assert.equal(await takePreview(join(root(), 'gone.png'), stamp, new PreviewBudget()), undefined);
    assert.equal(await takePreview(join(root(), 'a.ma'), stamp, new PreviewBudget()), undefined);
  });
});
