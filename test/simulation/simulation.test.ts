/** Simulated teams under faults, in processes of their own: the system they run on is replaced as a whole. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../support/cache.ts';

/** Seeds that once found something, one of two projects, and together everything is called that a project has; `npm run simulate -- --minutes N` tries new ones. */
const SEEDS = [11, 1, 4, 182020034, 70000010];
/** New ones in every run of the tests. What one finds is told with the command that repeats it. */
const FRESH = 2;
/** One write of so many; `npm run simulate -- --errand each` takes them all. */
const KILL_EVERY = 47;

function simulate(...args: readonly string[]): { status: number | null; told: string } {
  const main = join(root, 'test', 'simulation', 'main.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  return { status, told: `${stdout}\n${stderr}` };
}

function holds(...args: readonly string[]): string {
  const { status, told } = simulate(...args);
  assert.equal(status, 0, told);
  return told;
}

const traceOf = (told: string): string | undefined => /Trace of the last: (\w+)/u.exec(told)?.[1];

describe('a simulated team', function () {
  this.timeout(600_000);

  it('loses nothing and comes to rest, whatever goes wrong; and a seed repeats every step', () => {
    const all = holds('--seeds', SEEDS.join(','));
    const again = holds('--seed', String(SEEDS.at(-1)));
    assert.match(traceOf(all) ?? '', /^\w{16}$/u);
    assert.match(all, /Never called: publish\. /u, 'that is what all runs begin with');
    assert.equal(traceOf(again), traceOf(all));
  });

  it('nor with seeds that nobody tried before', () => {
    const first = Math.floor(Math.random() * 2 ** 30);
    const seeds = Array.from({ length: FRESH }, (_, index) => first + index);
    holds('--seeds', seeds.join(','));
  });
});

describe('what a team seldom does', function () {
  this.timeout(600_000);

  it('is whole or not there, and can be done again, whichever of its writes it is killed before', () => {
    const from = Math.floor(Math.random() * KILL_EVERY);
    const told = holds('--errand', 'each', '--every', String(KILL_EVERY), '--from', String(from));
    assert.match(told, /clone: killed [1-9]/u);
  });
});

/** What is taken away, and what the simulation says then. */
const NOTICED: readonly (readonly [safeguard: string, says: RegExp])[] = [
  ['push id', /^idempotence: an edit of \w+ .* gave way to another of theirs/u],
  ['push written down before it is sent', /^idempotence: an edit of \w+ .* gave way to another of theirs/u],
  ['rows with their watermark', /^atomic: \w+ is at \d+ and has/u],
  ['a pull kept aside until nothing is undecided', /^atomic: \w+ is at \d+ and has/u],
  ['base revision of a push', /^atomic: \w+ is at \d+ and has/u],
  ['content before rows', /^no dangling content: /u],
  ['name index', /^names: \w+ has .* in one place/u],
  ['list of superseded edits', /^no loss: the status \w+ .* was dropped without a word/u],
  ['copy of what is overwritten', /^no loss: what \w+ saved as .* is nowhere any more/u],
  ['one sync at a time', /^atomic: \w+ (was at revision|is at) \d+ and (is at|has)/u],
  [
    'flushes before what relies on them',
    /no loss: |no dangling content: |atomic: |missing or cut off|bytes do not match the hash/u,
  ],
  ['redirects of what was merged', /^(?:convergence|names|atomic|trash by choice): /u],
  ['question before a merge', /^merge by choice: \S+ leads to another item, and nobody merged it/u],
  ['base of edits', /^convergence: \w+ differs from the studio|dropped without a word/u],
  [
    'mine taken along out of what I moved',
    /^trash by choice: in the trash, where nobody put it: \S+ \(trashed\)\/\S+ /u,
  ],
  ['a push in one transaction', /^atomic: \w+ is at \d+ and has/u],
  ['flushes of folders', /no dangling content: |no loss: |missing or cut off/u],
  ['members of one project only', /^apart: \w+ was answered \w+ of \w+/u],
  ['chunks of one project only', /^apart: \w+ need not send|^no dangling content: /u],
];

describe('a simulation of a product without', function () {
  this.timeout(600_000);
  let told = new Map<string, string>();

  before(() => {
    const { told: lines } = simulate('--without', 'each', '--length', '100');
    told = new Map(
      [...lines.matchAll(/^without (.*?): (.*)$/gmu)].map(([, name = '', says = '']) => [name, says]),
    );
  });

  for (const [safeguard, says] of NOTICED) {
    it(`its ${safeguard} shows it`, () => assert.match(told.get(safeguard) ?? '', says));
  }

  it('any other safeguard that can be taken away', () => {
    assert.deepEqual(
      [...told.keys()],
      NOTICED.map(([name]) => name),
    );
  });
});
