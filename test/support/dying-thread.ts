/** A content thread that ends without a word once it was given a few tasks, while the file in CAIRN_TEST_DIE exists. */
import { existsSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import '../../engine/content/pipeline/thread.ts';
import type { ThreadData } from '../../engine/content/pipeline/thread.ts';

const marker = process.env.CAIRN_TEST_DIE ?? '';
const { role } = workerData as ThreadData;
let messages = 0;
parentPort?.on('message', () => {
  if (role === 'encoder' && ++messages === 3 && existsSync(marker)) process.exit(7);
});
