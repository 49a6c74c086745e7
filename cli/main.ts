/** The command line program: composes the parts, runs one command, leaves with its exit code. */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommanderError } from 'commander';
import { CairnError } from '../engine/errors.ts';
import { configDir } from '../engine/remote/session-place.ts';
import packageJson from '../package.json' with { type: 'json' };
import { engine } from './engine.ts';
import { EXIT } from './exitCodes.ts';
import { type Io, tell, write } from './io.ts';
import { buildProgram } from './program.ts';
import { Sessions } from './sessions.ts';
import { createShell } from './shell.ts';
import { spellSigned } from './signed.ts';
import { type StudioCall, studioCall } from './studioProgram.ts';

/** A terminal's Ctrl+C arrives twice where a launcher passes it on: only a later one means "now". */
const IMPATIENT_MS = 500;

function cancelOnSignal(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const stop = () => {
    if (controller.signal.aborted && Date.now() - first > IMPATIENT_MS) process.exit(EXIT.cancelled);
    if (!controller.signal.aborted) first = Date.now();
    controller.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  return controller.signal;
}

/** Runs the studio's program in the place of this one: same process, same streams, same signals. */
function becomeStudio({ args }: StudioCall): void {
  const program = join(__dirname, 'studio.cjs');
  process.argv = [process.execPath, program, ...args];
  require(program);
}

/** Goes where `-C` of a call to the studio's program says. Answers what is wrong with that. */
function changeFolder({ dir }: StudioCall): CairnError | undefined {
  if (dir === undefined) return undefined;
  try {
    process.chdir(dir);
    return undefined;
  } catch (error) {
    return new CairnError('usage', `There is no folder ${resolve(dir)}.`, { dir }, error);
  }
}

/** What commander says with: help and version are answers, everything else is a usage error it has printed. */
async function parseFailure(
  error: unknown,
  json: boolean,
  fail: (e: unknown, json: boolean) => Promise<void>,
) {
  if (!(error instanceof CommanderError)) return fail(error, json);
  if (error.exitCode === 0) return;
  if (json) return fail(new CairnError('usage', error.message.replace(/^error: /u, '')), json);
}

/** @param wrong what keeps the command from being run at all */
async function main(argv: readonly string[], wrong?: CairnError): Promise<void> {
  const { stdout, stderr, env, platform } = process;
  const io: Io = {
    // Opened by who reads it: few do, and Node loads what reads a file, a pipe or a terminal only then.
    get stdin() {
      return process.stdin;
    },
    stdout,
    stderr,
    env,
  };
  const json = argv.includes('--json');
  // A reader that went away is told by the write that fails; the event alone must not end the program.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  const sessions = new Sessions(() => configDir({ env, platform, home: homedir }), env.CAIRN_TOKEN);
  const shell = createShell(
    { io, engine, sessions, cwd: () => process.cwd(), now: Date.now, signal: cancelOnSignal() },
    () => program,
  );
  let unprinted: unknown;
  const program = buildProgram(packageJson.version, shell.run, {
    writeOut: (text) =>
      void write(stdout, text).catch((error: unknown) => {
        unprinted = error;
      }),
    writeErr: (text) => json || stderr.write(text),
  });
  // Nothing is under way any more, and the command has not ended: that must not look like success.
  process.once('beforeExit', async () => {
    await shell.fail(new Error('The command waits for something that never comes'), json);
    process.exit(EXIT.unexpected);
  });
  let exit: number | undefined;
  try {
    if (wrong) throw wrong;
    const words = argv[0] === '--version' ? ['-V'] : spellSigned(argv);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    await parseFailure(error, json, shell.fail);
    if (error instanceof CommanderError) exit = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  await Promise.all([tell(stdout, ''), tell(stderr, '')]);
  if (unprinted !== undefined) await shell.fail(unprinted, json);
  process.exit(unprinted === undefined ? (exit ?? shell.exitCode()) : shell.exitCode());
}

/** The launcher died: whatever is being written survives a kill, so there is nothing to wait for. */
function goWithLauncher(): void {
  if (process.send) process.on('disconnect', () => process.exit(EXIT.unexpected));
}

const argv = process.argv.slice(2);
const call = studioCall(argv);
const wrong = call && changeFolder(call);
// The studio's program ends by itself, which a listener on the launcher's channel would keep it from; what serves listens while it does.
if (call && !wrong) becomeStudio(call);
else {
  goWithLauncher();
  void main(argv, wrong);
}
