/**
 * Where the processor time of recording goes: `node bench/profile.ts FOLDER [NUMBER…]`, with `perf` (Linux).
 * FOLDER holds commits as `npm run bench -- --data FOLDER` takes them; they are recorded one on top of the other, and
 * those with the numbers (from 1; the first and the last, if none is given) under `perf record`. The program is what
 * `npm run build` made.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commitsOf } from './data/versions.ts';
import { run } from './run/command.ts';
import { layOver } from './run/files.ts';

/** What a symbol is taken for: the first that fits. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['SHA-256', /sha256/u],
  ['zstd, filling tables with dictionaries', /ZSTD_fill|ZSTD_compressBegin|ZSTD_loadDict/u],
  ['zstd', /ZSTD_|HUF_|FSE_|HIST_/u],
  ['SQLite and other native code', /\.node\s/u],
  ['V8, collecting garbage', /Mark|Scaveng|Sweep|Evacuat|Heap::/u],
  ['WebAssembly and compiled JavaScript', /\[JIT\]|JS:/u],
  ['V8 otherwise: starting, compiling, interpreting', /v8::|Builtins_|node::/u],
  ['the system: reading, writing, memory', /\[k\]/u],
];

/** `perf report --sort comm,dso,sym` as shares by thread and kind, in per cent. */
function sharesOf(report: string): Map<string, number> {
  const shares = new Map<string, number>();
  for (const line of report.split('\n')) {
    const [, percent, thread] = /^\s+([\d.]+)%\s+(\S+)/u.exec(line) ?? [];
    if (percent === undefined || thread === undefined) continue;
    const kind = KINDS.find(([, pattern]) => pattern.test(line))?.[0] ?? 'other';
    for (const key of [`all threads\t${kind}`, `${thread}\tin all`])
      shares.set(key, (shares.get(key) ?? 0) + Number(percent));
  }
  return shares;
}

function show(data: string): void {
  const words = ['report', '-i', data, '--sort', 'comm,dso,sym', '--stdio'];
  const report = execFileSync('perf', words, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const rows = [...sharesOf(report)].filter(([, share]) => share >= 1).sort((a, b) => b[1] - a[1]);
  for (const [key, share] of rows)
    process.stdout.write(`  ${share.toFixed(1).padStart(5)} %  ${key.replace('\t', ': ')}\n`);
}

async function profile(folder: string, chosen: readonly number[]): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'cairn-profile-'));
  try {
    const [work, scratch, data] = ['work', 'scratch', 'perf.data'].map((name) => join(home, name)) as [
      string,
      string,
      string,
    ];
    mkdirSync(work);
    mkdirSync(scratch);
    const program = [process.execPath, join(import.meta.dirname, '..', 'dist', 'cairn.cjs'), '--json'];
    const options = { cwd: work, env: { CAIRN_CONFIG_DIR: join(home, 'config') } };
    await run([...program, 'init', '--name', 'profile'], options);
    const commits = commitsOf(folder, scratch);
    for (const [index, commit] of commits.entries()) {
      const { added, changed } = layOver(commit, work);
      const isChosen =
        chosen.length > 0 ? chosen.includes(index + 1) : index === 0 || index === commits.length - 1;
      const perf = isChosen
        ? ['perf', 'record', '-q', '-F', '2999', '-e', 'cpu-clock', '-o', data, '--']
        : [];
      for (const [files, command] of [
        [added, 'track'],
        [changed, 'checkpoint'],
      ] as const) {
        if (files.length === 0) continue;
        const { cpu, seconds } = await run([...perf, ...program, command, '.', '-m', 'profile'], options);
        process.stdout.write(
          `commit ${index + 1}, ${command}: ${cpu.toFixed(2)} s of processor time in ${seconds.toFixed(2)} s\n`,
        );
        if (isChosen) show(data);
      }
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const [folder, ...numbers] = process.argv.slice(2);
if (folder) await profile(folder, numbers.map(Number));
else {
  process.stderr.write('node bench/profile.ts FOLDER [NUMBER…]\n');
  process.exitCode = 2;
}
