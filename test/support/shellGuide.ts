/** Blocks of shell in the pages, and a bash that goes through them line by line as a reader would. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './cache.ts';
import { CliProcess, LAUNCHER, type Result } from './cliProcess.ts';

/** The text between each pair of sh fences of a page. */
export const shellBlocks = (page: string): string[] =>
  [...readFileSync(join(root, page), 'utf8').matchAll(/```sh\n([\s\S]*?)```/gu)].map(([, text = '']) => text);

export interface Change {
  /** A line that begins so. */
  readonly line: string;
  /** Left out, and why. */
  readonly skip?: string;
  /** Done before and after it, unseen by the reader. */
  readonly before?: string;
  readonly after?: string;
  /** What it ends with, where that is not 0. */
  readonly exit?: number;
}

export interface Guide {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What stands for something of the reader's own. */
  readonly words?: Readonly<Record<string, string>>;
  readonly changes?: readonly Change[];
}

/** A program in the background that says one line when it is ready. */
const waited = (line: string): string =>
  `rm -f "$HOME/told"; mkfifo "$HOME/told"; ${line.replace(/&\s*$/u, '')} > "$HOME/told" & read -r told < "$HOME/told"; echo "$told"`;

function lineOf(typed: string, words: Readonly<Record<string, string>>): string {
  const bare = typed.replace(/\s+#\s.*$/u, '').trimEnd();
  const replaced = Object.entries(words).reduce((text, [word, value]) => text.replaceAll(word, value), bare);
  return replaced.endsWith('&') ? waited(replaced) : replaced;
}

/** Bash for the block; what it uses of the changes is added to `used`. */
function scriptOf(block: string, { words = {}, changes = [] }: Guide, used: Set<Change>): string {
  const lines = block.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  return lines
    .flatMap((typed) => {
      const change = changes.find(({ line }) => typed.startsWith(line));
      if (change) used.add(change);
      if (change?.skip !== undefined) return [];
      const line = lineOf(typed, words);
      const run = change?.exit === undefined ? line : `${line} || [ $? = ${change.exit} ]`;
      return [
        change?.before ?? '',
        `echo "\\$ ${typed.replaceAll(/["\\$`]/gu, '\\$&')}"`,
        run,
        change?.after ?? '',
      ];
    })
    .filter((line) => line !== '')
    .join('\n');
}

/** The value at a path of keys in the JSON that comes in. */
const FIRST = `const keys = process.argv.slice(2);
let text = '';
process.stdin.on('data', (part) => (text += part)).on('end', () => console.log(keys.reduce((at, key) => at[key], JSON.parse(text))));
`;

/** `cairn`, and `first KEY…`, as programs. */
function provide(bin: string): void {
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'first.cjs'), FIRST);
  for (const [name, script] of [
    ['cairn', LAUNCHER],
    ['first', join(bin, 'first.cjs')],
  ] as const)
    writeFileSync(join(bin, name), `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`, {
      mode: 0o755,
    });
}

/** Runs a block; rejects where a line fails, or where a change was for a line that is not there. */
export async function follow(block: string, guide: Guide): Promise<Result> {
  const used = new Set<Change>();
  const script = scriptOf(block, guide, used);
  const idle = (guide.changes ?? []).filter((change) => !used.has(change));
  if (idle.length > 0) throw new Error(`No line begins with: ${idle.map(({ line }) => line).join('; ')}`);
  const bin = join(guide.env.HOME ?? guide.cwd, 'bin');
  provide(bin);
  // Programs, not functions: what runs in the background must be what is ended at the end.
  const prelude = `set -e; shopt -s expand_aliases; trap 'kill $(jobs -p) 2>/dev/null || true; wait || true' EXIT\n`;
  const bash = new CliProcess([], {
    through: ['bash', '--norc', '-c', `${prelude}${script}`],
    cwd: guide.cwd,
    env: { ...guide.env, PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter) },
  });
  const result = await bash.result;
  if (result.code === 0) return result;
  throw new Error(`The guide ended with ${result.code}:\n${script}\n---\n${result.stdout}\n${result.stderr}`);
}
