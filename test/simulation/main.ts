/**
 * `npm run simulate -- --minutes N [--seed S]`: random runs until the time is up. `--seed S` alone: that run again, and
 * with `--keep` only a part of it. `--go-on` tells failures briefly and goes on with the next seed.
 */
import { parseArgs } from 'node:util';
import { System } from './os/system.ts';

const { values } = parseArgs({
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
});

// Before anything of the product is loaded: it must find the simulated system in place.
const system = await System.replace();
const { main } = await import('./command.ts');
process.exitCode = await main(system, values);
