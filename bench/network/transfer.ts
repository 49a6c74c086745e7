/** The bare transport's other side: a file's bytes by undici to and from `bare.ts`, over one connection. */
import { createReadStream, statSync } from 'node:fs';
import { Writable } from 'node:stream';
import { Client } from 'undici';

/** Seconds. @throws {Error} where not all arrived */
export async function bareUpload(port: number, file: string): Promise<number> {
  const client = new Client(`http://127.0.0.1:${port}`, { headersTimeout: 0, bodyTimeout: 0 });
  const started = performance.now();
  const { body } = await client.request({
    path: '/up',
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: createReadStream(file, { highWaterMark: 1024 * 1024 }),
  });
  const { bytes } = (await body.json()) as { bytes: number };
  const seconds = (performance.now() - started) / 1000;
  await client.close();
  if (bytes !== statSync(file).size) throw new Error(`${bytes} bytes arrived of ${file}`);
  return seconds;
}

/** Seconds. */
export async function bareDownload(port: number): Promise<number> {
  const client = new Client(`http://127.0.0.1:${port}`, { headersTimeout: 0, bodyTimeout: 0 });
  const started = performance.now();
  const nowhere = new Writable({ write: (_piece, _encoding, done) => done() });
  await client.stream({ path: '/down', method: 'GET' }, () => nowhere);
  const seconds = (performance.now() - started) / 1000;
  await client.close();
  return seconds;
}
