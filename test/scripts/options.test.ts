/** The repository's own programs, asked for help and for what there is not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/cache.ts';

const PROGRAMS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'test/simulation/main.ts': [
    ['--minutes', 'five'],
    ['--every', '0', '--errand', 'each'],
    ['--theme', 'nonsense'],
    ['--without', 'nonsense'],
    ['--errand', 'nonsense'],
  ],
  'test/fuzz/main.ts': [
    ['--minutes', 'five'],
    ['--target', 'nonsense'],
  ],
};

describe('a program of the repository', function () {
  this.timeout(120_000);

  const run = (program: string, ...args: readonly string[]) =>
    spawnSync(process.execPath, [join(root, program), ...args], { encoding: 'utf8' });

  for (const [program, wrong] of Object.entries(PROGRAMS)) {
    it(`${program} tells each of its options when asked for help`, () => {
      const { status, stdout } = run(program, '--help');
      assert.equal(status, 0);
      const declared = readFileSync(join(root, program), 'utf8').matchAll(/^ {4}'?([\w-]+)'?: \{ type:/gmu);
      const options = [...declared].map(([, name]) => `--${name} `);
      assert.ok(options.length > 3);
      assert.deepEqual(
        options.filter((option) => !stdout.includes(option)),
        [],
      );
    });

    for (const line of [['--nonsense'], ...wrong]) {
      it(`${program} says what is wrong with ${line.join(' ')}, and how it is used`, () => {
        const { status, stderr } = run(program, ...line);
        assert.equal(status, 2);
        assert.match(stderr, /^[^\n]*(?:nonsense|number)/u);
        assert.match(stderr, /npm run \w+ -- \[OPTIONS\]/u);
        assert.doesNotMatch(stderr, /^ {4}at /mu);
      });
    }
  }
});
