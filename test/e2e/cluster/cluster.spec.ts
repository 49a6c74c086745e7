import { freshDatabase } from '../../support/postgres.ts';
import { useTempFolder } from '../../support/temp.ts';
import { runCluster } from './run.ts';

describe('four studios on one PostgreSQL, killed one after the other', function () {
  this.timeout(300_000);
  const folder = useTempFolder();

  it('lose nothing, keep the order of revisions, and sync goes on', async () => {
    await runCluster(folder(), await freshDatabase(), {
      // Each of them once, and a sync of everybody beside each kill.
      enough: ({ kills, syncs }) => kills >= 5 && syncs >= 20,
      killEvery: 1_000,
      say: () => undefined,
    });
  });
});
