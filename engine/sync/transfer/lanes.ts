/** Runs jobs on as many lanes as pay, and again where the connection broke or the studio asked for a pause. */
import { cancelled } from '../../errors.ts';
import { isTransient, retryDelay } from '../../remote/transient.ts';
import { type Clock, realClock } from './bandwidth.ts';
import { LaneControl } from './lane-control.ts';

/** Failures one after the other, with nothing arrived between them, before it is given up. */
const ATTEMPTS = 6;

export interface Jobs<J> {
  /** The next one, sized for so many lanes; undefined where there is none at the moment. */
  next(lanes: number): J | undefined;
  /** What is left of one that failed. */
  giveBack(job: J): void;
}

/** What a job has, and tells, while it runs. */
export interface Lane {
  readonly signal: AbortSignal;
  /** Bytes went over the line; whether for good is another question. */
  moved(bytes: number): void;
  /** Something has arrived for good: the line is not dead. */
  arrived(): void;
}

/**
 * @param roundTrip milliseconds that the shortest answer takes.
 * @throws {CairnError} cancelled; and what a job failed with for good, once all others have ended.
 */
export async function runLanes<J>(
  jobs: Jobs<J>,
  work: (job: J, lane: Lane) => Promise<void>,
  signal: AbortSignal,
  roundTrip: number,
  clock: Clock = realClock,
): Promise<void> {
  await new Lanes(jobs, work, { signal, roundTrip, clock }).run();
}

class Lanes<J> {
  readonly #jobs: Jobs<J>;
  readonly #work: (job: J, lane: Lane) => Promise<void>;
  readonly #abort = new AbortController();
  readonly #signal: AbortSignal;
  readonly #control: LaneControl;
  readonly #clock: Clock;
  readonly #running = new Set<Promise<void>>();
  #failures = 0;
  /** Failures that counted: one that broke several lanes counts once. */
  #outages = 0;
  #pausedUntil = 0;
  #fatal: { error: unknown } | undefined;
  #wake: () => void = () => {};

  constructor(
    jobs: Jobs<J>,
    work: (job: J, lane: Lane) => Promise<void>,
    { signal, roundTrip, clock }: { signal: AbortSignal; roundTrip: number; clock: Clock },
  ) {
    this.#clock = clock;
    this.#control = new LaneControl(() => clock.now(), roundTrip);
    this.#jobs = jobs;
    this.#work = work;
    this.#signal = AbortSignal.any([signal, this.#abort.signal]);
  }

  async run(): Promise<void> {
    try {
      for (;;) {
        await this.#pause();
        this.#fill();
        if (this.#running.size === 0) break;
        const woken = new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        await Promise.race([...this.#running, woken]);
      }
    } catch (error) {
      this.#end(error);
      await Promise.all(this.#running);
    }
    if (this.#fatal) throw this.#fatal.error;
    if (this.#signal.aborted) throw cancelled(this.#signal.reason);
  }

  #fill(): void {
    while (!this.#fatal && !this.#signal.aborted && this.#running.size < this.#control.lanes) {
      const job = this.#jobs.next(this.#control.lanes);
      if (job === undefined) return;
      const lane = this.#run(job).finally(() => this.#running.delete(lane));
      this.#running.add(lane);
    }
  }

  async #run(job: J): Promise<void> {
    const before = this.#outages;
    try {
      await this.#work(job, {
        signal: this.#signal,
        moved: (bytes) => {
          const lanes = this.#control.lanes;
          this.#control.moved(bytes, this.#running.size);
          if (this.#control.lanes > lanes) this.#wake();
        },
        arrived: () => {
          this.#failures = 0;
        },
      });
      this.#failures = 0;
    } catch (error) {
      if (this.#fatal) return;
      if (this.#signal.aborted) return this.#end(cancelled(error));
      if (!isTransient(error)) return this.#end(error);
      // Whatever was under way when another failed has met with the same.
      if (before === this.#outages) {
        this.#outages++;
        if (++this.#failures >= ATTEMPTS) return this.#end(error);
        this.#control.failed();
      }
      this.#jobs.giveBack(job);
      this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + retryDelay(this.#failures, error));
    }
  }

  #end(error: unknown): void {
    this.#fatal ??= { error };
    this.#abort.abort();
  }

  async #pause(): Promise<void> {
    const rest = this.#pausedUntil - this.#clock.now();
    if (rest <= 0 || this.#fatal || this.#signal.aborted) return;
    await this.#clock.sleep(rest, this.#signal).catch(() => undefined);
  }
}
