/**
 * How the cost of a sync depends on the size of the project: `node bench/scale/main.ts --assets 10000,1000000`.
 * Makes a studio and a project file of each size, then syncs through a real studio, each member in a process of its own.
 * `--keep FOLDER` leaves what was made there, for the next run; `--only STEP,…` measures some of it.
 * Linux, as root: memory is read from /proc. A million assets take 10 GB of disk and a quarter of an hour.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compare } from './report.ts';
import { measureSize, type SizeResult } from './steps.ts';

const { values } = parseArgs({
  options: {
    assets: { type: 'string', default: '10000,1000000' },
    keep: { type: 'string' },
    only: { type: 'string', default: '' },
    out: { type: 'string' },
  },
});
const results: SizeResult[] = [];
for (const assets of values.assets.split(',').map(Number)) {
  if (!Number.isInteger(assets) || assets < 1_000)
    throw new Error('--assets takes numbers from 1000, with commas');
  const home = values.keep ? join(values.keep, String(assets)) : mkdtempSync(join(tmpdir(), 'cairn-scale-'));
  mkdirSync(home, { recursive: true });
  const clear = () => void (values.keep || rmSync(home, { recursive: true, force: true }));
  process.once('exit', clear);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  try {
    results.push(await measureSize(home, assets, values.only.split(',').filter(Boolean)));
  } finally {
    clear();
  }
  if (values.out) writeFileSync(values.out, `${JSON.stringify(results, null, 1)}\n`);
}
process.stdout.write(compare(results));
