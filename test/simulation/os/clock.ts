/** Clocks, timers and dice of simulated programs, in place of the real ones. Whatever is no simulated program keeps those. */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import type { Random } from '../random.ts';
import type { Cancel, Kernel } from './kernel.ts';
import { running } from './program.ts';

const require = createRequire(import.meta.url);

/** UTC milliseconds at which every simulation begins. */
export const EPOCH = Date.UTC(2030, 0, 1);

/** What programs ask of the simulation they are in. */
export interface World {
  readonly kernel: Kernel;
  /** Where their dice come from. */
  readonly dice: Random;
  /** Locks that are asked for by name are given to everybody. */
  readonly ignoresLocks: boolean;
}

type Callback = (...args: unknown[]) => void;

/** As much of a `Timeout` as its users know. */
class SimulatedTimer {
  readonly #world: World;
  readonly #run: Callback;
  readonly #delay: number;
  readonly #repeats: boolean;
  #cancel: Cancel = () => undefined;

  constructor(world: World, run: Callback, delay: number, repeats: boolean) {
    this.#world = world;
    this.#run = run;
    this.#delay = Math.max(1, delay || 1);
    this.#repeats = repeats;
    this.refresh();
  }

  refresh(): this {
    this.#cancel();
    this.#cancel = this.#world.kernel.schedule(this.#delay, 'timer', () => {
      if (this.#repeats) this.refresh();
      this.#run();
    });
    return this;
  }

  close(): this {
    this.#cancel();
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

const isSimulated = (timer: unknown): timer is SimulatedTimer => timer instanceof SimulatedTimer;

/** @param current the simulation that is under way. */
export function replaceClocks(current: () => World | undefined): void {
  const inside = (): World | undefined => (running.getStore() ? current() : undefined);
  replaceTimers(inside);
  replaceTimerPromises(inside);
  const realNow = Date.now;
  Date.now = () => {
    const world = inside();
    if (!world) return realNow.call(Date);
    return Math.floor(EPOCH + world.kernel.now + (running.getStore()?.program.machine.skew ?? 0));
  };
  const realPerformance = performance.now.bind(performance);
  performance.now = () => inside()?.kernel.now ?? realPerformance();
  replaceDice(inside);
  const os = require('node:os') as { availableParallelism: () => number };
  const realCount = os.availableParallelism;
  // Threads would run at their own pace.
  os.availableParallelism = () => (inside() ? 1 : realCount());
  syncBuiltinESMExports();
}

function replaceTimers(inside: () => World | undefined): void {
  const timers = require('node:timers') as Record<string, unknown>;
  const real = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate };
  const make =
    (fallback: (...args: never[]) => unknown, repeats: boolean, delayOf: (delay: unknown) => number) =>
    (run: Callback, delay: unknown, ...args: unknown[]) => {
      const world = inside();
      const all = delayOf === none ? [delay, ...args] : args;
      if (world) return new SimulatedTimer(world, () => run(...all), delayOf(delay), repeats);
      return (fallback as Callback)(run, delay, ...args);
    };
  const none = () => 0;
  const given = (delay: unknown) => Number(delay ?? 1);
  const drop = (fallback: (timer: never) => void) => (timer: unknown) =>
    isSimulated(timer) ? void timer.close() : fallback(timer as never);
  const replaced = {
    setTimeout: make(real.setTimeout, false, given),
    setInterval: make(real.setInterval, true, given),
    setImmediate: make(real.setImmediate, false, none),
    clearTimeout: drop(real.clearTimeout),
    clearInterval: drop(real.clearInterval),
    clearImmediate: drop(real.clearImmediate),
  };
  Object.assign(timers, replaced);
  Object.assign(globalThis, replaced);
}

function replaceTimerPromises(inside: () => World | undefined): void {
  const promises = require('node:timers/promises') as Record<string, (...args: unknown[]) => unknown>;
  const real = { ...promises };
  const sleep = (world: World, delay: number, value: unknown, signal: AbortSignal | undefined) =>
    new Promise((resolve, reject) => {
      const abort = () => {
        cancel();
        reject(new DOMException('The operation was aborted', 'AbortError'));
      };
      const cancel = world.kernel.schedule(delay, 'sleep', () => {
        signal?.removeEventListener('abort', abort);
        resolve(value);
      });
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort);
    });
  const signalOf = (options: unknown) => (options as { signal?: AbortSignal } | undefined)?.signal;
  promises.setTimeout = (delay, value, options) => {
    const world = inside();
    if (!world) return real.setTimeout?.(delay, value, options);
    return sleep(world, Math.max(1, Number(delay ?? 1)), value, signalOf(options));
  };
  promises.setImmediate = (value, options) => {
    const world = inside();
    return world ? sleep(world, 0, value, signalOf(options)) : real.setImmediate?.(value, options);
  };
}

function replaceDice(inside: () => World | undefined): void {
  const crypto = require('node:crypto') as {
    randomBytes: (size: number) => Buffer;
    randomUUID: () => string;
  };
  const real = { random: Math.random, bytes: crypto.randomBytes, uuid: crypto.randomUUID };
  const bytes = (dice: Random, size: number) =>
    Buffer.from(Array.from({ length: size }, () => dice.below(256)));
  Math.random = () => inside()?.dice.next() ?? real.random();
  crypto.randomBytes = (size) => {
    const world = inside();
    return world ? bytes(world.dice, size) : real.bytes(size);
  };
  crypto.randomUUID = () => {
    const world = inside();
    if (!world) return real.uuid();
    const hex = bytes(world.dice, 16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  };
}
