/** Two windows on one project file: what one commits is noticed in the other, and nothing runs while nothing happens. */
import assert from 'node:assert/strict';
import { rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mock } from 'node:test';
import type { ProjectApi } from '../../engine/api.ts';
import { initProject, openProject } from '../../engine/engine.ts';
import { CommitWatcher } from '../../extension/project/commitWatcher.ts';
import { DeltaTracker } from '../../extension/worker/delta.ts';
import { testPorts } from '../support/ports.ts';
import { useTempFolder } from '../support/temp.ts';

describe('what other windows and programs commit', () => {
  const folder = useTempFolder();
  let here: ProjectApi;
  let there: ProjectApi;
  let tracker: DeltaTracker;

  beforeEach(async () => {
    here = await initProject(folder(), 'film', testPorts());
    writeFileSync(join(folder(), 'rock.txt'), 'rock');
    await here.track(['rock.txt'], {});
    there = await openProject(folder(), testPorts());
    tracker = new DeltaTracker(here);
  });
  afterEach(async () => {
    await here.close();
    await there.close();
  });

  /** A watcher that looks as a window does, and what it found of others each time it looked. */
  async function watching() {
    const looks: boolean[] = [];
    const first = Promise.withResolvers<void>();
    const watcher = new CommitWatcher(async () => {
      const behind = await tracker.isBehind();
      looks.push(behind);
      if (!behind) return;
      await tracker.next([]);
      first.resolve();
    });
    watcher.start(dirname(await here.projectFile()));
    return { watcher, looks, caughtUp: first.promise };
  }

  it('is told from what this one commits itself', async () => {
    assert.equal(await tracker.isBehind(), false, 'nothing was looked at yet');
    await tracker.next();
    await here.edit('rock.txt', { status: 'wip' });
    assert.equal(await tracker.isBehind(), false);
    await there.edit('rock.txt', { status: 'review' });
    assert.equal(await tracker.isBehind(), true);
    // A row that is drawn meanwhile takes it in, but nobody was told of it.
    await here.children('');
    assert.equal(await tracker.isBehind(), true);
    const { changed } = await tracker.next([]);
    assert.deepEqual(
      changed.map(({ path, status }) => [path, status]),
      [['rock.txt', 'review']],
    );
    assert.equal(await tracker.isBehind(), false);
  });

  it('is noticed without anybody asking, and then there is rest', async () => {
    await tracker.next();
    const { watcher, looks, caughtUp } = await watching();
    await there.edit('rock.txt', { status: 'review' });
    await caughtUp;
    while (watcher.pending) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(looks.filter(Boolean).length, 1);
    watcher.dispose();
    await there.edit('rock.txt', { status: 'wip' });
    assert.equal(watcher.pending, false);
  });

  it('is noticed where it was committed before the watch began, and where the working folder is on a network share', async () => {
    const before = process.env.CAIRN_PROJECTS;
    process.env.CAIRN_PROJECTS = join(folder(), 'local');
    try {
      const share = join(folder(), 'share');
      const ports = { ...testPorts(), isShare: () => true };
      for (const project of [here, there]) await project.close();
      here = await initProject(share, 'film', ports);
      there = await openProject(share, ports);
      assert.ok((await here.projectFile()).startsWith(join(folder(), 'local')));
      tracker = new DeltaTracker(here);
      await tracker.next();
      await there.mkdir('early');
      const { watcher, caughtUp } = await watching();
      await caughtUp;
      while (watcher.pending) await new Promise((resolve) => setTimeout(resolve, 5));
      await there.mkdir('late');
      while (!watcher.pending) await new Promise((resolve) => setTimeout(resolve, 5));
      while (watcher.pending) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.equal(await tracker.isBehind(), false, 'it was looked at');
      watcher.dispose();
    } finally {
      if (before === undefined) delete process.env.CAIRN_PROJECTS;
      else process.env.CAIRN_PROJECTS = before;
    }
  });

  it('leaves nothing to wait for after the end, nor where the folder is gone', async () => {
    const gone = join(folder(), 'gone');
    const nobody = new CommitWatcher(async () => undefined);
    nobody.start(gone);
    nobody.dispose();
    nobody.start(folder());
    const watches = () => process.getActiveResourcesInfo().filter((kind) => kind === 'FSEventWrap').length;
    while (watches() > 0) await new Promise(setImmediate);
    const { watcher } = await watching();
    assert.equal(watches(), 1);
    watcher.start(folder());
    watcher.dispose();
    while (watches() > 0) await new Promise(setImmediate);
  });

  it('is looked for some more times, and no more: it is told of before it can be read', async () => {
    const looks = { before: 0, after: 0 };
    const seen = Promise.withResolvers<void>();
    let readable = false;
    const watcher = new CommitWatcher(async () => {
      looks[readable ? 'after' : 'before']++;
      if (readable) seen.resolve();
      // As on a disk that has flushed the commit after the second look.
      readable = looks.before === 2;
    });
    watcher.start(folder());
    await seen.promise;
    assert.deepEqual(looks, { before: 2, after: 1 });
    watcher.dispose();
  });

  it('is looked for by one look at a time, whatever is told between two of them', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const looks = { under: 0, most: 0, all: 0 };
      let end: () => void = () => undefined;
      const watcher = new CommitWatcher(async () => {
        looks.most = Math.max(looks.most, ++looks.under);
        looks.all++;
        await new Promise<void>((resolve) => {
          end = resolve;
        });
        looks.under--;
      });
      const turns = async () => {
        for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
      };
      watcher.start(folder());
      mock.timers.tick(200);
      end();
      await turns();
      assert.equal(looks.all, 1);
      // It would look again after 400; an event shortly before puts it off until that event's own look.
      mock.timers.tick(300);
      writeFileSync(join(folder(), 'film.clst'), '');
      while (!watcher.pending) await new Promise(setImmediate);
      mock.timers.tick(150);
      mock.timers.tick(50);
      await turns();
      assert.deepEqual(looks, { under: 1, most: 1, all: 2 });
      end();
      await turns();
      watcher.dispose();
      mock.timers.tick(10_000);
      assert.equal(looks.all, 2);
    } finally {
      mock.timers.reset();
    }
  });

  it('does not go back and forth over a file that must be read each time', async () => {
    const file = join(folder(), 'rock.txt');
    // A clock of a network drive that is ahead: never presumed unchanged.
    utimesSync(file, new Date(), new Date(Date.now() + 86_400_000));
    await tracker.next();
    await there.changes(0);
    const [mine, theirs] = [await here.commitsElsewhere(), await there.commitsElsewhere()];
    for (let round = 0; round < 3; round++) {
      await here.changes(0);
      await there.changes(0);
    }
    assert.deepEqual([await here.commitsElsewhere(), await there.commitsElsewhere()], [mine, theirs]);
    writeFileSync(file, 'rocks');
    const { changed } = await tracker.next(['rock.txt']);
    assert.deepEqual(
      changed.map(({ state }) => state),
      ['modified'],
    );
    rmSync(file);
  });
});
