/**
 * `npm run fuzz`: every target once with a new seed. `-- --minutes N` goes on with new seeds for that long;
 * `--target NAME` is that one alone, `--seed S` one seed, `--runs N` so many inputs for each.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Fuzzer } from './fuzz.ts';
import { TARGETS } from './targets/all.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    target: { type: 'string' },
    seed: { type: 'string' },
    runs: { type: 'string' },
  },
});
const targets = TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
if (targets.length === 0) {
  process.stderr.write(`There is no such target. There are: ${TARGETS.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}
const until = Date.now() + Number(values.minutes ?? 0) * 60_000;
const fuzzer = new Fuzzer();
let inputs = 0;
do {
  for (const { name, runs } of targets) {
    const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
    const count = Number(values.runs ?? runs);
    const problem = await fuzzer.run({ target: name, seed, runs: count });
    if (problem !== undefined) {
      process.stderr.write(`${problem}\n`);
      process.exit(1);
    }
    inputs += count;
    process.stdout.write(`${name}: ${count} inputs, seed ${seed}\n`);
  }
} while (Date.now() < until && values.seed === undefined);
await fuzzer.close();
process.stdout.write(`${inputs} inputs, nothing found\n`);
