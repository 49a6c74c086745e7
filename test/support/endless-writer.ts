/** Replaces the file `target` in the folder it is given by one of two contents, again and again, until it is killed. */
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { stampOf } from '../../engine/content/file-stamp.ts';
import { safeWrite } from '../../engine/workspace/safe-write.ts';
import { digest, seededBytes } from './chunks.ts';

const folder = process.argv[2]!;
const target = join(folder, 'target');
const contents = [seededBytes(1, 3_000_000), seededBytes(2, 3_000_000)];

async function* pieces(data: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += 100_000) yield data.subarray(at, at + 100_000);
}

for (let turn = 0; ; turn++) {
  const data = contents[turn % 2]!;
  const seen = existsSync(target) ? stampOf(lstatSync(target, { bigint: true })) : undefined;
  await safeWrite(
    folder,
    'target',
    { pieces: pieces(data), contentHash: digest(data), size: data.length },
    seen,
  );
  if (turn === 0) process.stdout.write('ready\n');
}
