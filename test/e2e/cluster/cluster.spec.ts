import { freshDatabase } from '../../support/postgres.ts';
import { chunkHomes } from '../../support/s3/storages.ts';
import { useTempFolder } from '../../support/temp.ts';
import { runCluster } from './run.ts';

for (const [home, start] of Object.entries(chunkHomes()))
  describe(`four studios on one PostgreSQL, with chunks in ${home}, killed one after the other`, function () {
    this.timeout(300_000);
    const folder = useTempFolder();

    it('lose nothing, keep the order of revisions, and sync goes on', async () => {
      const storage = await start();
      // Each of them once, and a sync of everybody beside each kill.
      const plan = {
        enough: ({ kills, syncs }: { kills: number; syncs: number }) => kills >= 5 && syncs >= 20,
        killEvery: 1_000,
        say: () => undefined,
      };
      try {
        await runCluster(folder(), await freshDatabase(), plan, storage.options);
      } finally {
        await storage.close();
      }
    });
  });
