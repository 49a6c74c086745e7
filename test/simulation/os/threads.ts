/** Threads run at their own pace, so simulated programs have none: what they would do is done in place. */
import { EventEmitter } from 'node:events';
import { createRequire, registerHooks, syncBuiltinESMExports } from 'node:module';
import type { World } from './clock.ts';
import { running } from './program.ts';

const require = createRequire(import.meta.url);

/** @param check what the product's checking threads do with a job. */
export function replaceThreads(current: () => World | undefined, check: (job: unknown) => unknown): void {
  const threads = require('node:worker_threads') as { Worker: unknown };
  const Real = threads.Worker as new (...args: unknown[]) => object;
  class Thread extends EventEmitter {
    readonly #world: World;

    constructor(world: World) {
      super();
      this.#world = world;
    }

    postMessage(job: unknown): void {
      this.#world.kernel.schedule(0.5, 'thread', () => this.emit('message', check(job)));
    }

    ref(): void {}

    unref(): void {}

    async terminate(): Promise<number> {
      return 0;
    }
  }
  threads.Worker = function worker(program: string, options: unknown) {
    const world = running.getStore() ? current() : undefined;
    if (!world) return new Real(program, options);
    if (!program.endsWith('checking/worker.ts')) throw new Error(`No simulation of the thread ${program}`);
    return new Thread(world);
  };
  syncBuiltinESMExports();
}

/** Lets everything that is loaded from now on make its ids with the module at `url` in place of `uuid`. */
export function replaceIds(url: string): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'uuid'
        ? { url, format: 'module-typescript', shortCircuit: true }
        : next(specifier, context),
  });
}
