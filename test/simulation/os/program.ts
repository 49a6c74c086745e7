/** A simulated program: what it has open, what it did, and what goes wrong in it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Sqlite } from '../../../native/sqlite.ts';
import type { Random } from '../random.ts';
import { UnflushedFiles } from './unflushed.ts';
import { UnflushedNames } from './unflushed-names.ts';

/** Thrown by everything a program does once it was killed. Nothing of what it then still tries happens. */
export class Killed extends Error {
  readonly code = 'KILLED';
}

/** What a program changes outside of its memory. */
export type Effect =
  | 'create'
  | 'write'
  | 'flush'
  | 'cut'
  | 'link'
  | 'rename'
  | 'remove'
  | 'folder'
  | 'mark'
  | 'statement'
  | 'commit'
  | 'lock';

/** What takes space on a disk. */
const GROWS: readonly Effect[] = ['create', 'write', 'folder', 'link', 'statement', 'commit'];

/** A machine: one clock, one disk. */
export class Machine {
  readonly name: string;
  /** By how much its clock is wrong, in milliseconds. */
  skew = 0;
  /** The disk is full from this effect on, for so many that would take space. */
  full: { after: number; count: number } | undefined;
  /** What its programs wrote and its disk does not hold yet. */
  readonly unflushed = new UnflushedFiles();
  readonly names: UnflushedNames;
  /** Logs of databases that were removed, as they were, for as long as their folder may not say so. By the database's path. */
  readonly oldLogs = new Map<string, Buffer>();
  /** Flushing does nothing, as if nobody had asked for it. */
  forgetsToFlush = false;
  /** The same for folders only. */
  forgetsFolders = false;

  /** @param limbo a folder of its own, on the same disk as everything else. */
  constructor(name: string, limbo: string) {
    this.name = name;
    this.names = new UnflushedNames(limbo);
  }
}

/** One thing a program was asked to do. */
export interface Task {
  readonly name: string;
  readonly random: Random;
  /** Whether its user asked for something that needs the network. */
  readonly online: boolean;
  /** Told before anything is done outside of memory. */
  readonly onEffect?: (effect: Effect, target: string, other?: string) => void;
  connections: number;
}

export const running = new AsyncLocalStorage<{ readonly program: Program; readonly task: Task }>();

export class Program {
  readonly name: string;
  readonly machine: Machine;
  alive = true;
  effects = 0;
  readonly files = new Set<number>();
  readonly databases = new Set<Sqlite>();
  /** Ends its connections. */
  readonly hangUp = new Set<() => void>();
  /** It dies at this effect: before it, or right after. */
  kill: { left: number; edge: 'before' | 'after' } | undefined;
  readonly #died: (program: Program) => void;
  readonly #onFault: (what: string) => void;

  constructor(
    name: string,
    machine: Machine,
    died: (program: Program) => void,
    onFault: (what: string) => void,
  ) {
    this.name = name;
    this.machine = machine;
    this.#died = died;
    this.#onFault = onFault;
  }

  /** Does something outside of memory, unless this is where something goes wrong. */
  perform<T>(effect: Effect, target: string, work: () => T, full: () => Error, other?: string): T {
    if (!this.alive) throw new Killed(this.name);
    running.getStore()?.task.onEffect?.(effect, target, other);
    this.effects++;
    const dies = this.kill && --this.kill.left < 0 ? this.kill.edge : undefined;
    if (dies === 'before') this.die(`before ${effect} ${target}`);
    if (GROWS.includes(effect) && this.#isFull()) {
      this.#onFault(`disk full at ${effect} ${target}`);
      throw full();
    }
    const result = work();
    if (dies === 'after') this.die(`after ${effect} ${target}`);
    return result;
  }

  #isFull(): boolean {
    const { full } = this.machine;
    if (!full) return false;
    if (full.after-- > 0) return false;
    if (full.count-- > 0) return true;
    this.machine.full = undefined;
    return false;
  }

  /** Ends it where it is. @throws {Killed} always */
  die(where: string): never {
    this.stop();
    this.#onFault(`${this.name} killed ${where}`);
    this.#died(this);
    throw new Killed(`${this.name} ${where}`);
  }

  /** From now on nothing that it does happens. */
  stop(): void {
    this.alive = false;
    this.kill = undefined;
  }
}
