/**
 * What a sync or another window does to the project between a look and the write that stands on it: reading and writing files takes its
 * time, and neither waits for the other.
 */
import assert from 'node:assert/strict';
import { existsSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionContext } from '../../../engine/actions/context.ts';
import * as metadata from '../../../engine/actions/metadata.ts';
import { record } from '../../../engine/actions/record.ts';
import { relocate } from '../../../engine/actions/relocate.ts';
import { move } from '../../../engine/actions/structure.ts';
import type { WriteJob } from '../../../engine/actions/write.ts';
import { writeMany } from '../../../engine/actions/write-many.ts';
import type { Progress } from '../../../engine/api.ts';
import { sha256 } from '../../../engine/content/hash.ts';
import { ContentPool } from '../../../engine/content/pipeline/pool.ts';
import { initProject } from '../../../engine/engine.ts';
import type { LocalItem } from '../../../engine/project/items.ts';
import { Project } from '../../../engine/project/project.ts';
import { ProjectEngine } from '../../../engine/project-engine.ts';
import { Looker } from '../../../engine/snapshot/looker.ts';
import { Tree } from '../../../engine/snapshot/tree.ts';
import { mergeItems } from '../../../engine/sync/merge-items.ts';
import { coded } from '../../support/errors.ts';
import { testPorts } from '../../support/ports.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('while files are read and written', () => {
  const folder = useTempFolder();
  let project: Project;
  let context: ActionContext;
  const write = (path: string, text: string) => writeFileSync(join(folder(), path), text);
  const read = (path: string) =>
    existsSync(join(folder(), path)) ? readFileSync(join(folder(), path), 'utf8') : undefined;
  const item = (path: string): LocalItem => project.paths.require(path);
  /** The studio has it. */
  const known = (path: string) => project.db.run('UPDATE item SET rev = 1 WHERE id = ?', item(path).id);
  /** As a sync does, where the two are one on the studio, or by a decision. */
  const merge = (from: string, into: string) =>
    project.db.transaction(() => mergeItems(project, item(from), item(into), 1));
  const files = () => project.working.all().map(({ itemId, path }) => [itemId, path]);

  beforeEach(async () => {
    const made = await initProject(folder(), 'film', testPorts());
    for (const name of ['a', 'b', 'c']) write(name, name);
    await made.track(['.'], {});
    await made.close();
    project = await Project.open(folder());
    const content = new ContentPool();
    context = { project, ports: testPorts(), content, withStudio: () => assert.fail('no studio here') };
  });
  afterEach(async () => {
    await context.content.close();
    project.close();
  });

  /** Does something as soon as the first of several files was read. */
  const once = (act: () => void) => {
    let isDone = false;
    return ({ phase }: Progress) => {
      if (phase !== 'scan' || isDone) return;
      isDone = true;
      act();
    };
  };

  it('a look gives no file back to what a sync has merged away', async () => {
    known('a');
    const [from, into] = [item('a').id, item('c').id];
    project.working.remove(into);
    rmSync(join(folder(), 'c'));
    write('a', 'edited');
    write('b', 'edited');
    await new Looker(project).look({ onProgress: once(() => merge('a', 'c')) });
    assert.equal(project.working.get(from), undefined);
    assert.equal(project.working.get(into)?.path, 'a');
  });

  it('a look does not undo what another window has written and noted', async () => {
    write('a', 'edited');
    write('b', 'edited');
    const before = project.working.get(item('a').id)!;
    const other = await Project.open(folder());
    const noted = { ...before, baseId: 'a version that was pulled', size: 6 };
    const looker = new Looker(project);
    await looker.look({ onProgress: once(() => other.working.put(noted)) });
    other.close();
    assert.equal(project.working.get(before.itemId)?.baseId, noted.baseId);
    // The next one reads it again, on what it is based on now.
    await looker.look({});
    assert.equal(project.working.get(before.itemId)?.baseId, noted.baseId);
    assert.notEqual(project.working.get(before.itemId)?.contentHash, before.contentHash);
  });

  it('a look takes what another window has found out as well for its own', async () => {
    write('a', 'edited');
    write('b', 'edited');
    const before = project.working.get(item('a').id)!;
    const { mtimeNs, ino } = lstatSync(join(folder(), 'a'), { bigint: true });
    const found = { ...before, contentHash: sha256(Buffer.from('edited')), size: 6, mtimeNs, ino };
    const other = await Project.open(folder());
    const picture = await new Looker(project).look({ onProgress: once(() => other.working.put(found)) });
    other.close();
    assert.deepEqual(project.working.get(before.itemId), found);
    assert.ok([...picture.entries.values()].every(({ flags }) => !flags.includes('unreadable')));
  });

  it('a checkpoint is refused where its asset was merged, trashed or reassigned: the edit stays on disk', async () => {
    const changes: Record<string, readonly [code: string, change: () => void]> = {
      a: ['not-found', () => merge('a', 'c')],
      b: ['locked', () => project.items.edit(item('b').id, { task: true, assigneeId: 'somebody else' })],
      c: ['not-found', () => project.items.edit(item('c').id, { trashed: true })],
    };
    for (const [path, [code, change]] of Object.entries(changes)) {
      write(path, 'edited');
      known(path);
      const { id, task, assigneeId } = item(path);
      const versions = project.checkpoints.all().length;
      const candidate = { path, diskPath: path, item: { id, task, assigneeId }, size: 6 };
      const recording = record(context, [candidate], {}, {});
      change();
      const { checkpoints, refused } = await recording;
      assert.deepEqual([checkpoints, refused.map((one) => one.code)], [[], [code]], path);
      assert.equal(project.checkpoints.all().length, versions, path);
      assert.equal(read(path), 'edited');
    }
  });

  it('a file is written, and no row is left, where its item was merged: others are entered', async () => {
    const nodes = [...new Tree(project.overview.all(project.me)).items.values()];
    const jobs = nodes.map((found): WriteJob => {
      const target = project.checkpoints.latestOf(found.item.id)!;
      return { found, target, base: target, file: undefined, modified: false };
    });
    for (const { itemId, path } of project.working.all()) {
      project.working.remove(itemId);
      renameSync(join(folder(), path), join(folder(), `${path}.old`));
    }
    const [b, c] = [item('b').id, item('c').id];
    const writing = writeMany(context, jobs, new Map(), {}, () => () => undefined);
    merge('a', 'c');
    assert.deepEqual(await writing, [undefined, undefined, undefined]);
    assert.deepEqual(files(), [
      [b, 'b'],
      [c, 'c'],
    ]);
    assert.deepEqual(['a', 'b', 'c'].map(read), ['a', 'b', 'c']);
  });

  it('what a sync merged, purged or trashed since it was to be trashed is not touched', async () => {
    for (const path of ['a', 'b', 'c']) known(path);
    const engine = new ProjectEngine(project, testPorts(), context.content);
    const remove = project.working.remove.bind(project.working);
    const whenFreed = (change: () => void) => {
      project.working.remove = (id) => {
        project.working.remove = remove;
        remove(id);
        change();
      };
    };
    const a = item('a').id;
    write('d', 'd');
    await engine.track(['d'], {});
    const d = item('d').id;
    whenFreed(() => merge('a', 'c'));
    await assert.rejects(engine.trash(['a', 'd']), coded('not-found'));
    assert.deepEqual([project.items.get(a)?.trashed, project.items.get(d)?.trashed], [false, true]);
    const trashed = { ...item('b'), trashed: true, trashedBy: 'somebody else', trashedAt: 7 };
    whenFreed(() => project.items.put(trashed, 2, undefined, null));
    await engine.trash(['b']);
    assert.deepEqual(project.items.get(trashed.id), { ...trashed, rev: 2, base: undefined });
  });

  it('what another window has purged is not found any more by what was about to change it', async () => {
    const { db } = project;
    const transaction = db.transaction.bind(db);
    const attempts: (() => unknown)[] = [
      () => metadata.edit(project, 'a', { status: 'done' }),
      () => metadata.tag(project, 'a', ['hero'], []),
      () => metadata.depend(project, 'b', ['a'], []),
      () => metadata.unassign(project, 'a'),
      () => move(context, 'a', 'd'),
    ];
    const { id } = item('a');
    for (const attempt of attempts) {
      db.transaction = (work) => {
        db.transaction = transaction;
        db.run('UPDATE item SET purged = 1, name_key = NULL WHERE id = ?', id);
        return transaction(work);
      };
      await assert.rejects(async () => attempt(), coded('not-found'));
      db.run(`UPDATE item SET purged = 0, name_key = 'a' WHERE id = ?`, id);
    }
    assert.equal(read('a'), 'a');
  });

  it('a rename that another window has carried out is not done again to what has its old name now', async () => {
    const { working } = project;
    project.db.transaction(() => {
      working.plan('a', 'z');
      working.plan('b', 'a');
    });
    const seen = working.relocations();
    await relocate(context);
    renameSync(join(folder(), 'z'), join(folder(), 'elsewhere'));
    working.relocations = () => seen;
    await relocate(context);
    assert.deepEqual(['a', 'b', 'z', 'elsewhere'].map(read), ['b', undefined, undefined, 'a']);
  });

  it('renames wait, with all after them, while the folder is elsewhere, and are done once it is back', async () => {
    const { working } = project;
    project.db.transaction(() => {
      working.plan('a', 'z');
      working.plan('b', 'y');
    });
    renameSync(folder(), `${folder()}-elsewhere`);
    try {
      await relocate(context);
    } finally {
      renameSync(`${folder()}-elsewhere`, folder());
    }
    assert.equal(working.relocations().length, 2);
    await relocate(context);
    assert.deepEqual(
      [working.relocations(), ...['a', 'b', 'z', 'y'].map(read)],
      [[], undefined, undefined, 'a', 'b'],
    );
    assert.deepEqual(
      files()
        .map(([, path]) => path)
        .sort(),
      ['c', 'y', 'z'],
    );
  });

  it('a rename that was carried out strikes off no other that has got its number', () => {
    const { working } = project;
    const first = working.plan('a', 'z');
    assert.equal(working.relocated(first), true);
    const second = working.plan('b', 'y');
    assert.equal(second.id, first.id);
    assert.equal(working.relocated(first), false);
    assert.deepEqual(working.relocations(), [second]);
  });
});
