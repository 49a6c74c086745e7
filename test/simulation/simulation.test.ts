import { simulate } from './run.ts';

/** Seeds that once found something, or that meet many conflicts; `npm run simulate -- --minutes N` tries new ones. */
const SEEDS = [1_151_570_399, 1_881_723_729, 1_122_301_921, 1_564_017_115];

describe('a simulated team', function () {
  this.timeout(120_000);
  for (const seed of SEEDS)
    it(`loses nothing and comes to rest (seed ${seed})`, () => simulate({ seed, steps: 60 }));
});
