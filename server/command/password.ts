/** A password for an account: CAIRN_PASSWORD, else the first line of stdin, else asked for without echo. */
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { MAX_PASSWORD } from '../accounts/passwords.ts';
import { ConfigError } from '../config.ts';
import type { Streams } from './output.ts';

export async function readPassword(streams: Streams): Promise<string> {
  const given = streams.env.CAIRN_PASSWORD;
  if (given) return given;
  const password = streams.stdin.isTTY ? await ask(streams) : await firstLine(streams);
  if (password === '') throw new ConfigError('A password is needed: on standard input or in CAIRN_PASSWORD');
  return password;
}

async function firstLine({ stdin }: Streams): Promise<string> {
  let text = '';
  stdin.setEncoding('utf8');
  for await (const part of stdin) {
    text += String(part);
    if (text.includes('\n') || text.length > MAX_PASSWORD * 2) break;
  }
  return (text.split('\n', 1)[0] ?? '').replace(/\r$/u, '');
}

async function ask({ stdin, stderr }: Streams): Promise<string> {
  const mute = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: stdin, output: mute, terminal: true });
  // Only now, when the terminal has stopped to echo.
  stderr.write('Password: ');
  try {
    return await reader.question('');
  } finally {
    reader.close();
    stderr.write('\n');
  }
}
