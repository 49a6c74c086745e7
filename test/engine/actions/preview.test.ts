/** Previews of checkpoints: taken from the file, or supplied. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectApi } from '../../../engine/api.ts';
import { initProject } from '../../../engine/engine.ts';
import { png } from '../../../scripts/sample/png.ts';
import { blend, jpegOf } from '../../support/pictures.ts';
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
