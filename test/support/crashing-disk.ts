/** A disk on which the process "dies" before its nth call: that call and every later one, clean-up included, is not done. */
import type { FileHandle } from 'node:fs/promises';
import { type Disk, realDisk } from '../../engine/workspace/disk.ts';

class Died extends Error {}

const HANDLE_CALLS = ['write', 'utimes', 'sync', 'chmod', 'stat'] as const;

class CrashingDisk {
  readonly disk: Disk;
  readonly calls: string[] = [];
  readonly #dieBefore: number;

  constructor(dieBefore: number, base: Disk = realDisk) {
    this.#dieBefore = dieBefore;
    const guarded = Object.entries(base).map(([name, call]) => {
      const guard = name.endsWith('Sync') ? this.#guardAtOnce : this.#guard;
      return [name, guard.call(this, name, call as never)];
    });
    const disk = Object.fromEntries(guarded) as Disk;
    const open = disk.open;
    disk.open = async (...args) => this.#guardHandle(await open(...args));
    this.disk = disk;
  }

  #guard<A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    const guarded = this.#guardAtOnce(name, call);
    return async (...args) => await guarded(...args);
  }

  #guardAtOnce<A extends unknown[], R>(name: string, call: (...args: A) => R): (...args: A) => R {
    return (...args) => {
      if (this.calls.length >= this.#dieBefore) throw new Died(`before ${name}`);
      this.calls.push(name);
      return call(...args);
    };
  }

  #guardHandle(handle: FileHandle): FileHandle {
    for (const name of HANDLE_CALLS) {
      const call = handle[name].bind(handle) as (...args: unknown[]) => Promise<unknown>;
      Object.assign(handle, { [name]: this.#guard(name, call) });
    }
    return handle;
  }
}

/**
 * Runs `attempt` with a death before each of its calls in turn, until it survives; `check` looks at what is left.
 * @param base a disk, or what makes one for each attempt
 */
export async function atEveryDeath(
  attempt: (disk: Disk) => Promise<unknown>,
  check: (died: string) => void | Promise<void>,
  base?: Disk | (() => Disk),
): Promise<number> {
  for (let step = 0; ; step++) {
    const crashing = new CrashingDisk(step, typeof base === 'function' ? base() : base);
    let died = true;
    await attempt(crashing.disk).then(
      () => {
        died = crashing.calls.length === step;
      },
      (error: unknown) => {
        if (!(error instanceof Died)) throw error;
      },
    );
    await check(`${step}: after ${crashing.calls.at(-1) ?? 'nothing'}`);
    if (!died) return step;
  }
}
