/** What teammates renamed and moved, replayed on disk by a pull. */
import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openProject } from '../../../engine/engine.ts';
import { Project } from '../../../engine/project/project.ts';
import { testPorts } from '../../support/ports.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('a teammate’s renames and moves on disk', () => {
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;

  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
  });
  afterEach(() => world.dispose());

  // Only what is in `lib` is shared with Ben.
  const at = (path: string) => join(ben.folder, 'lib', path);
  const read = (path: string) => readFileSync(at(path), 'utf8');
  const write = (path: string, text: string) => ben.write(`lib/${path}`, text);
  const move = (from: string, to: string) => ann.project.move(`lib/${from}`, `lib/${to}`);
  const files = () => (readdirSync(at(''), { recursive: true }) as string[]).sort();

  /** Both have these files, each with its own first path as content. */
  const both = async (...paths: string[]) => {
    for (const path of paths) await ann.track(`lib/${path}`, path);
    await ann.sync();
    await ben.sync();
    await ben.project.rebuild(['']);
  };
  const arrive = async () => {
    await ann.sync();
    await ben.sync();
  };
  const pull = async () => {
    const report = await ben.project.pull(['']);
    const seen = (await ben.project.changes(0, [])).changed;
    const fresh = (await ben.project.status()).assets;
    assert.deepEqual(
      seen.map(({ path, state }) => [path, state]).sort(),
      fresh.map(({ path, state }) => [path, state]).sort(),
    );
    return report;
  };
  const refusals = async () =>
    (await pull()).refused.map(({ path, code }) => [path.slice('lib/'.length), code]);
  const quiet = async () => {
    for (const { path, state, kind } of (await ben.project.status()).assets)
      if (kind === 'asset') assert.equal(state, 'normal', path);
  };

  it('rename a folder as a whole, with what nobody tracks in it', async () => {
    await both('set/rock.png', 'set/deep/leaf.png');
    writeFileSync(at('set/notes.txt'), 'mine');
    const { ino } = statSync(at('set'));
    await move('set', 'scene');
    await arrive();
    assert.deepEqual(await refusals(), []);
    assert.deepEqual(files(), [
      'scene',
      'scene/deep',
      'scene/deep/leaf.png',
      'scene/notes.txt',
      'scene/rock.png',
    ]);
    assert.equal(statSync(at('scene')).ino, ino);
    assert.equal(read('scene/deep/leaf.png'), 'set/deep/leaf.png');
    await quiet();
  });

  it('move a folder into another, and take along what was renamed in it', async () => {
    await both('a/one', 'a/two', 'b/three');
    await move('a', 'b');
    await move('b/a/one', 'b/a/uno');
    await arrive();
    assert.deepEqual(await refusals(), []);
    assert.deepEqual(files(), ['b', 'b/a', 'b/a/two', 'b/a/uno', 'b/three']);
    assert.equal(read('b/a/uno'), 'a/one');
    await quiet();
  });

  it('leave no empty folder behind, and no other one is touched', async () => {
    await both('a/b/one', 'a/b/two', 'c/three');
    mkdirSync(at('keep'));
    await move('a/b/one', 'c/one');
    await move('a/b/two', 'c/two');
    await ann.project.trash(['lib/a']);
    await arrive();
    assert.deepEqual(await refusals(), []);
    assert.deepEqual(files(), ['c', 'c/one', 'c/three', 'c/two', 'keep']);
  });

  it('swap two names', async () => {
    await both('a.png', 'b.png');
    await move('a.png', 'c.png');
    await move('b.png', 'a.png');
    await move('c.png', 'b.png');
    await arrive();
    assert.deepEqual(await refusals(), []);
    assert.deepEqual(files(), ['a.png', 'b.png']);
    assert.deepEqual([read('a.png'), read('b.png')], ['b.png', 'a.png']);
    await quiet();
  });

  it('pass four names round in a cycle', async () => {
    const names = ['a', 'b', 'c', 'd'];
    await both(...names);
    await move('a', 'x');
    for (const [from, to] of ['da', 'cd', 'bc'].map((pair) => [...pair])) await move(from!, to!);
    await move('x', 'b');
    await arrive();
    assert.deepEqual(await refusals(), []);
    assert.deepEqual(files(), names);
    assert.deepEqual(
      names.map((name) => read(name)),
      ['d', 'a', 'b', 'c'],
    );
    await quiet();
  });

  it('swap the names of two folders, with the same names in both', async () => {
    await both('a/one', 'a/two', 'b/one');
    await move('a', 'c');
    await move('b', 'a');
    await move('c', 'b');
    await arrive();
    assert.deepEqual(await refusals(), []);
    assert.deepEqual(files(), ['a', 'a/one', 'b', 'b/one', 'b/two']);
    assert.deepEqual([read('a/one'), read('b/one'), read('b/two')], ['b/one', 'a/one', 'a/two']);
    await quiet();
  });

  it('change only the case, of a file and of a folder', async () => {
    await both('art/tex.png', 'art/other');
    await move('art/tex.png', 'art/Tex.PNG');
    await move('art', 'Art');
    await arrive();
    assert.deepEqual(await refusals(), []);
    assert.deepEqual(files(), ['Art', 'Art/Tex.PNG', 'Art/other']);
    await quiet();
  });

  it('bring the new version along with the new place', async () => {
    await both('set/rock');
    await move('set', 'scene');
    await ann.checkpoint('lib/scene/rock', 'second');
    await arrive();
    assert.deepEqual(await refusals(), []);
    assert.deepEqual([files(), read('scene/rock')], [['scene', 'scene/rock'], 'second']);
    await quiet();
  });

  it('leave an edited file where it is, and move the others', async () => {
    await both('set/a', 'set/b');
    write('set/a', 'edited');
    await move('set', 'scene');
    await arrive();
    assert.deepEqual(await refusals(), [['scene/a', 'modified']]);
    assert.deepEqual(files(), ['scene', 'scene/b', 'set', 'set/a']);
    assert.equal(read('set/a'), 'edited');
    await ben.project.pull(['lib/scene/a'], 'checkpoint');
    assert.deepEqual(files(), ['scene', 'scene/a', 'scene/b']);
  });

  it('replace nothing: a file or a folder at the new place stays, the others go on', async () => {
    await both('set/a', 'set/b', 'c');
    write('scene/a', 'in the way');
    mkdirSync(at('d'));
    await move('set', 'scene');
    await move('c', 'd');
    await arrive();
    assert.deepEqual(
      (await refusals()).sort(),
      [
        ['d', 'file-in-the-way'],
        ['scene/a', 'file-in-the-way'],
      ].sort(),
    );
    assert.deepEqual(files(), ['c', 'd', 'scene', 'scene/a', 'scene/b', 'set', 'set/a']);
    assert.deepEqual([read('scene/a'), read('set/a')], ['in the way', 'set/a']);
  });

  it('one path that was asked for moves alone', async () => {
    await both('set/a', 'set/b');
    await move('set', 'scene');
    await arrive();
    await ben.project.pull(['lib/scene/a']);
    assert.deepEqual(files(), ['scene', 'scene/a', 'set', 'set/b']);
    await pull();
    assert.deepEqual(files(), ['scene', 'scene/a', 'scene/b']);
    await quiet();
  });

  it('never lead out of the folder: a link at the new place is refused', async () => {
    await both('set/a');
    mkdirSync(join(ben.folder, 'elsewhere'));
    symlinkSync('../elsewhere', at('scene'));
    await move('set', 'scene');
    await arrive();
    assert.deepEqual(await refusals(), [['scene/a', 'outside-folder']]);
    assert.deepEqual(readdirSync(join(ben.folder, 'elsewhere')), []);
    assert.equal(read('set/a'), 'set/a');
  });

  /** As a run leaves it that is killed in a rename that it wrote down; then the project is opened again. */
  const afterKill = async (from: string, to: string, done: () => void) => {
    const project = await Project.open(ben.folder);
    project.db.transaction(() => project.working.plan(`lib/${from}`, `lib/${to}`));
    project.close();
    done();
    const reopened = await openProject(ben.folder, testPorts());
    const report = await reopened.status();
    await reopened.close();
    const again = await Project.open(ben.folder);
    const left = again.working.relocations();
    again.close();
    return { report, left };
  };

  for (const [when, done] of [
    ['before it', () => undefined],
    ['between its two steps', () => linkSync(at('a'), at('b'))],
    ['after it', () => renameSync(at('a'), at('b'))],
  ] as const) {
    it(`are finished when a run is killed ${when}`, async () => {
      await both('a');
      await move('a', 'b');
      await arrive();
      const { report, left } = await afterKill('a', 'b', done);
      assert.deepEqual(left, []);
      assert.deepEqual(files(), ['b']);
      assert.deepEqual(
        report.assets.map(({ path, state }) => [path, state]),
        [
          ['lib', 'normal'],
          ['lib/b', 'normal'],
        ],
      );
    });
  }

  for (const [when, done] of [
    ['before it', () => undefined],
    ['between its two steps', () => mkdirSync(at('scene'))],
    ['after it', () => renameSync(at('set'), at('scene'))],
  ] as const) {
    it(`are finished when a run is killed ${when}, for a folder`, async () => {
      await both('set/a', 'set/b');
      await move('set', 'scene');
      await arrive();
      const { report, left } = await afterKill('set', 'scene', done);
      assert.deepEqual(left, []);
      assert.deepEqual(files(), ['scene', 'scene/a', 'scene/b']);
      for (const { path, state } of report.assets) assert.equal(state, 'normal', path);
    });
  }

  for (const [why, from, to] of [
    ['its name is refused', 'a', 'CON'],
    ['it leads through a link', 'a', 'link/a'],
    ['something is in the way', 'a', 'taken'],
    ['it would go into itself', 'a', 'a/b'],
  ] as const) {
    it(`do not keep the project from opening where ${why}`, async () => {
      await both('a');
      symlinkSync('..', at('link'));
      writeFileSync(at('taken'), 'taken');
      const { report, left } = await afterKill(from, to, () => undefined);
      assert.deepEqual(left, []);
      assert.equal(read('a'), 'a');
      assert.equal(read('taken'), 'taken');
      assert.equal(report.assets.find(({ path }) => path === 'lib/a')?.state, 'normal');
      assert.equal(existsSync(join(ben.folder, 'a')), false);
    });
  }
});
