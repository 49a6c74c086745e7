/**
 * Threads that check chunks, so that neither hashing nor decompressing holds up a connection or a request. Started when
 * there is something to do, and no reason for a process to stay alive.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { threadProgram } from '../program.ts';
import { type Checked, type CheckJob, check, weightOf } from './check.ts';

/** A job below this is done at once, in bytes: sending it elsewhere would cost as much. */
const SMALL = 128 * 1024;
const MOST_THREADS = 4;
/** Threads that are started before there is anything for them: more come as they are needed. */
const AT_FIRST = 2;

interface Waiting {
  readonly resolve: (checked: Checked) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  /** Jobs it has, the oldest first: they are answered in order. */
  readonly waiting: Waiting[];
}

export class CheckPool {
  readonly #most: number;
  readonly #threads = new Set<Thread>();
  #closed = false;

  constructor(threads = Math.min(MOST_THREADS, availableParallelism())) {
    this.#most = threads;
  }

  /**
   * The chunks' bytes must stay as they are until it resolves. Data on shared memory is not copied.
   * @throws {Error} where the thread died or the pool was closed.
   */
  async check(job: CheckJob): Promise<Checked> {
    if (job.chunks.length === 0) return { verdicts: [], whole: [] };
    if (this.#closed) throw new Error('The pool is closed');
    if (weightOf(job) <= SMALL) return check(job);
    const thread = this.#idlest();
    return new Promise((resolve, reject) => {
      thread.waiting.push({ resolve, reject });
      thread.worker.ref();
      thread.worker.postMessage(job);
    });
  }

  /**
   * Much will be there to be checked in a moment: starting a thread takes longer than checking what comes in the meantime, and whoever
   * sends would wait for it.
   */
  prepare(): void {
    while (!this.#closed && this.#threads.size < Math.min(AT_FIRST, this.#most)) this.#start();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#threads].map(({ worker }) => worker.terminate()));
  }

  #idlest(): Thread {
    let best: Thread | undefined;
    for (const thread of this.#threads) {
      if (!best || thread.waiting.length < best.waiting.length) best = thread;
    }
    return best && (best.waiting.length === 0 || this.#threads.size >= this.#most) ? best : this.#start();
  }

  #start(): Thread {
    const worker = new Worker(threadProgram(import.meta.filename, 'worker.ts', 'check.cjs'), {
      name: 'cairn-check',
    });
    const thread: Thread = { worker, waiting: [] };
    const end = (error: Error) => {
      this.#threads.delete(thread);
      for (const { reject } of thread.waiting.splice(0)) reject(error);
    };
    worker.on('message', (checked: Checked) => {
      thread.waiting.shift()?.resolve(checked);
      // Of one that is being ended the end is waited for.
      if (thread.waiting.length === 0 && !this.#closed) worker.unref();
    });
    worker.on('error', end);
    worker.on('exit', () => end(new Error('A checking thread ended')));
    worker.unref();
    this.#threads.add(thread);
    return thread;
  }
}
