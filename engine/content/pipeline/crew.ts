/** The threads that work on one job, as the engine's thread sees them. */
import type { CairnError } from '../../errors.ts';
import type { Memory } from './memory.ts';
import type { FromEncoder, FromReader, Results, Task, ToEncoder, ToReader } from './messages.ts';
import { fromWire } from './wire-error.ts';

export interface Crew {
  readonly memory: Memory;
  readonly reader: ReaderLink;
  readonly encoders: readonly EncoderLink[];
}

/** The reader's messages, while somebody listens. */
export class ReaderLink {
  readonly post: (message: ToReader) => void;
  #listener: { message(message: FromReader): void; died(error: CairnError): void } | undefined;

  constructor(post: (message: ToReader) => void) {
    this.post = post;
  }

  listen(message: (message: FromReader) => void, died: (error: CairnError) => void): void {
    this.#listener = { message, died };
  }

  receive(message: FromReader): void {
    this.#listener?.message(message);
  }

  fail(error: CairnError): void {
    this.#listener?.died(error);
  }

  rest(): void {
    this.#listener = undefined;
  }
}

interface Waiting {
  readonly cost: number;
  resolve(result: Results[keyof Results]): void;
  reject(error: CairnError): void;
}

/** Hands tasks to an encoder and knows how much it has to do. */
export class EncoderLink {
  readonly #post: (message: ToEncoder) => void;
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  #died: CairnError | undefined;
  /** What was asked for and not answered yet, in the unit of `cost`. */
  load = 0;

  constructor(post: (message: ToEncoder) => void) {
    this.#post = post;
  }

  /** @param cost how long it takes, as bytes hashed. */
  run<T extends Task['type']>(task: Extract<Task, { type: T }>, cost: number): Promise<Results[T]> {
    if (this.#died) return Promise.reject(this.#died);
    const id = this.#nextId++;
    this.load += cost;
    return new Promise<Results[keyof Results]>((resolve, reject) => {
      this.#waiting.set(id, { cost, resolve, reject });
      this.#post({ type: 'task', id, task });
    }) as Promise<Results[T]>;
  }

  receive(message: FromEncoder): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    this.#waiting.delete(message.id);
    this.load -= waiting.cost;
    if ('error' in message) waiting.reject(fromWire(message.error));
    else waiting.resolve(message.result);
  }

  fail(error: CairnError): void {
    this.#died = error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }

  rest(): void {
    this.#post({ type: 'rest' });
  }
}

/** The encoder with least to do. */
export const leastBusy = (encoders: readonly EncoderLink[]): EncoderLink =>
  encoders.reduce((best, one) => (one.load < best.load ? one : best));
