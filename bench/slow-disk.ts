/**
 * `node bench/slow-disk.ts [--files 20000] [--delay 500] [--dist dist,OTHER/dist]`: `cairn status` where the disk answers each
 * question so many microseconds late, as a network share does: strace (Linux) holds back the calls of the real program.
 * Needs `npm run build`.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '20000' },
    delay: { type: 'string', default: '500' },
    dist: { type: 'string', default: 'dist' },
    rounds: { type: 'string', default: '3' },
  },
});
const FOLDERS = 100;
/** What Node asks a disk with. */
const CALLS = 'statx,getdents64';
const HELD_BACK = [
  ...['strace', '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', '-e', `trace=${CALLS}`],
  ...['-e', `inject=${CALLS}:delay_enter=${values.delay}`],
];

const home = mkdtempSync(join(tmpdir(), 'cairn-slow-disk-'));
try {
  for (const dist of values.dist.split(',').map((path) => resolve(path))) {
    const folder = join(home, dist.replaceAll(/[^\w]/gu, '-'));
    const cairn = (words: readonly string[], before: readonly string[] = []): void => {
      const [program = '', ...rest] = [...before, process.execPath, join(dist, 'cairn.cjs'), ...words];
      execFileSync(program, rest, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
    };
    for (let number = 0; number < Number(values.files); number++) {
      const place = join(folder, `folder${number % FOLDERS}`);
      if (number < FOLDERS) mkdirSync(place, { recursive: true });
      writeFileSync(join(place, `file${number}.dat`), `asset ${number}\n`);
    }
    cairn(['init', '.']);
    cairn(['track', '.']);
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const words of [['status'], ['status', '--json']]) {
        const started = performance.now();
        cairn(words, HELD_BACK);
        const seconds = ((performance.now() - started) / 1000).toFixed(1);
        process.stdout.write(
          `${dist}: cairn ${words.join(' ')}, ${values.files} files, ${values.delay} µs: ${seconds} s\n`,
        );
      }
    }
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
