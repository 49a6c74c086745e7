/** The program of a thread that scans one folder and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { CairnError, type ErrorCode } from '../errors.ts';
import { type PackedScan, packScan } from './packed-scan.ts';
import { scanFolder } from './scan.ts';

export type ScanAnswer =
  | { readonly scan: PackedScan }
  | { readonly failure: { readonly code: ErrorCode; readonly message: string; readonly path: string } };

/** @param folder absolute. */
async function answer(folder: string): Promise<ScanAnswer> {
  try {
    return { scan: packScan(await scanFolder(folder, { listings: true })) };
  } catch (error) {
    if (!CairnError.is(error)) throw error;
    return { failure: { code: error.code, message: error.message, path: folder } };
  }
}

const port = parentPort;
if (port && typeof workerData === 'string') {
  void answer(workerData).then((told) => port.postMessage(told));
}
