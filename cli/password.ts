/** Passwords: CAIRN_PASSWORD, else the first line of standard input, else a question without echo on a terminal. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { CairnError } from '../engine/errors.ts';
import type { Io } from './io.ts';

/** Far beyond any password; bounds what is read from a pipe. */
const MAX_LENGTH = 4096;

/**
 * @param confirm ask twice, for a new password; only on a terminal
 * @throws {CairnError} `usage` where there is none; `cancelled`
 */
export async function readPassword(
  io: Io,
  question: string,
  confirm: boolean,
  signal: AbortSignal,
): Promise<string> {
  const fromEnv = io.env.CAIRN_PASSWORD;
  if (fromEnv) return fromEnv;
  if (!io.stdin.isTTY)
    return firstLine(io, 'No password was given. Set CAIRN_PASSWORD, or write it to standard input.');
  const password = await ask(io, `${question}: `, signal);
  if (confirm && (await ask(io, `${question} again: `, signal)) !== password)
    throw new CairnError('usage', 'The two passwords differ.');
  if (password === '') throw new CairnError('usage', 'The password is empty.');
  return password;
}

/** One line that is not shown as it is typed. @throws {CairnError} `usage`, `cancelled` */
export const readLine = (io: Io, question: string, signal: AbortSignal): Promise<string> =>
  io.stdin.isTTY
    ? ask(io, `${question}: `, signal)
    : firstLine(io, `A line is needed on standard input: ${question.toLowerCase()}.`);

async function firstLine(io: Io, otherwise: string): Promise<string> {
  let text = '';
  io.stdin.setEncoding('utf8');
  for await (const part of io.stdin) {
    text += String(part);
    if (text.includes('\n') || text.length > MAX_LENGTH) break;
  }
  const line = text.split('\n', 1)[0]?.replace(/\r$/u, '') ?? '';
  if (line === '') throw new CairnError('usage', otherwise);
  if (line.length > MAX_LENGTH)
    throw new CairnError('usage', `The line on standard input is longer than ${MAX_LENGTH} characters.`);
  return line;
}

async function ask(io: Io, question: string, signal: AbortSignal): Promise<string> {
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: io.stdin, output: mute, terminal: true });
  // Only now, when the terminal has stopped to echo.
  io.stderr.write(question);
  const cancelled = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new CairnError('cancelled', 'Cancelled.', { begun: false }));
    reader.once('SIGINT', stop);
    // End of input (Ctrl+D) is an answer too: none.
    reader.once('close', stop);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([reader.question(''), cancelled]);
  } finally {
    reader.close();
    io.stderr.write('\n');
  }
}
