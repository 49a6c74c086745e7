/** `node test/e2e/cluster/main.ts --minutes N`: the same, for longer. `npm run build` first. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freshDatabase, stopPostgres } from '../../support/postgres.ts';
import { runCluster } from './run.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const until = Date.now() + Number(values.minutes) * 60_000;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cairn-cluster-')));
const say = (line: string) => process.stdout.write(`${line}\n`);
try {
  const done = await runCluster(folder, await freshDatabase(), {
    enough: () => Date.now() >= until,
    killEvery: 3_000,
    say,
  });
  say(`Nothing lost, nothing out of order: ${JSON.stringify(done)}`);
  rmSync(folder, { recursive: true, force: true });
} finally {
  await stopPostgres();
}
