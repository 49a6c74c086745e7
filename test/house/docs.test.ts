/** What the pages say exists, exists: links and their anchors, files, commands with their options, settings, titles, scripts, variables. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { EXAMPLES } from '../../cli/help/examples.ts';
import { buildProgram } from '../../cli/program.ts';
import { spellSigned } from '../../cli/signed.ts';
import { studioCall } from '../../cli/studioProgram.ts';
import { buildProgram as studioProgram } from '../../server/command/program.ts';
import { words } from '../support/words.ts';
import { ROOT } from './sources.ts';

const PAGES = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/*.md', { cwd: ROOT })];
const pages = PAGES.map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));
const json = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Record<string, unknown>;

const withoutCode = (text: string): string => text.replace(/```[\s\S]*?```/gu, '').replace(/`[^`\n]*`/gu, '');

/** As GitHub and the marketplace name a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/gu, '-');

const anchorsOf = (text: string): Set<string> =>
  new Set([...text.matchAll(/^#+\s+(.*)$/gmu)].map(([, heading = '']) => anchor(heading)));

/** Everywhere in the pages, as `file: found`, what `pattern` finds and `isRight` does not accept. */
function wrong(
  pattern: RegExp,
  isRight: (found: string) => boolean,
  read = (text: string) => text,
): string[] {
  return pages.flatMap(({ file, text }) =>
    [...read(text).matchAll(pattern)]
      .map(([whole, part]) => part ?? whole)
      .filter((found) => !isRight(found))
      .map((found) => `${file}: ${found}`),
  );
}

describe('the pages', () => {
  it('link to what is there', () => {
    const broken = pages.flatMap(({ file, text }) =>
      [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/gu)].flatMap(([, link = '']) => {
        if (/^https?:/u.test(link)) return [];
        const [path = '', hash] = link.split('#');
        const target = path === '' ? file : normalize(join(dirname(file), path));
        if (!existsSync(join(ROOT, target))) return [`${file}: ${link}`];
        if (hash === undefined) return [];
        return anchorsOf(readFileSync(join(ROOT, target), 'utf8')).has(hash) ? [] : [`${file}: ${link}`];
      }),
    );
    assert.deepEqual(broken, []);
  });

  it('name files that are there', () => {
    const isThere = (path: string) =>
      /[*…{}]/u.test(path) || existsSync(join(ROOT, path.replace(/[.,]$/u, '')));
    const pattern =
      /`((?:cli|engine|server|extension|webview-ui|native|proto|scripts|deploy|examples|docs)\/[^`\s:]+)/gu;
    assert.deepEqual(wrong(pattern, isThere), []);
    // Results of benches are made, not kept.
    assert.deepEqual(wrong(/`((?:test|bench(?!\/results))\/[^`\s:]+\.(?:ts|md|json|sh))/gu, isThere), []);
  });

  it('show each picture that is kept for them', () => {
    const shown = pages.map(({ text }) => text).join('\n');
    const kept = globSync('docs/images/*', { cwd: ROOT });
    assert.deepEqual(
      kept.filter((file) => !shown.includes(file.replace(/^docs\//u, ''))),
      [],
    );
  });

  it('name scripts of npm that are there', () => {
    const { scripts } = json('package.json') as { scripts: Record<string, string> };
    assert.deepEqual(
      wrong(/npm run (?:--silent )?([\w-]+(?::[\w-]+)*)/gu, (name) => name in scripts),
      [],
    );
  });

  it('name variables that something reads', () => {
    const files = globSync('{cli,engine,server,extension,test,scripts,bench}/**/*.{ts,mjs,sh}', {
      cwd: ROOT,
    });
    const sources = files.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
    const configuration = readFileSync(join(ROOT, 'docs/configuration.md'), 'utf8');
    // The configuration's own are made of its keys; that page is held against them.
    const isRead = (name: string) =>
      name.endsWith('_') || sources.includes(name) || configuration.includes(`\`${name}\``);
    assert.deepEqual(wrong(/\b(CAIRN_[A-Z0-9_]+)/gu, isRead), []);
  });
});

describe('what the pages say of the editor', () => {
  const { contributes } = json('package.json') as {
    contributes: {
      commands: { command: string }[];
      configuration: { properties: Record<string, object> };
      views: Record<string, { id: string }[]>;
    };
  };
  const titles = new Set(
    Object.values(json('package.nls.json') as Record<string, string>).map((title) =>
      title.replace(/…$/u, ''),
    ),
  );

  it('names settings and commands that are there', () => {
    const known = new Set([
      ...contributes.commands.map(({ command }) => command),
      ...Object.keys(contributes.configuration.properties),
    ]);
    const names = wrong(/`(cairn\.[\w.]+)`/gu, (name) => known.has(name));
    assert.deepEqual(names, []);
  });

  it('has the titles that are on the screen', () => {
    const isTitle = (title: string) => titles.has(title.replace(/…$/u, ''));
    assert.deepEqual(wrong(/\*{1,2}Cairn: ([^*]+)\*/gu, isTitle), []);
    // A title with its three dots is nothing else.
    assert.deepEqual(wrong(/\*{1,2}(?!Cairn: )([^*\n]+…)\*/gu, isTitle), []);
  });

  it('tells every setting in the editor’s page', () => {
    const page = pages.find(({ file }) => file === 'docs/editor.md')?.text ?? '';
    const untold = Object.keys(contributes.configuration.properties).filter((name) => !page.includes(name));
    assert.deepEqual(untold, []);
  });
});

const SILENT = { writeOut: () => {}, writeErr: () => {} };
const STREAMS = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: {} };

/** Why the studio's program would not take these arguments; it is not run. */
function studioRefuses(args: readonly string[]): string | undefined {
  let command: Command = studioProgram({ version: '0', streams: STREAMS, exit: () => {} });
  for (const word of args) command = command.commands.find((one) => one.name() === word) ?? command;
  if (command.parent === null) return 'no such command';
  const known = command.options.map(({ long }) => long);
  return args.filter((word) => word.startsWith('--')).find((word) => !known.includes(word.split('=')[0]));
}

/** Why `cairn` would not take these words, or undefined. */
async function refused(args: readonly string[]): Promise<string | undefined> {
  const call = studioCall(args);
  if (call) return studioRefuses(call.args);
  try {
    await buildProgram('0', async () => {}, SILENT).parseAsync(spellSigned(args), { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    return String(error);
  }
}

/** Each `cairn …` of a line of shell, alone. */
const calls = (line: string): string[][] =>
  line
    .replace(/\s#.*$/u, '')
    .replace(/\\$/u, '')
    .split(/&&|\||;|<\(|\)/u)
    .map((part) => words(part.trim().replace(/^(?:\w+=\S+\s+)*/u, '')))
    .filter(([first]) => first === 'cairn')
    .map(([, ...args]) => args.filter((word) => word !== '&').map((word) => word.replace(/^\[|\]$/gu, '')))
    .map((args) => args.slice(0, args.findIndex((word) => word.startsWith('>')) >>> 0));

describe('what the pages say of the command line', () => {
  it('is something that it takes: each line to be typed, with its options', async () => {
    const problems: string[] = [];
    let seen = 0;
    for (const { file, text } of pages)
      for (const [, block = ''] of text.matchAll(/```sh\n([\s\S]*?)```/gu))
        for (const line of block.split('\n'))
          for (const args of calls(line)) {
            seen++;
            const why = await refused(args);
            if (why !== undefined) problems.push(`${file}: cairn ${args.join(' ')}: ${why}`);
          }
    assert.deepEqual(problems, []);
    assert.ok(seen > 70, `${seen}`);
  });

  it('names commands and options that are there, also between words', async () => {
    const problems: string[] = [];
    for (const { file, text } of pages)
      for (const [, inline = ''] of text.matchAll(/`(cairn [a-z][^`]*)`/gu)) {
        const [, ...args] = words(inline).map((word) => word.replace(/^\[|\]$/gu, ''));
        const why = await refused(args);
        // That arguments are left out is no mistake there.
        if (
          why !== undefined &&
          !/missing required argument|required option|helpDisplayed|\(outputHelp\)/u.test(why)
        )
          problems.push(`${file}: ${inline}: ${why}`);
      }
    assert.deepEqual(problems, []);
  });

  it('is what its own help says, with an example for each command', async () => {
    const program = buildProgram('0', async () => {}, SILENT);
    const missing: string[] = [];
    const visit = (command: Command, name: string): void => {
      const acts = (command as Command & { _actionHandler: unknown })._actionHandler;
      const isOwn = studioCall(name.split(' ')) === undefined && !name.includes('__complete');
      if (acts && isOwn && !(name in EXAMPLES)) missing.push(name);
      for (const one of command.commands) visit(one, `${name} ${one.name()}`.trim());
    };
    visit(program, '');
    assert.deepEqual(missing, []);
    for (const [name, lines] of Object.entries(EXAMPLES))
      for (const line of lines) {
        const [args = []] = calls(line);
        assert.equal(args.slice(0, name.split(' ').length).join(' '), name, line);
        assert.equal(await refused(args), undefined, line);
      }
  });
});
