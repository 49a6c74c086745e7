/** The program of a content thread. What it is and the memory it shares with the others come with its start. */
import { parentPort, workerData } from 'node:worker_threads';
import { prepareZstd } from '../zstd.ts';
import { Encoder } from './encoder.ts';
import { Memory, type SharedMemory } from './memory.ts';
import { Reader } from './reader.ts';

export interface ThreadData {
  readonly role: 'reader' | 'encoder';
  readonly memory: SharedMemory;
}

if (parentPort !== null) {
  const port = parentPort;
  const { role, memory } = workerData as ThreadData;
  const Role = role === 'reader' ? Reader : Encoder;
  const thread = new Role(new Memory(memory), (message) => port.postMessage(message));
  // What comes before that waits.
  void prepareZstd().then(() => port.on('message', (message) => thread.receive(message)));
}
