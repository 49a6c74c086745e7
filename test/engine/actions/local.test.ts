/** A project on one machine, without a studio: real files, a real project file. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssetState, ProjectApi } from '../../../engine/api.ts';
import { initProject, openProject } from '../../../engine/engine.ts';
import { CairnError } from '../../../engine/errors.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import { testPorts } from '../../support/ports.ts';

describe('a project on one machine', () => {
  let folder: string;
  let project: ProjectApi;

  const write = (path: string, content: string | Buffer) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const state = async (path: string): Promise<AssetState | undefined> =>
    (await project.status([path])).assets.find((entry) => entry.path === path)?.state;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-local-'));
    project = await initProject(folder, 'film', testPorts());
  });

  afterEach(async () => {
    await project.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes from untracked to normal to modified and back', async () => {
    write('props/rock.png', 'one');
    assert.equal(await state('props/rock.png'), 'untracked');
    const tracked = await project.track(['props'], { comment: 'first' });
    assert.deepEqual(
      tracked.checkpoints.map((c) => [c.path, c.version, c.size]),
      [['props/rock.png', 1, 3]],
    );
    assert.equal(await state('props/rock.png'), 'normal');
    write('props/rock.png', 'two!');
    assert.equal(await state('props/rock.png'), 'modified');
    assert.equal(
      (await project.checkpoint(['props/rock.png'], { comment: 'second' })).checkpoints[0]?.version,
      2,
    );
    assert.equal(await state('props/rock.png'), 'normal');
    assert.deepEqual((await project.checkpoint(['props/rock.png'], {})).unchanged, ['props/rock.png']);
    const { checkpoints } = await project.log('props/rock.png');
    assert.deepEqual(
      checkpoints.map((c) => [c.version, c.comment, c.local, c.unsent]),
      [
        [2, 'second', true, true],
        [1, 'first', true, true],
      ],
    );
  });

  it('leaves a file as it is that has the content of the version already', async () => {
    write('rock.png', 'one');
    await project.track(['rock.png'], {});
    for (const content of ['two', 'one']) {
      write('rock.png', content);
      await project.checkpoint(['rock.png'], {});
    }
    const before = statSync(join(folder, 'rock.png'), { bigint: true });
    assert.equal((await project.revert('rock.png', 1)).written.length, 1);
    const after = statSync(join(folder, 'rock.png'), { bigint: true });
    assert.deepEqual([after.ino, after.mtimeNs], [before.ino, before.mtimeNs]);
    assert.equal(read('rock.png'), 'one');
  });

  it('does not take a file for gone that it cannot see, and leaves it alone', async function () {
    if (process.platform === 'win32') this.skip();
    write('closed/a.bin', 'a');
    await project.track(['closed'], {});
    await asOrdinaryUser(folder, async () => {
      chmodSync(join(folder, 'closed'), 0);
      try {
        const [entry] = (await project.status(['closed/a.bin'])).assets;
        assert.deepEqual([entry?.state, entry?.flags.includes('unreadable')], ['normal', true]);
      } finally {
        chmodSync(join(folder, 'closed'), 0o755);
      }
    });
    assert.equal(await state('closed/a.bin'), 'normal');
  });

  it('tells what cannot be tracked from what is unchanged: no file on this disk, a name that is no text', async function () {
    if (process.platform !== 'linux') this.skip();
    for (const name of ['a.bin', 'set/b.bin', 'set/c.bin']) write(name, name);
    await project.track(['.'], {});
    await project.free(['a.bin', 'set/b.bin']);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/bad-`), Buffer.from([0xff])]), 'x');
    const { unchanged, refused, checkpoints } = await project.track(['a.bin', 'set', 'bad-\ufffd'], {});
    assert.deepEqual([unchanged, checkpoints], [['set/c.bin'], []]);
    assert.deepEqual(
      refused.map(({ path, code, message }) => [path, code, message]),
      [
        ['a.bin', 'not-found', 'a.bin has no file on this disk'],
        [
          'bad-\ufffd',
          'name-refused',
          'bad-\ufffd cannot be tracked: its name on the disk is not valid UTF-8',
        ],
      ],
    );
  });

  it('goes on from one version to another without a question, and leaves no copy of what is a version', async () => {
    for (const content of ['v1', 'v2', 'v3']) {
      write('a.bin', content);
      await (content === 'v1' ? project.track(['a.bin'], {}) : project.checkpoint(['a.bin'], {}));
    }
    for (const version of [1, 2, 3]) {
      const { written, refused } = await project.revert('a.bin', version);
      assert.deepEqual(refused, []);
      assert.equal(written[0]?.kept, undefined);
      assert.equal(read('a.bin'), `v${version}`);
      assert.equal(await state('a.bin'), version === 3 ? 'normal' : 'modified');
    }
    const report = await project.revert('a.bin', 1).then(() => project.revert('a.bin', 2, 'checkpoint'));
    assert.equal(report.written.length, 1);
    assert.equal(
      (await project.log('a.bin')).checkpoints.length,
      4,
      'what was asked for is done all the same',
    );
  });

  it('reverts to an older version without rewinding history, and asks before it overwrites edits', async () => {
    write('a.bin', 'v1');
    await project.track(['a.bin'], {});
    write('a.bin', 'v2');
    await project.checkpoint(['a.bin'], {});
    await project.revert('a.bin', 1);
    assert.equal(read('a.bin'), 'v1');
    assert.equal(await state('a.bin'), 'modified');
    write('a.bin', 'edited');
    const refused = await project.revert('a.bin', 2);
    assert.equal(refused.refused[0]?.code, 'modified');
    assert.equal(read('a.bin'), 'edited');
    const { written } = await project.revert('a.bin', 2, 'overwrite');
    assert.match(written[0]?.kept ?? '', /^\.cairn\/recovered\/.*\/a\.bin$/u);
    assert.equal(read(written[0]?.kept ?? ''), 'edited');
    assert.equal(read('a.bin'), 'v2');
    assert.equal(await state('a.bin'), 'normal');
    const kept = (await project.status()).assets.map((entry) => entry.path);
    assert.deepEqual(kept, ['a.bin'], 'the recoverable copy is not in the way');
  });

  it('frees a file that a checkpoint holds, refuses one with edits, and rebuilds', async () => {
    write('a.bin', 'content');
    write('b.bin', 'more');
    await project.track(['a.bin', 'b.bin'], {});
    write('b.bin', 'edited');
    const report = await project.free(['']);
    assert.deepEqual(
      report.written.map((w) => w.path),
      ['a.bin'],
    );
    assert.deepEqual(
      report.refused.map((r) => [r.path, r.code]),
      [['b.bin', 'modified']],
    );
    assert.equal(existsSync(join(folder, 'a.bin')), false);
    assert.equal(await state('a.bin'), 'rebuild');
    await project.rebuild(['a.bin']);
    assert.equal(read('a.bin'), 'content');
    assert.equal(await state('a.bin'), 'normal');
  });

  it('keeps files of zero bytes', async () => {
    write('empty', '');
    await project.track(['empty'], {});
    await project.free(['empty']);
    await project.rebuild(['empty']);
    assert.equal(read('empty'), '');
    assert.equal((await project.verify(false)).ok, true);
  });

  it('renames and moves rows and files together', async () => {
    write('props/rock.png', 'one');
    await project.track(['props'], {});
    await project.move('props', 'Props');
    assert.equal(read('Props/rock.png'), 'one');
    await project.mkdir('set');
    await project.move('Props/rock.png', 'set');
    assert.equal(await state('set/rock.png'), 'normal');
    assert.equal(read('set/rock.png'), 'one');
    await assert.rejects(project.move('set', 'set/inside'), (error) =>
      CairnError.is(error, 'usage', 'not-found'),
    );
    write('Props/stone.png', 'x');
    await project.track(['Props/stone.png'], {});
    await assert.rejects(project.move('Props/stone.png', 'set/ROCK.png'), (e) =>
      CairnError.is(e, 'name-taken'),
    );
    await assert.rejects(project.move('Props/stone.png', 'set/a:b'), (e) => CairnError.is(e, 'name-refused'));
  });

  it('does not rename onto a file that Cairn does not know', async () => {
    write('a.bin', 'tracked');
    await project.track(['a.bin'], {});
    write('b.bin', 'precious');
    await project.move('a.bin', 'b.bin');
    assert.equal(read('b.bin'), 'precious');
    assert.equal(read('a.bin'), 'tracked');
  });

  it('trashes, restores and purges', async () => {
    write('a.bin', 'one');
    await project.track(['a.bin'], {});
    await project.trash(['a.bin']);
    assert.equal((await project.status()).assets.length, 0);
    const [item] = await project.trashList();
    assert.equal(item?.path, 'a.bin');
    write('a.bin', 'a new one under the freed name');
    await project.track(['a.bin'], {});
    await assert.rejects(project.trashRestore(item?.id ?? ''), (error) => CairnError.is(error, 'name-taken'));
    await project.move('a.bin', 'b.bin');
    assert.deepEqual(await project.trashRestore(item?.id ?? ''), { path: 'a.bin' });
    assert.equal(await state('a.bin'), 'rebuild');
    await project.rebuild(['a.bin']);
    assert.equal(read('a.bin'), 'one');
    await project.trash(['b.bin']);
    const [second] = await project.trashList();
    await project.trashPurge(second?.id ?? '');
    assert.deepEqual(await project.trashList(), []);
    assert.equal((await project.verify(false)).ok, true);
  });

  it('refuses names with a suggestion, and tracks the rest', async function () {
    if (process.platform === 'win32') this.skip();
    write('ok.png', '1');
    write('what?.png', '2');
    const report = await project.track([''], {});
    assert.deepEqual(
      report.checkpoints.map((c) => c.path),
      ['ok.png'],
    );
    assert.deepEqual(
      report.refused.map((r) => [r.path, r.code]),
      [['what?.png', 'name-refused']],
    );
    assert.match(report.refused[0]?.message ?? '', /what_\.png/u);
  });

  it('survives being closed and opened, and notices edits made meanwhile', async () => {
    write('a.bin', 'one');
    await project.track(['a.bin'], {});
    await project.close();
    write('a.bin', 'changed while closed');
    project = await openProject(folder, testPorts());
    assert.equal(await state('a.bin'), 'modified');
  });
});
