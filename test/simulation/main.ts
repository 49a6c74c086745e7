/** `npm run simulate`: what a simulated team survives. `--help` tells the rest. */
import { withOptions } from '../support/options.ts';
import { System } from './os/system.ts';

const line = {
  usage: `npm run simulate -- [OPTIONS]

Three members and a studio on the real engine, while everything goes wrong. One run, unless told otherwise. A failure is
made smaller, and told with the command that repeats it.

  --minutes N      new seeds, until the time is up
  --seed S         this seed; with --minutes, those after it too
  --seeds S,S,…    these seeds
  --length N       how many things happen in a run (160)
  --keep 3,7-12    of a run with --seed, only these
  --theme NAME     little else than one sort of work and trouble: crossing, power, trash, apart
  --go-on          tells failures briefly and goes on with the next seed
  --verbose        tells what happens
  --steps          tells every message and disk call too
  --without NAME   takes a safeguard away; each: all of them, one at a time. Ends with 1 where nobody notices
  --errand NAME    kills what is seldom done before each of its writes; each: all of them
  --every N        of those writes, one of so many (1)
  --from N         the first of them (0)`,
  options: {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    seeds: { type: 'string' },
    length: { type: 'string', default: '160' },
    keep: { type: 'string' },
    without: { type: 'string' },
    theme: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    steps: { type: 'boolean', default: false },
    'go-on': { type: 'boolean', default: false },
    errand: { type: 'string' },
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
  },
  numbers: { minutes: 0, seed: 0, length: 1, every: 1, from: 0 },
} as const;

await withOptions(line, async (values) => {
  // Before anything of the product is loaded: it must find the simulated system in place.
  const system = await System.replace();
  const { main } = await import('./command.ts');
  process.exitCode = await main(system, values);
});
