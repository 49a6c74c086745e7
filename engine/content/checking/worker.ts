/** The thread behind a {@link CheckPool}: one job in, one answer out. */
import { parentPort } from 'node:worker_threads';
import { prepareZstd } from '../zstd.ts';
import { type CheckJob, check } from './check.ts';

const ready = prepareZstd();

parentPort?.on('message', (job: CheckJob) => {
  void ready.then(() => parentPort?.postMessage(check(job)));
});
