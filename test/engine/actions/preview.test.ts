/** Previews of checkpoints: taken from the file, or supplied. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import type { ProjectApi } from '../../../engine/api.ts';
import { cutLength } from '../../../engine/content/chunker.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { initProject } from '../../../engine/engine.ts';
import { png } from '../../../scripts/sample/png.ts';
import { blend, jpegOf, pngOf } from '../../support/pictures.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('the preview of a checkpoint', () => {
  const folder = useTempFolder();
  let project: ProjectApi;
  const write = (name: string, content: Buffer | string) => writeFileSync(join(folder(), name), content);
  const previewOf = async (path: string, version: number) => {
    const { checkpoints } = await project.log(path);
    const checkpoint = checkpoints.find((one) => one.version === version);
    return checkpoint?.preview ? project.preview(checkpoint.id) : null;
  };

  beforeEach(async () => {
    project = await initProject(folder(), 'film', testPorts());
  });
  afterEach(() => project.close());

  it('is what the file shows of itself, for each version', async () => {
    const [first, second] = [10, 200].map((grey) => png(20, 10, () => [grey, grey, grey]));
    write('a.png', first as Buffer);
    write('scene.blend', blend(6, 4));
    write('notes.txt', 'words');
    await project.track(['.'], {});
    write('a.png', second as Buffer);
    await project.checkpoint(['a.png'], {});
    assert.ok(Buffer.from((await previewOf('a.png', 1))?.data ?? []).equals(first as Buffer));
    assert.ok(Buffer.from((await previewOf('a.png', 2))?.data ?? []).equals(second as Buffer));
    assert.equal((await previewOf('scene.blend', 1))?.mediaType, 'image/png');
    assert.equal(await previewOf('notes.txt', 1), null);
    assert.deepEqual((await project.verify(false)).problems, []);
  });

  it('is the chunk that a small image consists of; of one in several chunks it is one more', async () => {
    const whole = png(20, 10, () => [7, 7, 7]);
    const tails = Array.from({ length: 200 }, (_, seed) =>
      createHash('shake256', { outputLength: 190_000 }).update(`${seed}`).digest(),
    );
    const cut = tails
      .map((tail) => Buffer.concat([jpegOf(9, 9), tail]))
      .find((image) => cutLength(image, 0, image.length) < image.length) as Buffer;
    const chunksAfter = async (path: string, image: Buffer) => {
      write(path, image);
      await project.track([path], {});
      const [checkpoint] = (await project.log(path)).checkpoints;
      assert.equal(checkpoint?.preview?.hash, sha256(image), path);
      assert.ok(Buffer.from((await previewOf(path, 1))?.data ?? []).equals(image), path);
      const { problems, checked } = await project.verify(false);
      assert.deepEqual(problems, []);
      return checked.chunks;
    };
    assert.equal(await chunksAfter('whole.png', whole), 2, 'content and manifest');
    assert.equal(await chunksAfter('cut.jpg', cut), 2 + 4, 'two of content, manifest and picture');
  });

  it('is made when somebody looks, where a call records more pictures than it opens', async () => {
    const side = 2_900;
    // The filler makes them larger than what is taken as it is.
    const images = [210_000, 220_000].map((filler) =>
      pngOf(side, side, Buffer.alloc(side * (side * 4 + 1)), filler),
    );
    for (const [index, image] of images.entries()) write(`${index}.png`, image);
    await project.track(['.'], {});
    for (const index of [0, 1]) {
      const [checkpoint] = (await project.log(`${index}.png`)).checkpoints;
      assert.equal(checkpoint?.preview?.hash === checkpoint?.contentHash, index === 1, `${index}`);
      const picture = await previewOf(`${index}.png`, 1);
      const { width, height } = decode(picture?.data ?? Buffer.alloc(0));
      assert.deepEqual([width, height], [256, 256]);
    }
    const order: string[] = [];
    const look = async (path: string) => {
      await previewOf(path, 1);
      order.push(path);
    };
    await Promise.all([look('1.png'), look('0.png')]);
    assert.deepEqual(order, ['0.png', '1.png'], 'one that is there does not wait for one that is made');
    await project.free(['1.png']);
    assert.ok(await previewOf('1.png', 1), 'from the content, not from the file');
    write('no.png', Buffer.alloc(300_000, 7));
    await project.track(['no.png'], {});
    assert.equal(await previewOf('no.png', 1), null);
  });

  it('is the one that was supplied, where one was', async () => {
    write('scene.blend', blend(6, 4));
    await project.track(['scene.blend'], {});
    write('scene.blend', blend(7, 4));
    const supplied = jpegOf(30, 30);
    write('shot.jpg', supplied);
    await project.checkpoint(['scene.blend'], { previewFile: join(folder(), 'shot.jpg') });
    const preview = await previewOf('scene.blend', 2);
    assert.equal(preview?.mediaType, 'image/jpeg');
    assert.ok(Buffer.from(preview?.data ?? []).equals(supplied));
  });
});
