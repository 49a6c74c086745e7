/** What cannot be done to one path says why, in words, and leaves everything as it was. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress, ProjectApi } from '../../../engine/api.ts';
import { initProject, openProject } from '../../../engine/engine.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('what is refused', () => {
  const folder = useTempFolder();
  const at = (path: string) => join(folder(), path);
  let project: ProjectApi;
  beforeEach(async () => {
    project = await initProject(folder(), 'film', testPorts());
  });
  afterEach(() => project.close());

  const whyNot = async (path: string): Promise<string> => {
    const { refused, checkpoints } = await project.track([path], {});
    assert.deepEqual([checkpoints, refused.length], [[], 1]);
    return refused[0]?.message ?? '';
  };

  it('says of files and folders that are closed to this user that they are, not what the system calls it', async function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(at('closed'));
    writeFileSync(at('closed/a'), 'a');
    writeFileSync(at('b'), 'b');
    await asOrdinaryUser(folder(), async () => {
      chmodSync(at('closed'), 0);
      chmodSync(at('b'), 0);
      try {
        assert.equal(await whyNot('closed'), 'closed cannot be read: no permission to read it');
        assert.match(await whyNot('b'), /b: no permission to read it$/u);
      } finally {
        chmodSync(at('closed'), 0o755);
      }
    });
  });

  it('tells links, what lies behind them, pipes, and what is left out, from what is not there', async function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(at('library'));
    writeFileSync(at('library/rock.png'), 'x');
    symlinkSync('library', at('linked'));
    symlinkSync('library/rock.png', at('rock.png'));
    assert.equal(spawnSync('mkfifo', [at('pipe')]).status, 0);
    writeFileSync(at('.cairnignore'), '*.log\n');
    writeFileSync(at('render.log'), 'x');
    const cases: Readonly<Record<string, string>> = {
      linked: 'linked is a symbolic link, and those are not followed',
      'linked/rock.png': 'linked is a symbolic link, and those are not followed',
      'rock.png': 'rock.png is a symbolic link, and those are not followed',
      pipe: 'it is neither a file nor a folder',
      'render.log': 'the ignore rules leave it out',
      'nothing.png': 'there is no such file',
      'library/rock.png/x': 'there is no such file',
    };
    for (const [path, why] of Object.entries(cases))
      assert.equal(await whyNot(path), `${path} cannot be tracked: ${why}`);
  });

  it('is a preview that is none: a folder, a pipe that nobody writes to', async function () {
    if (process.platform === 'win32') this.skip();
    writeFileSync(at('a.bin'), 'a');
    await project.track(['a.bin'], {});
    writeFileSync(at('a.bin'), 'b');
    mkdirSync(at('folder'));
    assert.equal(spawnSync('mkfifo', [at('pipe')]).status, 0);
    const withPreview = (name: string) => project.checkpoint(['a.bin'], { previewFile: at(name) });
    await assert.rejects(withPreview('folder'), { message: /folder: it is a folder$/u });
    await assert.rejects(withPreview('pipe'), { code: 'usage', message: /is not a PNG/u });
    await assert.rejects(withPreview('none'), { message: /none: it does not exist$/u });
    assert.equal((await project.log('a.bin')).checkpoints.length, 1);
  });

  it('is a collection whose place on the disk is taken: then there is no row of it', async () => {
    writeFileSync(at('set'), 'a file');
    await assert.rejects(project.mkdir('set/props'), { code: 'file-in-the-way' });
    assert.deepEqual((await project.status()).counts, { untracked: 1 });
    rmSync(at('set'));
    await project.mkdir('set/props');
    assert.ok(existsSync(at('set/props')));
  });

  it('is a collection in an asset, also where its file is not on this disk', async () => {
    writeFileSync(at('rock'), 'x');
    await project.track(['rock'], {});
    await project.free(['rock']);
    await assert.rejects(project.mkdir('rock/moss'), { code: 'name-taken' });
    assert.equal(existsSync(at('rock')), false);
    assert.equal((await project.rebuild(['rock'])).written.length, 1);
  });

  it('is a file where the project has another item, before any of it is read', async () => {
    await project.mkdir('set');
    writeFileSync(at('rock'), 'x');
    await project.track(['rock'], {});
    await project.free(['rock']);
    rmSync(at('set'), { recursive: true });
    writeFileSync(at('set'), 'a file now');
    mkdirSync(at('rock'));
    writeFileSync(at('rock/moss'), 'a file below an asset');
    const told: Progress[] = [];
    const { refused } = await project.track(['.'], {}, { onProgress: (progress) => told.push(progress) });
    assert.deepEqual(
      told.filter(({ phase, total }) => phase === 'read' && total > 0),
      [],
    );
    assert.deepEqual(refused.map(({ path, code, message }) => [path, code, message]).sort(), [
      ['rock/moss', 'name-taken', 'rock is an asset, so it cannot hold others'],
      ['set', 'name-taken', 'set cannot be tracked: set is a collection'],
    ]);
  });

  it('is not what lies as deep as paths can go', async () => {
    const deep = `${'d/'.repeat(600)}rock.png`;
    mkdirSync(at(join(deep, '..')), { recursive: true });
    writeFileSync(at(deep), 'x');
    assert.equal((await project.track(['d'], {})).checkpoints[0]?.path, deep);
    await project.close();
    project = await openProject(folder(), testPorts());
    assert.equal((await project.log(deep)).checkpoints.length, 1);
    await project.trash(['d']);
    assert.deepEqual(
      (await project.trashList()).map(({ path }) => path),
      ['d'],
    );
  });
});
