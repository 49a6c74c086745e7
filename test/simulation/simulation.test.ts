/** Simulated teams under faults, in processes of their own: the system they run on is replaced as a whole. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../support/cache.ts';

/** Seeds that once found something; `npm run simulate -- --minutes N` tries new ones. */
const SEEDS = [1, 2, 3, 4];
/** New ones in every run of the tests. What one finds is told with the command that repeats it. */
const FRESH = 2;

function simulate(...args: readonly string[]): string {
  const main = join(root, 'test', 'simulation', 'main.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  return stdout;
}

const traceOf = (told: string): string | undefined => /Trace of the last: (\w+)/u.exec(told)?.[1];

describe('a simulated team', function () {
  this.timeout(600_000);

  it('loses nothing and comes to rest, whatever goes wrong; and a seed repeats every step', () => {
    const all = simulate('--seeds', SEEDS.join(','));
    const again = simulate('--seed', String(SEEDS.at(-1)));
    assert.match(traceOf(all) ?? '', /^\w{16}$/u);
    assert.equal(traceOf(again), traceOf(all));
  });

  it('nor with seeds that nobody tried before', () => {
    const first = Math.floor(Math.random() * 2 ** 30);
    const seeds = Array.from({ length: FRESH }, (_, index) => first + index);
    simulate('--seeds', seeds.join(','));
  });
});
