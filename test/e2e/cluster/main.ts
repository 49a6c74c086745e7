/**
 * `node test/e2e/cluster/main.ts --minutes N [--chunks "the data folder"|"the stand-in"|"a real storage"]`: the same, for longer; a real
 * storage is the one that CAIRN_TEST_S3 names. `npm run build` first.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freshDatabase, stopPostgres } from '../../support/postgres.ts';
import { chunkHomes } from '../../support/s3/storages.ts';
import { runCluster } from './run.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    chunks: { type: 'string', default: 'the data folder' },
  },
});
const start = chunkHomes()[values.chunks];
if (!start) throw new Error(`--chunks: one of ${Object.keys(chunkHomes()).join(', ')}`);
const until = Date.now() + Number(values.minutes) * 60_000;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cairn-cluster-')));
const say = (line: string) => process.stdout.write(`${line}\n`);
const storage = await start();
try {
  const plan = { enough: () => Date.now() >= until, killEvery: 3_000, say };
  const done = await runCluster(folder, await freshDatabase(), plan, storage.options);
  say(`Nothing lost, nothing out of order: ${JSON.stringify(done)}`);
  rmSync(folder, { recursive: true, force: true });
} finally {
  await storage.close();
  await stopPostgres();
}
