/** Versions that become working files, and files that give way: what is refused leaves every byte where it was. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionContext } from '../../../engine/actions/context.ts';
import { writeVersions } from '../../../engine/actions/write.ts';
import type { MineAction } from '../../../engine/api.ts';
import { ContentPool } from '../../../engine/content/pipeline/pool.ts';
import type { Checkpoint, Id } from '../../../engine/domain/rows.ts';
import { hashToBytes } from '../../../engine/domain/wire.ts';
import { initProject } from '../../../engine/engine.ts';
import { newId } from '../../../engine/ids.ts';
import { Project } from '../../../engine/project/project.ts';
import { ProjectEngine } from '../../../engine/project-engine.ts';
import { Tree } from '../../../engine/snapshot/tree.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('a file that is brought to a version', () => {
  const folder = useTempFolder();
  const at = (path: string) => join(folder(), path);
  const read = (path: string) => readFileSync(at(path), 'utf8');
  let content: ContentPool;
  let project: Project;
  let engine: ProjectEngine;

  /** With two versions of `a`. */
  beforeEach(async () => {
    const made = await initProject(folder(), 'film', testPorts());
    for (const text of ['one', 'two']) {
      writeFileSync(at('a'), text);
      await (text === 'one' ? made.track(['a'], {}) : made.checkpoint(['a'], {}));
    }
    await made.close();
    project = await Project.open(folder());
    content = new ContentPool();
    engine = new ProjectEngine(project, testPorts(), content);
  });
  afterEach(() => engine.close());

  const history = () => project.checkpoints.of(project.paths.require('a').id);
  /** As garbage collection in another window does. @returns what brings it back */
  const sweep = ({ manifest }: Checkpoint): (() => void) => {
    const row = project.db.get<Record<string, unknown>>(
      'SELECT * FROM chunk WHERE hash = ?',
      hashToBytes(manifest),
    );
    assert.equal(project.db.run('DELETE FROM chunk WHERE hash = ?', hashToBytes(manifest)), 1);
    const columns = Object.keys(row ?? {});
    const sql = `INSERT INTO chunk (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`;
    return () => void project.db.run(sql, ...(Object.values(row ?? {}) as string[]));
  };
  const revert = async (version: number, mine?: MineAction) => {
    const { written, refused } = await engine.revert('a', version, mine);
    return { written: written.length, refused: refused.map(({ code }) => code), kept: written[0]?.kept };
  };
  const untouched = (versions: number) => {
    assert.equal(read('a'), 'edited');
    assert.equal(history().length, versions);
    assert.equal(existsSync(at('.cairn/recovered')), false);
  };

  it('keeps edits that are to be checkpointed first and cannot be, and says both', async () => {
    writeFileSync(at('a'), 'edited');
    const { id } = project.paths.require('a');
    project.items.edit(id, { task: true, assigneeId: 'somebody else' });
    const { written, refused } = await engine.revert('a', 1, 'checkpoint');
    assert.deepEqual([written, refused.map(({ code }) => code)], [[], ['locked']]);
    assert.match(refused[0]?.message ?? '', /^a has edits that cannot be checkpointed: ./u);
    untouched(2);
  });

  for (const mine of ['checkpoint', 'overwrite'] as const)
    it(`keeps edits as they are where the version cannot be had, whatever is to become of them: ${mine}`, async () => {
      writeFileSync(at('a'), 'edited');
      sweep(history()[0] as Checkpoint);
      assert.deepEqual(await revert(1, mine), { written: 0, refused: ['content-missing'], kept: undefined });
      untouched(2);
    });

  it('has edits made a version before: on top where it was not the newest, below it where it was', async () => {
    const states = async () => (await engine.status(['a'])).assets[0]?.state;
    const comments = () => history().map(({ comment }) => comment);
    writeFileSync(at('a'), 'edited');
    assert.deepEqual(await revert(1, 'checkpoint'), { written: 1, refused: [], kept: undefined });
    assert.deepEqual(
      [read('a'), await states(), comments()],
      ['one', 'modified', ['', '', 'Before version 1']],
    );
    writeFileSync(at('a'), 'edited again');
    await revert(3, 'checkpoint');
    assert.deepEqual(comments().slice(3), ['Before version 3', 'Back to version 3']);
    assert.deepEqual([read('a'), await states()], ['edited', 'normal']);
    assert.deepEqual(
      history().map(({ parentId }) => history().findIndex(({ id }) => id === parentId)),
      [-1, 0, 1, 2, 3],
    );
    writeFileSync(at('a'), 'one');
    await revert(1, 'checkpoint');
    assert.deepEqual(
      [read('a'), await states(), comments().slice(5)],
      ['one', 'normal', ['Before version 1']],
    );
  });

  for (const mine of [undefined, 'overwrite'] as const)
    it(`is fetched again where garbage collection takes it right before, edits or none (${mine})`, async () => {
      const [first] = history();
      assert.ok(first);
      const found = [...new Tree(project.overview.all(project.me)).items.values()][0];
      assert.ok(found);
      project.setMeta('studio', 'http://studio');
      const holds = project.holds.bind(project);
      let restore: (() => void) | undefined;
      project.holds = (version) => {
        const held = holds(version);
        restore ??= sweep(first);
        return held;
      };
      let fetched = 0;
      const withStudio = async () => {
        fetched++;
        restore?.();
        return new Map() as never;
      };
      const context: ActionContext = { project, ports: testPorts(), content, withStudio };
      const file = project.working.get(found.item.id);
      const job = { found, target: first, base: first, file, modified: mine !== undefined };
      const { written, refused } = await writeVersions(context, [job], mine, {});
      assert.deepEqual([written.length, refused, fetched, read('a')], [1, [], 1, 'one']);
      assert.equal(project.working.get(found.item.id)?.baseId, first.id);
    });

  /** As a pull does, of a teammate's version with the content of another. */
  const stack = (path: string, { id: _of, ...like }: Checkpoint): Checkpoint => {
    const assetId = project.paths.require(path).id;
    const { id: parentId = '', version = 0 } = project.checkpoints.latestOf(assetId) ?? {};
    const made = { ...like, id: newId(), assetId, parentId, version: version + 1, comment: 'theirs' };
    project.checkpoints.put(made, 1);
    return made;
  };

  it('has edits made a version, or kept, where it lies elsewhere and others went on', async () => {
    const [, second] = history();
    stack('a', second as Checkpoint);
    writeFileSync(at('a'), 'edited');
    project.items.edit(project.paths.require('a').id, { name: 'z' });
    assert.deepEqual((await engine.pull(['z'], 'checkpoint')).refused, []);
    const comments = project.checkpoints.of(project.paths.require('z').id).map(({ comment }) => comment);
    assert.deepEqual(comments.slice(2), ['theirs', 'Before version 3', 'Back to version 3']);
    assert.deepEqual([read('z'), existsSync(at('a'))], ['two', false]);
    writeFileSync(at('z'), 'edited');
    project.items.edit(project.paths.require('z').id, { name: 'a' });
    const { written } = await engine.pull(['a'], 'overwrite');
    assert.deepEqual(
      [read(written[0]?.kept ?? ''), read('a'), existsSync(at('z'))],
      ['edited', 'two', false],
    );
  });

  it('is one of several that are new, renamed, outdated or the same: each is done, told, and in the project', async () => {
    const [one, two] = history();
    assert.ok(one && two);
    for (const folderName of ['old', 'set']) mkdirSync(at(folderName));
    for (const path of ['old/moved', 'set/1', 'set/2', 'set/3', 'set/4', 'set/same'])
      writeFileSync(at(path), path);
    await engine.track(['old', 'set'], {});
    const { items, paths, working } = project;
    const { id } = paths.require('old/moved');
    stack('old/moved', one);
    items.edit(id, { parentId: paths.require('set').id });
    items.edit(paths.require('old').id, { trashed: true });
    stack('set/2', two);
    const first = project.checkpoints.latestOf(paths.require('set/same').id) as Checkpoint;
    const same = stack('set/same', first);
    await engine.free(['set/1', 'set/3', 'set/4']);
    const all = ['set/1', 'set/2', 'set/moved', 'set/same', 'set/3', 'set/4'];
    const { written, refused } = await engine.pull(all);
    assert.deepEqual(refused, []);
    assert.deepEqual(
      written,
      all.map((path) => {
        const { version, size } = project.checkpoints.latestOf(paths.require(path).id) as Checkpoint;
        return { path, version, size };
      }),
    );
    assert.deepEqual(all.map(read), ['set/1', 'two', 'one', 'set/same', 'set/3', 'set/4']);
    assert.equal(existsSync(at('old')), false);
    assert.equal(working.get(same.assetId)?.baseId, same.id);
    assert.deepEqual((await engine.status(['set'])).counts, { normal: 6 });
  });

  it('does not go where it is in no version: edited, or not whole here and not sent', async () => {
    const free = async () => (await engine.free(['a'])).refused.map(({ code }) => code);
    writeFileSync(at('a'), 'edited');
    assert.deepEqual(await free(), ['modified']);
    writeFileSync(at('a'), 'two');
    const restore = sweep(history()[1] as Checkpoint);
    assert.deepEqual([await free(), read('a')], [['modified'], 'two']);
    restore();
    assert.deepEqual([await free(), existsSync(at('a'))], [[], false]);
    const { unchanged, refused } = await engine.free(['a', 'nowhere']);
    assert.deepEqual(
      [unchanged, refused.map(({ path, code }) => [path, code])],
      [['a'], [['nowhere', 'not-found']]],
    );
  });

  it('goes where the studio has the version, also if that is not here', async () => {
    const version = history()[1] as Checkpoint;
    sweep(version);
    project.checkpoints.put(version, 1);
    assert.deepEqual(
      (await engine.free(['a'])).written.map(({ path, version, size }) => [path, version, size]),
      [['a', 2, 3]],
    );
    assert.deepEqual([existsSync(at('a')), project.working.all()], [false, []]);
  });

  describe('that a teammate gave the name of another, which got its own', () => {
    let ids: [Id, Id];
    beforeEach(async () => {
      mkdirSync(at('set'));
      for (const name of ['x', 'y']) writeFileSync(at(`set/${name}`), name);
      await engine.track(['set'], {});
      ids = [project.paths.require('set/x').id, project.paths.require('set/y').id];
      project.items.edit(ids[0], { name: 'between' });
      project.items.edit(ids[1], { name: 'x' });
      project.items.edit(ids[0], { name: 'y' });
    });
    const pull = async () => (await engine.pull(['set'])).refused.map(({ path, code }) => [path, code]);
    const are = (x: string, y: string) => {
      assert.deepEqual([read('set/x'), read('set/y')], [x, y]);
      const places = ids.map((id) => project.working.get(id)?.path);
      assert.deepEqual(places, y === 'y' ? ['set/x', 'set/y'] : ['set/y', 'set/x']);
      assert.deepEqual(project.working.relocations(), []);
    };

    it('has it after a pull; where neither can be renamed, both stay where they are until then', async function () {
      if (process.platform === 'win32') this.skip();
      await asOrdinaryUser(folder(), async () => {
        chmodSync(at('set'), 0o555);
        try {
          assert.deepEqual((await pull()).map(([path]) => path).sort(), ['set/x', 'set/y']);
        } finally {
          chmodSync(at('set'), 0o755);
        }
      });
      are('x', 'y');
      assert.deepEqual(await pull(), []);
      are('y', 'x');
      assert.deepEqual(readdirSync(at('set')), ['x', 'y']);
    });

    it('with edits stays where it is, and so does what is to have its name', async () => {
      project.items.edit(ids[0], { name: 'z' });
      writeFileSync(at('set/x'), 'edited');
      assert.deepEqual((await pull()).sort(), [
        ['set/x', 'file-in-the-way'],
        ['set/z', 'modified'],
      ]);
      are('edited', 'y');
    });

    it('does not take the place of one that vanished since the look, and is not renamed as that', async () => {
      const seen = [...new Tree(project.overview.all(project.me)).items.values()];
      const jobs = seen.flatMap((found) => {
        const target = project.checkpoints.latestOf(found.item.id);
        const file = project.working.get(found.item.id);
        return target && ids.includes(found.item.id)
          ? [{ found, target, base: target, file, modified: false }]
          : [];
      });
      rmSync(at('set/x'));
      const withStudio = () => assert.fail('no studio here');
      await writeVersions({ project, ports: testPorts(), content, withStudio }, jobs, undefined, {});
      assert.equal(read('set/x'), 'y', 'the second has the name that the first had');
      assert.notEqual(existsSync(at('set/y')) && read('set/y'), 'y', 'and is not taken for the first');
    });

    it('stays where it is where it has edits, and the other with it', async () => {
      writeFileSync(at('set/x'), 'edited');
      assert.deepEqual((await pull()).map(([path, code]) => `${path} ${code}`).sort(), [
        'set/x file-in-the-way',
        'set/y modified',
      ]);
      are('edited', 'y');
      assert.deepEqual(readdirSync(at('set')), ['x', 'y']);
    });
  });
});
