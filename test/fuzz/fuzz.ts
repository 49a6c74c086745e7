/** The thread that fuzzes, and a watch over it that sees whether it goes on. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { HEADER, type Job, type Outcome, SHOWN } from './worker.ts';

/** A decoder that takes this long for one input hangs, on a machine however busy. Milliseconds. */
const HANGS = 60_000;

const replay = (target: string, seed: number): string => `npm run fuzz -- --target ${target} --seed ${seed}`;

export class Fuzzer {
  readonly #shared = new SharedArrayBuffer(HEADER + SHOWN);
  readonly #worker = new Worker(join(import.meta.dirname, 'worker.ts'), { workerData: this.#shared });
  readonly #hangs: number;

  /** @param hangs milliseconds that one input may take. */
  constructor(hangs = HANGS) {
    this.#hangs = hangs;
  }

  /** One target at a time. @returns what went wrong, with how to see it again; undefined where nothing did. */
  async run(job: Job): Promise<string | undefined> {
    const { target, seed } = job;
    const worker = this.#worker;
    const outcome = await new Promise<Outcome>((resolve) => {
      const fail = (problem: string) => done({ ok: false, problem });
      const died = (error: Error) => fail(`the thread died: ${error.stack}`);
      const ended = (code: number) => fail(`the thread ended with ${code}`);
      const done = (result: Outcome) => {
        clearInterval(watch);
        worker.off('message', done).off('error', died).off('exit', ended);
        resolve(result);
      };
      const watch = this.#watch(fail);
      worker.on('message', done).on('error', died).on('exit', ended);
      worker.postMessage(job);
    });
    return outcome.ok
      ? undefined
      : `${target}, seed ${seed}: ${outcome.problem}\nreplay: ${replay(target, seed)}`;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #watch(hangs: (problem: string) => void): NodeJS.Timeout {
    let seen = -1;
    return setInterval(() => {
      const [begun = 0, length = 0] = new Int32Array(this.#shared, 0, 2);
      if (begun === seen) {
        const input = Buffer.from(new Uint8Array(this.#shared, HEADER, Math.min(length, SHOWN)).slice());
        hangs(`hangs\ninput (${length} bytes): ${input.toString('hex', 0, 1024)}`);
      }
      seen = begun;
    }, this.#hangs);
  }
}
