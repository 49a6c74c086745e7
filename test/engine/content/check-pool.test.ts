import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/cache.ts';
import { useTempFolder } from '../../support/temp.ts';

const at = (file: string) => JSON.stringify(join(root, file));

/** Closes a pool at the moment at which a thread has answered and nobody has heard it yet. */
const PROGRAM = `
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

describe('threads that check what comes', () => {
  const folder = useTempFolder();

  it('are ended before their program goes on, also where one has answered just then', async () => {
    const program = join(folder(), 'program.mjs');
    writeFileSync(program, PROGRAM);
    const child = spawn(process.execPath, [program]);
    let told = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text) => {
        told += text;
      });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.deepEqual([code, told], [0, 'closed\n']);
  });
});
