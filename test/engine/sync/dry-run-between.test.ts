import assert from 'node:assert/strict';
import { CairnError } from '../../../engine/errors.ts';
import { Project } from '../../../engine/project/project.ts';
import { useNoPauses } from '../../support/no-pauses.ts';
import { annAndBen, type StudioWorld, type TestMember } from '../../support/studio-world.ts';

describe('a dry run between a lost answer and its push sent again', function () {
  this.timeout(60_000);
  useNoPauses();
  let world: StudioWorld;
  let ann: TestMember;
  let ben: TestMember;
  beforeEach(async () => {
    ({ world, ann, ben } = await annAndBen());
  });
  afterEach(() => world.dispose());

  it('leaves nothing newer than the watermark, wherever the next sync ends', async () => {
    for (const name of ['lib/a', 'lib/b']) await ann.track(name, name);
    await ann.sync();
    await ben.sync();
    await ann.project.edit('lib/a', { status: 'anns' });
    world.losePushAnswers(true);
    await assert.rejects(ann.project.sync(), (error) => CairnError.is(error, 'studio-unreachable'));
    world.losePushAnswers(false);
    await ben.project.edit('lib/a', { status: 'bens' });
    await ben.project.edit('lib/b', { status: 'bens' });
    assert.equal((await ben.project.sync()).outcome, 'done');
    assert.ok((await ann.project.plan()).pull > 0);
    const ending = new AbortController();
    const onProgress = ({ phase }: { phase: string }) => {
      if (phase === 'reconcile') ending.abort();
    };
    await assert.rejects(ann.project.sync({ signal: ending.signal, onProgress }), { code: 'cancelled' });
    const local = await Project.open(ann.folder);
    const newest = local.db.value<number>('SELECT max(rev) FROM item') ?? 0;
    assert.ok(newest <= local.watermark, `a row of ${newest}, the watermark is at ${local.watermark}`);
    local.close();
    await ann.sync();
    const statuses = (await ann.project.status()).assets.map(({ path, status }) => [path, status]);
    assert.deepEqual(
      new Map(statuses as [string, string][]),
      new Map((await ben.project.status()).assets.map(({ path, status }) => [path, status])),
    );
  });
});
