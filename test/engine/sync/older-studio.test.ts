/** A studio that tells an older state than it told before: restored from a backup, or lying. */
import assert from 'node:assert/strict';
import { Project } from '../../../engine/project/project.ts';
import { markRestored } from '../../../server/projects/restored.ts';
import { coded } from '../../support/errors.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('a studio that has gone back', function () {
  this.timeout(60_000);
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;
  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
  });
  afterEach(() => world.dispose());

  /** Both have what ann tracked. */
  const synced = async () => {
    await ann.track('lib/rock', 'rock 1');
    await ann.sync();
    await ben.sync();
    const { db } = world.studio.metadata;
    const { head } = await db.selectFrom('project').select('head').executeTakeFirstOrThrow();
    const setHead = (revision: number) => db.updateTable('project').set({ head: revision }).execute();
    return { db, head, setHead };
  };

  it('is told apart, and nothing of the older state is applied', async () => {
    const { db, head, setHead } = await synced();
    await ben.project.edit('lib/rock', { status: 'mine' });
    await setHead(head - 1);
    await db
      .updateTable('item')
      .set({ status: 'older', revision: head - 1 })
      .execute();
    await db
      .updateTable('change')
      .set({ revision: head - 1 })
      .where('revision', '=', head)
      .execute();
    const before = await ben.project.status();
    await assert.rejects(ben.project.sync(), { code: 'studio-error' });
    const after = await ben.project.status();
    assert.deepEqual(
      [after.unsent, after.watermark, after.assets.find(({ path }) => path === 'lib/rock')?.status],
      [before.unsent, before.watermark, 'mine'],
    );
    await assert.rejects(ben.project.gc(false), coded('usage'));
    await setHead(head);
    assert.equal((await ben.project.sync()).outcome, 'done');
    await ben.project.gc(false);
  });

  it('and whose data was put back as it was is the one that was known: there is nothing to be kept for it', async () => {
    const { db, head, setHead } = await synced();
    await setHead(head - 1);
    await db.transaction().execute(markRestored);
    await setHead(head);
    await assert.rejects(ben.project.sync(), coded('studio-error'));
    await assert.rejects(ben.project.gc(false), coded('usage'));
    await db.deleteFrom('setting').where('key', 'like', 'restored/%').execute();
    assert.equal((await ben.project.sync()).outcome, 'done');
    await ben.project.gc(false);
  });

  it('by nothing that was seen: all that is not applied yet is asked for again', async () => {
    await ann.track('lib/rock', 'rock 1');
    await ann.sync();
    await ben.project.plan();
    const kept = await Project.open(ben.folder);
    assert.ok(kept.staging.stagedCount() > 0 && kept.meta('staged-head') !== '');
    // The next pull went on from there, and was broken off between two pages.
    kept.setMeta('staged-cursor', 'page 2');
    kept.close();
    await world.studio.metadata.db.transaction().execute(markRestored);
    await ben.sync();
    assert.deepEqual(await ben.paths(), ['lib', 'lib/rock']);
  });
});
