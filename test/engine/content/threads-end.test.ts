import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/cache.ts';
import { writeRandom } from '../../support/content.ts';
import { useTempFolder } from '../../support/temp.ts';

const at = (file: string) => JSON.stringify(join(root, file));

/** Closes a pool at the moment at which a thread has answered and nobody has heard it yet. */
const CHECKING = `
  const { CheckPool } = await import(${at('engine/content/checking/pool.ts')});
  const { encodeChunk } = await import(${at('engine/content/codec.ts')});
  const { sha256 } = await import(${at('engine/content/hash.ts')});
  const { prepareZstd } = await import(${at('engine/content/zstd.ts')});
  await prepareZstd();
  const data = Buffer.alloc(900_000, 'x').map((_, at) => (at * 7919) >> 5);
  const job = { chunks: [encodeChunk(sha256(data), data)], bases: [], whole: true };
  const pool = new CheckPool(1);
  await pool.check(job);
  pool.check(job).catch(() => {});
  await null;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  await pool.close();
  console.log('closed');
`;

/** Closes a pool in the middle of a file. */
const READING = `
  const { ContentPool } = await import(${at('engine/content/pipeline/pool.ts')});
  const { ingestFile } = await import(${at('engine/content/pipeline/ingest.ts')});
  const pool = new ContentPool();
  const sink = { has: () => false, among: () => new Set(), put: () => {}, batch: (work) => work() };
  const versions = { has: () => false, get: () => undefined };
  const began = Promise.withResolvers();
  const file = { path: process.argv[2], size: 200_000_000 };
  ingestFile(pool, file, { sink, versions }, { onProgress: began.resolve }).catch(() => {});
  await began.promise;
  await pool.close();
  console.log('closed');
`;

describe('threads', () => {
  const folder = useTempFolder();

  async function run(program: string, ...args: string[]): Promise<[unknown, string]> {
    const file = join(folder(), 'program.mjs');
    writeFileSync(file, program);
    const child = spawn(process.execPath, [file, ...args]);
    let told = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        told += text;
      });
    return [await new Promise((resolve) => child.once('close', resolve)), told];
  }

  it('that check what comes are ended before their program goes on, also where one has answered just then', async () => {
    assert.deepEqual(await run(CHECKING), [0, 'closed\n']);
  });

  it('that read a file are ended before their program goes on, also in the middle of it', async () => {
    const file = join(folder(), 'large.bin');
    await writeRandom(file, 1, 200_000_000);
    assert.deepEqual(await run(READING, file), [0, 'closed\n']);
  });
});
