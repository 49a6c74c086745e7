/** How the studio's commands speak: results on stdout, everything else on stderr, errors with an exit code. */
import { ConfigError } from '../config.ts';
import { StudioError } from '../errors.ts';
import { systemWords } from './systemWords.ts';

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: NodeJS.ProcessEnv;
}

export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  notAllowed: 4,
  integrity: 6,
  /** 128 + SIGINT, as shells say it. */
  cancelled: 130,
} as const;

/** How a command is to speak. */
export interface Manner {
  readonly streams: Streams;
  readonly json: boolean;
  /** Nothing but what was asked for, and failures. */
  readonly quiet: boolean;
}

/** One JSON document with `--json`, otherwise `text`: what was asked for. */
export function answer({ streams, json }: Manner, value: unknown, text: string): void {
  streams.stdout.write(json ? `${JSON.stringify(value)}\n` : `${text}\n`);
}

/** The same of what was done, which nobody asked for with `--quiet`. */
export function tell(manner: Manner, value: unknown, text: string): void {
  if (manner.json || !manner.quiet) answer(manner, value, text);
}

const USAGE = ['bad-request', 'name-refused', 'name-taken', 'not-found', 'usage', 'last-admin', 'in-use'];

const exitFor = (code: string): number => {
  if (code === 'cancelled') return EXIT.cancelled;
  if (code === 'forbidden') return EXIT.notAllowed;
  return code === 'integrity' ? EXIT.integrity : USAGE.includes(code) ? EXIT.usage : EXIT.unexpected;
};

/** Says what is done at the moment: with `--json`, as one JSON object a line. */
export const sayTo =
  ({ streams: { stderr }, json, quiet }: Manner) =>
  (message: string): void => {
    if (!quiet) stderr.write(`${json ? JSON.stringify({ log: { level: 'info', message } }) : message}\n`);
  };

/** Says what went wrong; answers the exit code. */
export function report(streams: Streams, json: boolean, error: unknown): number {
  const { code, message } = systemWords(error) ?? (error as { code?: string; message?: string });
  const known = error instanceof StudioError || error instanceof ConfigError || typeof code === 'string';
  const shown = { code: known && code ? code : 'unexpected', message: message || String(error) };
  const details = error instanceof StudioError ? error.details : {};
  if (json) streams.stdout.write(`${JSON.stringify({ error: { ...shown, details } })}\n`);
  else streams.stderr.write(`cairn: ${shown.message}\n`);
  return exitFor(shown.code);
}
