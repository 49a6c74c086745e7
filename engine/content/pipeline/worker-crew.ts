/** A crew of worker threads. */
import { Worker } from 'node:worker_threads';
import { said } from '../../domain/said.ts';
import { CairnError } from '../../errors.ts';
import { type Crew, EncoderLink, ReaderLink } from './crew.ts';
import { Memory, type MemoryLayout, type SharedMemory, shareMemory } from './memory.ts';
import type { ThreadData } from './thread.ts';

/**
 * An encoder's heap is a few megabytes; its garbage is buffers outside of it. V8 collects these at the latest when as
 * much has come together as half of what the heap may grow to: with its own limits that was 80 MB a thread.
 */
const HEAP = {
  encoder: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
  reader: { maxYoungGenerationSizeMb: 8 },
} as const;

export class WorkerCrew implements Crew {
  readonly memory: Memory;
  readonly reader: ReaderLink;
  readonly #program: string;
  readonly #shared: SharedMemory;
  readonly #encoders: EncoderLink[] = [];
  readonly #workers: Worker[] = [];
  /** Why it cannot work any more. */
  #failure: CairnError | undefined;

  /** Without encoders, until {@link staff}. @param program path of the threads' program. */
  constructor(program: string, layout: MemoryLayout) {
    this.#program = program;
    this.#shared = shareMemory(layout);
    this.memory = new Memory(this.#shared);
    const reader = this.#start('reader');
    this.reader = new ReaderLink((message) => reader.postMessage(message));
    reader.on('message', (message) => this.reader.receive(message));
  }

  get encoders(): readonly EncoderLink[] {
    return this.#encoders;
  }

  /** Starts encoders until there are so many; none ends before all do. */
  staff(encoders: number): void {
    while (this.#encoders.length < encoders) this.#encoders.push(this.#encoder());
  }

  get usable(): boolean {
    return this.#failure === undefined;
  }

  /** Whether the process is to stay alive for it. */
  hold(busy: boolean): void {
    for (const worker of this.#workers) {
      if (busy) worker.ref();
      // Of one that is being ended the end is waited for.
      else if (this.usable) worker.unref();
    }
  }

  async close(): Promise<void> {
    this.#fail(new CairnError('cancelled', 'The project was closed'));
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #encoder(): EncoderLink {
    const worker = this.#start('encoder');
    const link = new EncoderLink((message) => worker.postMessage(message));
    worker.on('message', (message) => link.receive(message));
    return link;
  }

  #start(role: ThreadData['role']): Worker {
    const workerData: ThreadData = { role, memory: this.#shared };
    const worker = new Worker(this.#program, {
      name: `cairn-${role}`,
      workerData,
      execArgv: [],
      resourceLimits: HEAP[role],
    });
    worker.on('error', (error) => this.#died(error));
    worker.on('messageerror', (error) => this.#died(error));
    worker.on('exit', (code) => this.#died(new Error(`exit code ${code}`)));
    this.#workers.push(worker);
    return worker;
  }

  /** What one thread was given is lost, so the others are of no use either. */
  #died(cause: unknown): void {
    if (this.#failure) return;
    const why = cause instanceof Error ? cause.message : String(cause);
    this.#fail(
      new CairnError(
        'engine-unavailable',
        said`The part of Cairn that reads and writes content stopped: ${why}`,
        {},
        cause,
      ),
    );
    for (const worker of this.#workers) void worker.terminate();
  }

  #fail(error: CairnError): void {
    this.#failure ??= error;
    this.reader.fail(this.#failure);
    for (const encoder of this.#encoders) encoder.fail(this.#failure);
  }
}
