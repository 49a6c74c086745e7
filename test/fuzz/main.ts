/** `npm run fuzz`: decoders on mutations of valid input. `--help` tells the rest. */
import { randomInt } from 'node:crypto';
import { WrongValue, withOptions } from '../support/options.ts';
import { Fuzzer } from './fuzz.ts';
import { TARGETS } from './targets/all.ts';

const line = {
  usage: `npm run fuzz -- [OPTIONS]

Every decoder on mutations of valid input, once, with a new seed. What is found is told with the command that repeats it.

  --minutes N      goes on with new seeds for so long
  --target NAME    this one alone
  --seed S         this seed, once
  --runs N         inputs for each target

Targets: ${TARGETS.map(({ name }) => name).join(' ')}`,
  options: {
    minutes: { type: 'string' },
    target: { type: 'string' },
    seed: { type: 'string' },
    runs: { type: 'string' },
  },
  numbers: { minutes: 0, seed: 0, runs: 1 },
} as const;

await withOptions(line, async (values) => {
  const targets = TARGETS.filter(({ name }) => values.target === undefined || name === values.target);
  if (targets.length === 0) throw new WrongValue(`There is no target ${values.target}.`);
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
});
