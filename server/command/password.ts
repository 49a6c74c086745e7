/** A new password for an account: CAIRN_PASSWORD, else the first line of stdin, else asked for twice without echo. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { MAX_PASSWORD } from '../accounts/passwords.ts';
import { ConfigError } from '../config.ts';
import type { Streams } from './output.ts';

/** Whoever was asked broke off. */
export class Cancelled extends Error {
  readonly code = 'cancelled';
}

export type PasswordStreams = Pick<Streams, 'stdin' | 'stderr' | 'env'>;

/** @throws {ConfigError} @throws {Cancelled} */
export async function readPassword(streams: PasswordStreams): Promise<string> {
  const given = streams.env.CAIRN_PASSWORD;
  if (given) return given;
  const password = streams.stdin.isTTY ? await askTwice(streams) : await firstLine(streams);
  if (password === '') throw new ConfigError('A password is needed: on standard input or in CAIRN_PASSWORD');
  return password;
}

async function firstLine({ stdin }: PasswordStreams): Promise<string> {
  let text = '';
  stdin.setEncoding('utf8');
  for await (const part of stdin) {
    text += String(part);
    if (text.includes('\n') || text.length > MAX_PASSWORD * 2) break;
  }
  return (text.split('\n', 1)[0] ?? '').replace(/\r$/u, '');
}

/** Nobody sees what they type, and an administrator who mistypes the first password has no way in. */
async function askTwice(streams: PasswordStreams): Promise<string> {
  const password = await ask(streams, 'Password: ');
  if (password !== '' && (await ask(streams, 'Password again: ')) !== password)
    throw new ConfigError('The two passwords differ. Nothing was changed');
  return password;
}

async function ask({ stdin, stderr }: PasswordStreams, question: string): Promise<string> {
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: stdin, output: mute, terminal: true });
  // Only now, when the terminal has stopped to echo.
  stderr.write(question);
  const cancelled = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(new Cancelled('Cancelled. Nothing was changed'));
    reader.once('SIGINT', stop);
    // End of input (Ctrl+D) is an answer too: none.
    reader.once('close', stop);
  });
  try {
    return await Promise.race([reader.question(''), cancelled]);
  } finally {
    reader.close();
    stderr.write('\n');
  }
}
