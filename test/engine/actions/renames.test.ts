/** Files renamed and moved outside of Cairn are offered as renames, and nothing happens without an answer. */
import assert from 'node:assert/strict';
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ProjectApi, RenameOffer } from '../../../engine/api.ts';
import { initProject, openProject } from '../../../engine/engine.ts';
import { testPorts } from '../../support/ports.ts';

describe('renames outside of Cairn', () => {
  let folder: string;
  let project: ProjectApi;
  let clock = 1_700_000_000;
  const at = (path: string) => join(folder, path);

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-renames-'));
    project = await initProject(folder, 'film', testPorts());
  });
  afterEach(async () => {
    await project.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const write = (path: string, text: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), text);
    // Old enough to be known by its stamp.
    clock += 60;
    utimesSync(at(path), clock, clock);
  };
  const track = async (...paths: string[]) => {
    for (const path of paths) write(path, `content of ${path}`);
    const { refused } = await project.track([''], { comment: '' });
    assert.deepEqual(refused, []);
  };
  const move = (from: string, to: string) => {
    mkdirSync(dirname(at(to)), { recursive: true });
    renameSync(at(from), at(to));
  };
  /** Another file with the content. */
  const copyAway = (from: string, to: string) => {
    mkdirSync(dirname(at(to)), { recursive: true });
    copyFileSync(at(from), at(to));
    unlinkSync(at(from));
  };
  const brief = (offers: readonly RenameOffer[]) =>
    offers.map(({ kind, from, to }) => `${kind} ${from} > ${to}`);
  const offered = async () => brief((await project.status()).renames);
  const states = async () =>
    Object.fromEntries((await project.status()).assets.map((entry) => [entry.path, entry.state]));

  for (const [how, away] of [
    ['renamed', move],
    ['copied and removed', copyAway],
  ] as const) {
    it(`a file that was ${how}: offered, accepted, and then up to date`, async () => {
      await track('rock.png', 'other.png');
      away('rock.png', 'stone.png');
      assert.deepEqual(await offered(), ['asset rock.png > stone.png']);
      const { assets } = await project.status();
      for (const path of ['rock.png', 'stone.png']) {
        const entry = assets.find((one) => one.path === path);
        assert.ok(entry?.flags.includes('renamed'), path);
        assert.equal(entry?.rename?.to, 'stone.png');
      }
      assert.deepEqual(await states(), {
        'other.png': 'normal',
        'rock.png': 'rebuild',
        'stone.png': 'untracked',
      });
      await project.move('rock.png', 'stone.png');
      assert.deepEqual(await offered(), []);
      assert.deepEqual(await states(), { 'other.png': 'normal', 'stone.png': 'normal' });
      assert.equal((await project.log('stone.png')).checkpoints.length, 1);
    });
  }

  it('nothing by itself: the rows stay as they are until somebody answers', async () => {
    await track('a.png');
    move('a.png', 'b.png');
    for (let look = 0; look < 3; look++) assert.deepEqual(await offered(), ['asset a.png > b.png']);
    await project.close();
    project = await openProject(folder, testPorts());
    assert.deepEqual(await offered(), ['asset a.png > b.png']);
    assert.deepEqual(await states(), { 'a.png': 'rebuild', 'b.png': 'untracked' });
  });

  it('declined: never offered again, also by another window', async () => {
    await track('a.png');
    move('a.png', 'b.png');
    await project.declineRename('a.png', 'b.png');
    assert.deepEqual(await offered(), []);
    const [first] = (await project.status()).assets;
    assert.deepEqual([first?.flags.includes('renamed'), first?.rename], [false, undefined]);
    const again = await openProject(folder, testPorts());
    assert.deepEqual((await again.status()).renames, []);
    await again.close();
    move('b.png', 'c.png');
    assert.deepEqual(await offered(), ['asset a.png > c.png'], 'another name is another question');
  });

  it('answered otherwise: rebuilt, or tracked as a new asset', async () => {
    await track('a.png', 'b.png');
    move('a.png', 'new-a.png');
    move('b.png', 'new-b.png');
    await project.rebuild(['a.png']);
    await project.track(['new-b.png'], {});
    assert.deepEqual(await offered(), []);
  });

  it('only the same content: another file of the same size is none', async () => {
    await track('a.png');
    unlinkSync(at('a.png'));
    write('b.png', 'CONTENT OF A.PNG');
    assert.deepEqual(await offered(), []);
    copyAway('b.png', 'c.png');
    assert.deepEqual(await offered(), []);
  });

  it('a file with the number, the size and the time of the one that is gone is read before it counts as that', async () => {
    await track('a.png');
    unlinkSync(at('a.png'));
    writeFileSync(at('b.png'), 'CONTENT OF A.PNG');
    utimesSync(at('b.png'), clock, clock);
    await project.move('a.png', 'b.png');
    assert.deepEqual(await states(), { 'b.png': 'modified' });
  });

  it('an edited file that was renamed keeps its edits and its base', async () => {
    await track('a.png');
    write('a.png', 'edited by me');
    assert.deepEqual(await states(), { 'a.png': 'modified' });
    move('a.png', 'b.png');
    assert.deepEqual(await offered(), ['asset a.png > b.png']);
    await project.move('a.png', 'b.png');
    const [entry] = (await project.status()).assets;
    assert.deepEqual([entry?.path, entry?.state, entry?.base], ['b.png', 'modified', 1]);
  });

  it('empty files are all alike: only the very same one is offered', async () => {
    write('a.empty', '');
    await project.track([''], {});
    unlinkSync(at('a.empty'));
    write('b.empty', '');
    assert.deepEqual(await offered(), []);
    unlinkSync(at('b.empty'));
    write('c.empty', '');
    await project.track(['c.empty'], {});
    move('c.empty', 'd.empty');
    assert.deepEqual(await offered(), ['asset c.empty > d.empty']);
  });

  it('each file answers for one asset, that of its name first', async () => {
    write('x/a.png', 'same');
    write('x/b.png', 'same');
    write('x/c.png', 'same');
    write('keep.png', 'keep');
    await project.track([''], {});
    for (const name of ['a', 'b', 'c']) copyAway(`x/${name}.png`, `moved/${name === 'c' ? 'z' : name}.png`);
    write('keep/here.png', 'y');
    assert.deepEqual(await offered(), [
      'asset x/a.png > moved/a.png',
      'asset x/b.png > moved/b.png',
      'asset x/c.png > moved/z.png',
    ]);
  });

  it('two names of one file are one offer', async () => {
    await track('a.png');
    move('a.png', 'b.png');
    linkSync(at('b.png'), at('c.png'));
    assert.deepEqual(await offered(), ['asset a.png > b.png']);
  });

  it('a file moved into a new folder: accepting makes the collection', async () => {
    await track('a.png');
    move('a.png', 'new/deep/a.png');
    assert.deepEqual(await offered(), ['asset a.png > new/deep/a.png']);
    await project.move('a.png', 'new/deep/a.png');
    assert.deepEqual(await states(), { new: 'normal', 'new/deep': 'normal', 'new/deep/a.png': 'normal' });
  });

  it('a renamed folder is one offer, for the collection', async () => {
    await track('set/a.png', 'set/deep/b.png', 'other/c.png');
    write('set/untracked.txt', 'mine');
    move('set', 'scene');
    assert.deepEqual(await offered(), ['collection set > scene']);
    const { assets } = await project.status();
    assert.ok(assets.find((entry) => entry.path === 'set')?.flags.includes('renamed'));
    const children = await project.children('');
    assert.equal(children.find((entry) => entry.path === 'scene')?.rename?.from, 'set');
    await project.move('set', 'scene');
    assert.deepEqual(await offered(), []);
    assert.deepEqual(await states(), {
      other: 'normal',
      'other/c.png': 'normal',
      scene: 'untracked',
      'scene/a.png': 'normal',
      'scene/deep': 'normal',
      'scene/deep/b.png': 'normal',
      'scene/untracked.txt': 'untracked',
    });
  });

  it('a folder moved into another, and one that was only partly moved', async () => {
    await track('a/one.png', 'a/two.png', 'b/three.png', 'b/four.png', 'c/five.png');
    move('a', 'c/a');
    move('b/three.png', 'd/three.png');
    assert.deepEqual(await offered(), ['collection a > c/a', 'asset b/three.png > d/three.png']);
  });

  it('declining a folder declines what is in it', async () => {
    await track('set/a.png', 'set/deep/b.png');
    move('set', 'scene');
    await project.declineRename('set', 'scene');
    assert.deepEqual(await offered(), []);
  });

  it('a name that cannot be used is not offered', async () => {
    await track('a.png');
    move('a.png', 'a?.png');
    assert.deepEqual(await offered(), []);
  });

  it('with hints, and only what was asked for', async () => {
    await track('x/a.png', 'b.png');
    const first = await project.changes(0);
    move('x/a.png', 'x/A2.png');
    const second = await project.changes(first.version, ['x/a.png', 'x/A2.png']);
    assert.deepEqual(brief(second.renames), ['asset x/a.png > x/A2.png']);
    assert.ok(second.changed.some(({ path, flags }) => path === 'x/a.png' && flags.includes('renamed')));
    assert.deepEqual(brief((await project.status(['b.png'])).renames), []);
    assert.deepEqual(brief((await project.status(['x/A2.png'])).renames), ['asset x/a.png > x/A2.png']);
    move('x/A2.png', 'x/a.png');
    const third = await project.changes(second.version, ['x/a.png', 'x/A2.png']);
    assert.deepEqual([third.renames, third.removed], [[], ['x/A2.png']]);
    assert.deepEqual(
      third.changed.filter(({ path }) => path === 'x/a.png').map(({ state, flags }) => [state, flags]),
      [['normal', ['unsent']]],
    );
  });
});
