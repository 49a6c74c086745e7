import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Id, Row } from '../../../engine/domain/rows.ts';
import { Mutex } from '../../../engine/mutex.ts';
import { Project } from '../../../engine/project/project.ts';
import { callContext, type SyncContext } from '../../../engine/sync/context.ts';
import { applyStaged, rehearseStaged } from '../../../engine/sync/pull.ts';
import { StagedWorld } from '../../support/staged-world.ts';

/** More than are applied without giving way. */
const MANY = 6_000;

describe('a pull of very many rows', function () {
  this.timeout(60_000);
  let world: StagedWorld;
  let desk: Mutex;
  let first: Id;
  let before: number;
  beforeEach(async () => {
    world = await StagedWorld.create();
    desk = new Mutex();
    before = world.project.watermark;
    const items = Array.from({ length: MANY }, (_, index) => world.item('asset', `asset ${index}`));
    const rows = items.map((row): Row => ({ kind: 'item', revision: 100, row }));
    first = items[0]!.id;
    world.project.db.transaction(() => {
      world.project.staging.stage(rows);
      world.project.setMeta('staged-head', '100');
    });
  });
  afterEach(() => world.dispose());

  const context = (signal = new AbortController().signal): SyncContext => ({
    ...callContext({ signal }),
    project: world.project,
    studio: undefined as never,
    now: () => 9_000,
    alone: (work) => desk.run(work),
  });
  const requireNothingApplied = () => {
    assert.equal(world.project.watermark, before);
    assert.equal(world.project.items.get(first), undefined);
    assert.equal(world.project.staging.stagedCount(), MANY);
  };
  const requireApplied = () => {
    assert.equal(world.project.watermark, 100);
    assert.equal(world.project.items.live().length, MANY);
    assert.equal(world.project.staging.stagedCount(), 0);
  };

  it('gives way while it is applied, and nobody sees it half done', async () => {
    // However quick the machine is, time passes with each look at the clock.
    const { now } = Date;
    let looks = 0;
    Date.now = () => now() + looks++;
    const applying = applyStaged(context());
    let turns = 0;
    let ended = false;
    void applying.finally(() => {
      Date.now = now;
      ended = true;
    });
    while (!ended) {
      await setImmediate();
      if (ended) break;
      turns++;
      if (world.project.watermark !== 100) requireNothingApplied();
    }
    assert.deepEqual(await applying, []);
    assert.ok(turns > 100, `${turns} turns`);
    requireApplied();
  });

  it('is cancelled in the middle: nothing of it is applied, and the next sync applies it', async () => {
    const controller = new AbortController();
    const begun = Promise.withResolvers<void>();
    const now = () => {
      begun.resolve();
      return 9_000;
    };
    const applying = applyStaged({ ...context(controller.signal), now });
    applying.catch(() => undefined);
    // Heard when it gives way for the first time.
    await begun.promise;
    controller.abort();
    await assert.rejects(applying, { code: 'cancelled' });
    requireNothingApplied();
    assert.deepEqual(await applyStaged(context()), []);
    requireApplied();
  });

  it('waits for who writes in this program, and they for it; a cancel ends the waiting at once', async () => {
    const record = Promise.withResolvers<void>();
    const recording = desk.run(() => record.promise);
    const controller = new AbortController();
    const given = applyStaged(context(controller.signal));
    controller.abort();
    await assert.rejects(given, { name: 'AbortError' });
    const applying = applyStaged(context());
    const after = desk.run(async () => world.project.items.get(first)?.name);
    await setImmediate();
    requireNothingApplied();
    record.resolve();
    await recording;
    await applying;
    assert.equal(await after, 'asset 0');
    requireApplied();
  });

  it('does not make this program wait for itself: a write beside it fails at once', async () => {
    const applying = applyStaged(context());
    await setImmediate();
    const started = performance.now();
    while (world.project.watermark !== 100) {
      try {
        world.project.setMeta('last-sync', '1');
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'project-busy');
        break;
      }
      await setImmediate();
    }
    assert.ok(performance.now() - started < 5_000);
    await applying;
    requireApplied();
    world.project.setMeta('last-sync', '2');
    assert.equal(world.project.meta('last-sync'), '2');
  });

  it('is undone where it fails in the middle, and where its program dies', async () => {
    const bad = world.item('asset', 'no parent', 'ffffffff-ffff-7fff-8fff-ffffffffffff');
    world.project.staging.stage([{ kind: 'item', revision: 100, row: bad }]);
    await assert.rejects(applyStaged(context()));
    world.project.db.run('DELETE FROM staged WHERE key = ?', bad.id);
    requireNothingApplied();
    // What a process leaves: a connection that is gone with its transaction open.
    const other = await Project.open(world.project.folder);
    const held = other.db.longTransaction(() => new Promise<void>(() => other.setMeta('watermark', '100')));
    other.close();
    void held;
    requireNothingApplied();
    assert.deepEqual(await applyStaged(context()), []);
    requireApplied();
  });

  it('is rehearsed without a trace', async () => {
    world.mine('asset', 'ASSET 7');
    const conflicts = await rehearseStaged(context());
    assert.deepEqual(
      conflicts.map(({ kind }) => kind),
      ['asset-name'],
    );
    requireNothingApplied();
    assert.deepEqual(world.project.staging.conflicts(), []);
    assert.equal((await applyStaged(context())).length, 1);
    assert.equal(world.project.staging.conflicts().length, 1);
    requireNothingApplied();
    assert.ok(existsSync(world.project.db.file));
  });

  it('is not waited for where the sync is cancelled by then: also where others are at work, and never begun afterwards', async () => {
    const held = Promise.withResolvers<void>();
    void desk.run(() => held.promise);
    await assert.rejects(applyStaged(context(AbortSignal.abort())), { name: 'AbortError' });
    held.resolve();
    let connections = 0;
    const aside = world.project.aside.bind(world.project);
    world.project.aside = (work) => {
      connections++;
      return aside(work);
    };
    await desk.run(async () => undefined);
    assert.equal(connections, 0);
    requireNothingApplied();
  });
});
