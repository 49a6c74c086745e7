/**
 * The system that simulated programs run on, in place of the real one: to be put in place once, before any of the
 * product is loaded, and then given one simulation after the other.
 */
import { replaceClocks } from './clock.ts';
import { replaceDatabases } from './databases.ts';
import { replaceFiles } from './files.ts';
import { type NetworkWorld, replaceNetwork } from './network.ts';
import { Killed, running } from './program.ts';
import { replaceIds, replaceThreads } from './threads.ts';

export interface SimulatedWorld extends NetworkWorld {
  /** Something broke where nobody waits for it. */
  readonly onLost: (error: unknown) => void;
}

export class System {
  #world: SimulatedWorld | undefined;

  /** @throws where it is in place already */
  static async replace(): Promise<System> {
    const system = new System();
    const current = () => system.#world;
    replaceIds(new URL('./uuid.ts', import.meta.url).href);
    replaceClocks(current);
    replaceFiles(current);
    await replaceDatabases(current);
    replaceNetwork(current);
    const { check } = await import('../../../engine/content/checking/check.ts');
    replaceThreads(current, (job) => check(job as Parameters<typeof check>[0]));
    const lost = (error: unknown) => {
      if (wasKilled(error)) return;
      if (!system.#world) throw error;
      system.#world.onLost(error);
    };
    process.on('unhandledRejection', lost);
    process.on('uncaughtException', lost);
    return system;
  }

  enter(world: SimulatedWorld): void {
    this.#world = world;
  }

  leave(): void {
    this.#world = undefined;
  }
}

/** Whether something went wrong only because its program is dead. */
export function wasKilled(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof Killed) return true;
  return running.getStore()?.program.alive === false;
}

/** Whether something failed for want of space. */
export function isDiskFull(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (/database or disk is full|ENOSPC|disk is full/u.test(at.message)) return true;
  }
  return false;
}
