/** Backups that somebody else has made or damaged, restored into a PostgreSQL. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readConfig } from '../../server/config.ts';
import { restore } from '../../server/operations/backup.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { openStudio } from '../../server/studio.ts';
import { inputOf, program } from '../fuzz/mutations.ts';
import { hasCode } from '../fuzz/target.ts';
import { backUpSome, samplesOf, writeMutated } from '../fuzz/targets/backup.ts';
import { emptyDatabase } from '../support/postgres.ts';
import { useTempFolder } from '../support/temp.ts';

const RUNS = 24;

describe('a backup with a mutated file, restored into a PostgreSQL', function () {
  this.timeout(300_000);
  const folder = useTempFolder();

  it('is a whole studio, or refused by a code and no studio', async () => {
    const files = await backUpSome(folder());
    const samples = samplesOf(files);
    const seed = randomInt(2 ** 31);
    let refusals = 0;
    const mutated = fc.sample(program(samples.length), { numRuns: RUNS, seed });
    // The first is as it was made: chance may have all others refused.
    const inputs = [samples[0] ?? assert.fail(), ...mutated.map((made) => inputOf(made, samples))];
    for (const [at, input] of inputs.entries()) {
      const [source, data] = [join(folder(), 'mutated'), join(folder(), `restored${at}`)];
      writeMutated(source, files, input);
      const database = await emptyDatabase();
      const config = readConfig({ env: {}, options: { data, database, logLevel: 'silent' } });
      const failure = await restore(source, config).then(
        () => undefined,
        (error: unknown) => error,
      );
      const when = `seed ${seed}, input ${at}: ${String(failure)}`;
      if (failure !== undefined) {
        refusals++;
        assert.ok(hasCode('bad-request', 'integrity')(failure), `${when}\n${(failure as Error).stack}`);
        const opened = await openStudio(config).catch((error: unknown) => error);
        if (opened instanceof Error) assert.ok(hasCode('in-use')(opened), `${when}, then ${opened.stack}`);
        else {
          const { db } = (opened as Awaited<ReturnType<typeof openStudio>>).metadata;
          const { accounts } = await db
            .selectFrom('account')
            .select((c) => c.fn.countAll<number>().as('accounts'))
            .executeTakeFirstOrThrow();
          await (opened as Awaited<ReturnType<typeof openStudio>>).close();
          assert.equal(accounts, 0, when);
        }
      } else {
        const studio = await openStudio(config);
        const { problems } = await verifyStudio(studio).finally(() => studio.close());
        assert.deepEqual(problems, [], when);
      }
      rmSync(source, { recursive: true, force: true });
    }
    assert.ok(
      refusals > 0 && refusals < inputs.length,
      `${refusals} of ${inputs.length} refused, seed ${seed}`,
    );
  });
});
