/**
 * `npm start`: the whole of Cairn on this machine, to try. Builds, starts a studio with a sample project and two
 * members, and opens an editor on the first one's working folder. `-- --check` does it without a screen, drives one
 * sync through the editor and ends with 0 or 1.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../test/support/cache.ts';
import { npm } from '../test/support/process.ts';
import { packVsix } from './package/vsix.ts';
import { check } from './start/check.ts';
import { openEditor } from './start/editor.ts';
import { PROJECT, type Production, produce } from './start/production.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function describe({ team, ada, ben }: Production, home: string): string {
  const member = ({ name, password, folder }: typeof ada): string =>
    `  ${name.padEnd(8)} password "${password}"   folder ${folder}`;
  return [
    '',
    `studio     ${team.url}`,
    `project    ${PROJECT}`,
    'members',
    member(ada),
    member(ben),
    `everything is in ${home}`,
    '',
  ].join('\n');
}

/** Resolves at Ctrl+C; pressed again, it changes nothing while things are being put away. */
function interrupted(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => done());
  });
}

async function stay(production: Production, home: string, vsix: string): Promise<void> {
  const end = interrupted();
  const editor = await openEditor(production.ada, join(home, 'vscode'), vsix);
  say(
    `As ada, ${editor.where}\n\nSelect Cairn on the left, then press Ctrl+S to sync. Ctrl+C here ends everything.`,
  );
  await end;
  say('\nending …');
  await editor.stop();
}

async function work(home: string, checking: boolean): Promise<void> {
  say('building …');
  await npm(['run', '--silent', 'build'], root);
  const vsix = await packVsix(home);
  const production = await produce(home, say);
  try {
    say(describe(production, home));
    if (checking) await check(production, home, vsix, (line) => say(`  ${line}`));
    else await stay(production, home, vsix);
  } catch (error) {
    say(`the studio said:\n${production.team.log}`);
    throw error;
  } finally {
    await production.team.stop();
  }
}

const HELP = `npm start [-- --check]

A studio with a sample project and two members, in a folder of its own, and an editor on the first member's working folder:
desktop VS Code where "code" is installed, otherwise VS Code in the browser at an address that is printed. Ctrl+C ends
everything; the folder stays.

  --check   without a window: one sync through the editor; ends with 0 or 1, and the folder goes
  --help    this`;

function options(): { check: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
    });
    return values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}\n`);
    process.exit(2);
  }
}

const { check: checking, help } = options();
if (help) {
  say(HELP);
  process.exit(0);
}
const home = await mkdtemp(join(tmpdir(), 'cairn-start-'));
try {
  await work(home, checking);
  if (checking) {
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
    say('ok');
  }
} catch (error) {
  say(`FAILED: ${error instanceof Error ? error.stack : String(error)}\nWhat there is so far is in ${home}`);
  process.exitCode = 1;
}
