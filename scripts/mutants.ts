/**
 * `npm run mutants -- FILE… [--tests GLOB]… [--most N] [--seed N]`: changes a line of a file at a time, in a copy of the project, and says
 * which changes no test notices. The tests are those that mirror the file's folder, or the ones named; of these, those run that come by
 * the line, the quickest first. A change that nothing notices needs a test, or its line is needless; some differ in nothing but time.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Random } from '../bench/data/random.ts';
import { root } from '../test/support/cache.ts';

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    tests: { type: 'string', multiple: true },
    most: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
if (files.length === 0) throw new Error('Which files? npm run mutants -- engine/sync/pull.ts');

const say = (line: string) => process.stdout.write(`${line}\n`);

interface Change {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** What a careless hand would write instead. Formatted code is regular enough to be told by its lines. */
const RULES: readonly (readonly [pattern: RegExp, by: string])[] = [
  // A call or an assignment that stands alone; an early end; the rest of an answer.
  [
    /(?<=^ +)(?!(?:const|let|return|throw|yield|if|for|import|export|else|case|default)\b)\w[\w#.$]*[^=;{}]*(?: \S?= .+|\(.*\));$/gmu,
    ';',
  ],
  [/(?<=^ +(?:if \(.+\) )?)(?:return(?: undefined)?|continue|break);$/gmu, ';'],
  [/(?<=\bif \()(?=.+\) (?:\{|[\w(]).*$)/gmu, '!!0 && '],
  [/(?<=\bif \()(?=.+\) (?:\{|[\w(]).*$)/gmu, '!0 || '],
  [/ === /gu, ' !== '],
  [/ !== /gu, ' === '],
  [/ && /gu, ' || '],
  [/ \|\| /gu, ' && '],
  [/ \?\? /gu, ' && '],
  [/ < /gu, ' <= '],
  [/ > /gu, ' >= '],
  [/ <= /gu, ' < '],
  [/ >= /gu, ' > '],
  [/ \+ 1\b/gu, ' + 2'],
  [/(?<=[ ([])!(?=[\w(])/gu, ''],
  [/\btrue\b/gu, 'false'],
  [/\bfalse\b/gu, 'true'],
  [/(?<=\bawait )\w+(?:\.\w+)*\(.*\)(?=;$)/gmu, 'undefined'],
];

/** The changes of a file that still parse and are more than words or types. */
function changesOf(text: string): Change[] {
  const code = stripTypeScriptTypes(text).replaceAll(
    /^ *(?:\/?\*.*|\/\/.*)$|(?<= )\/\/ .*$|^import .*$/gmu,
    (found) => ' '.repeat(found.length),
  );
  const found = RULES.flatMap(([pattern, by]) =>
    [...code.matchAll(pattern)].map(({ index, 0: all }) => ({ from: index, to: index + all.length, by })),
  );
  return found.filter((change) => parses(changed(text, change)));
}

const changed = (text: string, { from, to, by }: Change): string => text.slice(0, from) + by + text.slice(to);

function parses(text: string): boolean {
  try {
    stripTypeScriptTypes(text);
    return true;
  } catch {
    return false;
  }
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** The same for a seed. One change of a line at most, so that few tell of many places. */
function chosen(text: string, all: readonly Change[], most: number, seed: string): Change[] {
  const random = new Random(seed);
  const shuffled = all.map((change) => [random.next(), change] as const).sort((a, b) => a[0] - b[0]);
  const byLine = new Map(shuffled.map(([, change]) => [lineOf(text, change.from), change]));
  return [...byLine.values()].slice(0, most).sort((a, b) => a.from - b.from);
}

interface Suite {
  readonly spec: string;
  readonly seconds: number;
  /** Of each file: offsets that were come by, or not; inner ones behind outer ones. */
  readonly ranges: ReadonlyMap<string, readonly (readonly [from: number, to: number, isRun: boolean])[][]>;
}

interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { startOffset: number; endOffset: number; count: number }[];
    }[];
  }[];
}

/** A copy that a change cannot hurt anything in, and that a kill leaves behind at worst. */
function copied(): string {
  const copy = mkdtempSync(join(tmpdir(), 'cairn-mutants-'));
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  const wanted = listed.split('\0').filter((path) => path !== '' && !/^(?:docs\/images|media)/u.test(path));
  for (const path of wanted) cpSync(join(root, path), join(copy, path));
  for (const name of ['node_modules', 'dist']) symlinkSync(join(root, name), join(copy, name));
  return copy;
}

function run(copy: string, specs: readonly string[], seconds: number, env: Record<string, string> = {}) {
  const mocha = join(copy, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const options = ['--no-config', '--bail', '--exit', '--timeout', '60000'];
  return spawnSync(process.execPath, [mocha, ...options, ...specs.flatMap((spec) => ['--spec', spec])], {
    cwd: copy,
    encoding: 'utf8',
    timeout: Math.ceil(seconds) * 1_000,
    env: { ...process.env, ...env },
  });
}

function suiteOf(copy: string, spec: string): Suite | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-coverage-'));
  const began = performance.now();
  try {
    if (run(copy, [spec], 600, { NODE_V8_COVERAGE: folder }).status !== 0) {
      say(`${spec} fails without any change, or takes too long: left out`);
      return undefined;
    }
    const seconds = (performance.now() - began) / 1_000;
    const ranges = new Map<string, [number, number, boolean][][]>(files.map((file) => [file, []]));
    for (const name of readdirSync(folder)) {
      const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Coverage;
      for (const { url, functions } of result) {
        const file = files.find((one) => url === pathToFileURL(join(copy, one)).href);
        if (file === undefined) continue;
        const found = functions.flatMap((one) => one.ranges);
        ranges
          .get(file)
          ?.push(found.map(({ startOffset, endOffset, count }) => [startOffset, endOffset, count > 0]));
      }
    }
    return { spec, seconds, ranges };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whether a suite comes by a place: the smallest range around it says so. */
function comesBy({ ranges }: Suite, file: string, at: number): boolean {
  return (ranges.get(file) ?? []).some((list) => {
    const around = list.filter(([from, to]) => from <= at && at < to);
    const inner = around.reduce(
      (best, one) => (one[1] - one[0] <= best[1] - best[0] ? one : best),
      [0, Infinity, false],
    );
    return inner[2];
  });
}

const copy = copied();
let survivors = 0;
try {
  const globs = values.tests ?? files.map((file) => `test/${dirname(file)}/*.test.ts`);
  const specs = [...new Set(globs.flatMap((glob) => globSync(glob, { cwd: copy })))].sort();
  if (specs.length === 0) throw new Error(`No tests: ${globs.join(', ')}`);
  say(`${specs.length} test files are run once each`);
  const suites = specs.flatMap((spec) => suiteOf(copy, spec) ?? []).sort((a, b) => a.seconds - b.seconds);
  for (const file of files) {
    const text = readFileSync(join(copy, file), 'utf8');
    for (const change of chosen(text, changesOf(text), Number(values.most), values.seed)) {
      const met = suites.filter((suite) => comesBy(suite, file, change.from));
      writeFileSync(join(copy, file), changed(text, change));
      const allowed = met.reduce((sum, { seconds }) => sum + seconds, 0) * 3 + 60;
      const told =
        met.length === 0
          ? undefined
          : run(
              copy,
              met.map(({ spec }) => spec),
              allowed,
            );
      writeFileSync(join(copy, file), text);
      const line = lineOf(text, change.from);
      const before = text.split('\n')[line - 1]?.trim();
      const after = changed(text, change).split('\n')[line - 1]?.trim();
      if (told && told.status !== 0) say(`killed    ${file}:${line}  ${before}  →  ${after}`);
      else {
        survivors++;
        say(`${told ? 'SURVIVED ' : 'NOT MET  '} ${file}:${line}  ${before}  →  ${after}`);
      }
    }
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
say(`${survivors} changes that no test noticed`);
