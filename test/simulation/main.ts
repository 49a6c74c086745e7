/** `npm run simulate -- --minutes N [--seed S] [--steps N]`: random runs until the time is up, or one seed again. */
import { parseArgs } from 'node:util';
import { simulate } from './run.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    steps: { type: 'string' },
    verbose: { type: 'boolean' },
  },
});
const steps = Number(values.steps ?? 80);
const log = (line: string) => values.verbose && process.stdout.write(`${line}\n`);
const end = Date.now() + Number(values.minutes ?? 1) * 60_000;
let seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
let runs = 0;
do {
  try {
    await simulate({ seed, steps, log });
  } catch (error) {
    process.stderr.write(
      `${(error as Error).message}\n\nAgain: npm run simulate -- --seed ${seed} --steps ${steps} --verbose\n`,
    );
    process.exit(1);
  }
  runs++;
  seed++;
} while (values.seed === undefined && Date.now() < end);
process.stdout.write(`${runs} runs of ${steps} steps held\n`);
