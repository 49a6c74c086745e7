/** The engine's worker thread. */
import { parentPort } from 'node:worker_threads';

parentPort?.postMessage('ready');
