/** A scan of a whole folder in a thread of its own, while this one reads what the project file knows of it. */
import { Worker } from 'node:worker_threads';
import { throwIfAborted } from '../content/pace.ts';
import { threadProgram } from '../content/program.ts';
import { CairnError } from '../errors.ts';
import { unpackScan } from './packed-scan.ts';
import { type ScanResult, scanFolder } from './scan.ts';
import type { ScanAnswer } from './scan-thread.ts';

/**
 * The same as `scanFolder(folder, { listings: true })`. Where no thread can be had, it is that.
 * @throws {CairnError} `folder-gone`, `cancelled`.
 */
export async function scanAside(folder: string, signal: AbortSignal | undefined): Promise<ScanResult> {
  throwIfAborted(signal);
  const answer = await askThread(folder, signal);
  throwIfAborted(signal);
  if (!answer) return scanFolder(folder, { signal, listings: true });
  if ('scan' in answer) return unpackScan(answer.scan);
  const { code, message, path } = answer.failure;
  throw new CairnError(code, message, { path });
}

/** Undefined where the thread ended without an answer. */
function askThread(folder: string, signal: AbortSignal | undefined): Promise<ScanAnswer | undefined> {
  return new Promise((resolve) => {
    const program = threadProgram(import.meta.filename, 'scan-thread.ts', 'scan.cjs');
    const worker = new Worker(program, { name: 'cairn-scan', workerData: folder, execArgv: [] });
    const end = (): void => void worker.terminate();
    signal?.addEventListener('abort', end);
    worker.on('message', (answer: ScanAnswer) => resolve(answer));
    // Its reason does not matter: the scan is then done here, and fails here if it must.
    worker.on('error', () => resolve(undefined));
    worker.on('exit', () => {
      signal?.removeEventListener('abort', end);
      resolve(undefined);
    });
  });
}
