/**
 * Simulated time. Everything that waits in a simulated program waits here, and one thing happens at a time, in the
 * order of simulated time: so a seed decides every interleaving, and the same seed decides it the same way again.
 */
import { createHash } from 'node:crypto';
import { type Program, running, type Task } from './program.ts';

interface Happening {
  readonly at: number;
  readonly order: number;
  readonly program: Program | undefined;
  readonly task: Task | undefined;
  readonly label: string;
  run: (() => void) | undefined;
}

export type Cancel = () => void;

/** Taken before anything is replaced: one turn of the real event loop, after which all promises have moved on. */
const realTurn = setImmediate;
const turn = (): Promise<void> => new Promise((resolve) => realTurn(resolve));
const realTimeout = setTimeout;
/** Real milliseconds between looks for something that takes real time, and looks: what is loaded at first does. */
const LOOK_MS = 2;
const LOOKS = 1_000;

export class Kernel {
  /** Milliseconds since the simulation began. */
  now = 0;
  /** How many things have happened. */
  steps = 0;
  readonly #heap: Happening[] = [];
  readonly #trace = createHash('sha256');
  #order = 0;
  /** Called with what happens, for a log. */
  onStep: ((line: string) => void) | undefined;

  /** @param after milliseconds from now. What is due for a program that has died does not happen. */
  schedule(after: number, label: string, run: () => void): Cancel {
    const store = running.getStore();
    return this.scheduleFor(store?.program, store?.task, after, label, run);
  }

  scheduleFor(
    program: Program | undefined,
    task: Task | undefined,
    after: number,
    label: string,
    run: () => void,
  ): Cancel {
    const at = this.now + Math.max(0, after);
    const happening: Happening = { at, order: this.#order++, program, task, label, run };
    this.#push(happening);
    return () => {
      happening.run = undefined;
    };
  }

  /** Resolves after so many milliseconds; never for a program that dies meanwhile. */
  wait(after: number, label: string): Promise<void> {
    return new Promise((resolve) => this.schedule(after, label, resolve));
  }

  /** Lets things happen until `done`. @throws where nothing more can happen before that */
  async run(done: () => boolean, limit: number): Promise<void> {
    for (let idle = 0; ; ) {
      await turn();
      if (done()) return;
      const next = this.#pop();
      if (!next) {
        if (++idle > LOOKS) throw new Error('Nothing can happen any more, and not everything has ended');
        await new Promise((resolve) => realTimeout(resolve, LOOK_MS));
        continue;
      }
      idle = 0;
      const { program, task, run } = next;
      if (!run || (program && !program.alive)) continue;
      this.now = Math.max(this.now, next.at);
      if (this.now > limit)
        throw new Error(`Not everything has ended after ${limit} ms. Next: ${next.label}`);
      this.#tell(next);
      if (program && task) running.run({ program, task }, run);
      else running.exit(run);
    }
  }

  #tell({ label, program, task }: Happening): void {
    this.steps++;
    const line = `${this.now.toFixed(2)} ${program?.name ?? 'world'} ${task?.name ?? ''}: ${label}`;
    this.#trace.update(line);
    this.onStep?.(line);
  }

  /** Names everything that has happened so far, in its order. */
  get trace(): string {
    return this.#trace.copy().digest('hex').slice(0, 16);
  }

  #push(item: Happening): void {
    const heap = this.#heap;
    let at = heap.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(item, heap[above]!)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = item;
  }

  #pop(): Happening | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1]!, heap[below]!)) below++;
      if (!isBefore(heap[below]!, last)) break;
      heap[at] = heap[below]!;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

const isBefore = (a: Happening, b: Happening): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
