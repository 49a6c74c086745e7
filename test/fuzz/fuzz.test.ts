/** Every decoder on mutations of valid input: those of one seed, and those of a new one. */
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { Fuzzer } from './fuzz.ts';
import { TARGETS } from './targets/all.ts';

const FIXED = 20_260_301;

describe('fuzzing', function () {
  this.timeout(120_000);

  for (const [name, finds] of [
    ['throws', /SyntaxError/u],
    ['believes', /took \d+ bytes for an input of \d+/u],
    ['hangs', /hangs\ninput/u],
  ] as const) {
    it(`finds a decoder that ${name}, and says how to see it again`, async () => {
      const fuzzer = new Fuzzer(3_000);
      const job = { target: `broken-${name}`, seed: FIXED, runs: 2_000 };
      const problem = await fuzzer.run(job);
      await fuzzer.close();
      assert.match(problem ?? '', finds);
      assert.match(problem ?? '', /replay: npm run fuzz -- --target broken-\w+ --seed \d+/u);
    });
  }
});

describe('fuzzed', function () {
  this.timeout(300_000);
  let fuzzer: Fuzzer;
  before(() => {
    fuzzer = new Fuzzer();
  });
  after(() => fuzzer.close());

  for (const { name, runs } of TARGETS) {
    it(name, async () => {
      for (const seed of [FIXED, randomInt(2 ** 31)])
        assert.equal(await fuzzer.run({ target: name, seed, runs: Math.ceil(runs / 2) }), undefined);
    });
  }
});
