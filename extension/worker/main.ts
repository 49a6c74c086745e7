/** The engine's worker thread: the extension host talks to it in messages and is never blocked by it. */
import { parentPort } from 'node:worker_threads';
import type { ToWorker } from '../rpc/messages.ts';
import { RpcServer } from '../rpc/serve.ts';
import { createDispatch } from './dispatch.ts';

if (parentPort !== null) {
  const port = parentPort;
  const server = new RpcServer((message) => port.postMessage(message), createDispatch);
  port.on('message', (message: ToWorker) => server.receive(message));
}
