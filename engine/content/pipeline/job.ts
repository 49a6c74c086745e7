/** What jobs on a crew have in common: the first failure ends it, and its end waits for every thread. */
import { CairnError } from '../../errors.ts';
import { type Crew, type EncoderLink, leastBusy } from './crew.ts';
import type { Results, Task } from './messages.ts';

/** Keeps a failure from ending the process before somebody awaits it. */
export function quiet<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

export class Job<Result> {
  readonly crew: Crew;
  readonly #results: Result[] = [];
  readonly #running = new Set<Promise<unknown>>();
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(crew: Crew) {
    this.crew = crew;
    crew.memory.cancelled = false;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  cancel(reason?: unknown): void {
    this.fail(new CairnError('cancelled', 'Cancelled', {}, reason));
  }

  /** Threads stop where they are; whoever waits for results gets `error`. */
  fail(error: Error): void {
    if (this.#failure) return;
    this.#failure = error;
    this.crew.memory.cancelled = true;
    this.crew.reader.post({ type: 'stop' });
    this.#wake?.();
  }

  /** Gives a task to `encoder`, or to the one with least to do. `cost` is its time as bytes hashed. */
  run<T extends Task['type']>(
    task: Extract<Task, { type: T }>,
    cost: number,
    encoder: EncoderLink = leastBusy(this.crew.encoders),
  ): Promise<Results[T]> {
    const result = encoder.run<T>(task, cost);
    const settled: Promise<unknown> = result
      .catch((error: Error) => this.fail(error))
      .finally(() => this.#running.delete(settled));
    this.#running.add(settled);
    return result;
  }

  /** Something that must not throw unnoticed; the job ends with what it throws. */
  watch(work: Promise<unknown>): void {
    work.catch((error: Error) => this.fail(error));
  }

  /** What `work` comes to; where the job has failed, that failure instead of what followed from it. */
  async orFailure<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.#failure ?? error;
    }
  }

  give(result: Result): void {
    this.#results.push(result);
    this.#wake?.();
  }

  /** @throws the failure, as soon as there is one. */
  async next(): Promise<Result> {
    for (;;) {
      if (this.#failure) throw this.#failure;
      const result = this.#results.shift();
      if (result !== undefined) return result;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Resolves when no encoder works on it any more; the reader must have finished. */
  async rest(): Promise<void> {
    this.crew.reader.rest();
    while (this.#running.size > 0) await Promise.all(this.#running);
    for (const encoder of this.crew.encoders) encoder.rest();
  }
}
