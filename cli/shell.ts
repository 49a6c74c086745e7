/** Runs one command: builds its context from the global options, prints what it came to, tells the exit code. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CairnError } from '../engine/errors.ts';
import { parseRate } from './amounts.ts';
import type { Context, Engine, Run } from './context.ts';
import { explain, failureOf, hint } from './errorText.ts';
import { EXIT, type ExitCode, exitForError } from './exitCodes.ts';
import { type Io, tell, write } from './io.ts';
import { deedOf } from './kept.ts';
import { logTo } from './log.ts';
import { type Outcome, textOf } from './outcome.ts';
import { progressMode, progressView } from './progress.ts';
import type { Sessions } from './sessions.ts';

export interface Surroundings {
  readonly io: Io;
  readonly engine: Engine;
  readonly sessions: Sessions;
  /** The current folder. @throws where it is gone */
  readonly cwd: () => string;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

interface GlobalOptions {
  readonly C?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface Shell {
  readonly run: Run;
  /** Tells a failure and keeps its exit code. */
  readonly fail: (error: unknown, json: boolean) => Promise<void>;
  readonly exitCode: () => ExitCode;
}

export function createShell(around: Surroundings, program: () => Command): Shell {
  const { io } = around;
  let exitCode: ExitCode = EXIT.done;

  const fail = async (error: unknown, json: boolean) => {
    const cancelled = around.signal.aborted && isAbort(error);
    const known = failureOf(error);
    const failure = cancelled ? { ...known, code: 'cancelled', message: 'Cancelled.' } : known;
    exitCode = exitForError(failure.code, failure.details);
    if (io.env.CAIRN_LOG === 'debug' && error instanceof Error) await tell(io.stderr, `${error.stack}\n`);
    const byToken = Boolean(io.env.CAIRN_TOKEN?.trim());
    if (!json) return tell(io.stderr, `${explain(failure, deedOf(program().args), byToken)}\n`);
    const next = hint(failure, byToken);
    const told = document(io, { error: next === undefined ? failure : { ...failure, hint: next } });
    // Where the document cannot be printed, the log has what it would have said.
    const { message } = failure;
    await write(io.stdout, told).catch(() =>
      tell(io.stderr, `${JSON.stringify({ log: { level: 'error', message } })}\n`),
    );
  };

  const run: Run = async (work) => {
    const options = program().opts<GlobalOptions>();
    const json = options.json === true;
    const quiet = options.quiet === true;
    const view = progressView(io, progressMode(io, json, quiet), around.now);
    try {
      const log = logTo(io, json, quiet, view.clear);
      const token = (studio: string) => around.sessions.token(studio);
      const context: Context = {
        cwd: await startFolder(around.cwd, options.C),
        json,
        io,
        engine: around.engine,
        ports: { token, now: around.now, log },
        sessions: around.sessions,
        signal: around.signal,
        calls: { onProgress: view.show, signal: around.signal, limit: limitOf(io) },
      };
      const outcome = await work(context);
      view.clear();
      exitCode = outcome.exit ?? EXIT.done;
      await print(io, outcome, json, quiet);
    } catch (error) {
      view.clear();
      await fail(error, json);
    }
  };
  return { run, fail, exitCode: () => exitCode };
}

/** Bytes per second, from the environment. @throws {CairnError} usage */
const limitOf = (io: Io): number | undefined =>
  io.env.CAIRN_LIMIT ? parseRate(io.env.CAIRN_LIMIT) : undefined;

const isAbort = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'AbortError' || CairnError.is(error, 'cancelled'));

const document = (io: Io, data: object): string => `${JSON.stringify(data, null, io.stdout.isTTY ? 2 : 0)}\n`;

async function print(io: Io, outcome: Outcome, json: boolean, quiet: boolean): Promise<void> {
  if (json) {
    if (outcome.data !== undefined) await write(io.stdout, document(io, outcome.data));
    return;
  }
  const dull = quiet && !outcome.answer && (outcome.exit ?? EXIT.done) === EXIT.done;
  if (dull) return;
  const text = textOf(outcome);
  if (text !== '') await write(io.stdout, `${text}\n`);
}

/** @throws {CairnError} `folder-gone`, or `usage` where `-C` names no folder */
async function startFolder(cwd: () => string, option: string | undefined): Promise<string> {
  let current: string;
  try {
    current = cwd();
  } catch (error) {
    throw new CairnError('folder-gone', 'The current folder does not exist any more.', {}, error);
  }
  if (option === undefined) return current;
  const dir = resolve(current, option);
  const found = await stat(dir).catch(() => undefined);
  if (!found?.isDirectory()) throw new CairnError('usage', `There is no folder ${dir}.`, { dir });
  return dir;
}
