/**
 * The file system of simulated programs: the real one, on which every change is counted and can fail, and every
 * asynchronous call takes simulated time. Whatever is no simulated program gets the real calls.
 */
import { type BigIntStats, fstatSync, type Mode, type PathLike, type Stats } from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import type { World } from './clock.ts';
import { type Effect, Killed, type Machine, type Program, running } from './program.ts';

const require = createRequire(import.meta.url);
type Fs = typeof import('node:fs');
type Anything = (...args: never[]) => unknown;

/** Longest that the disk takes for something, in milliseconds. */
const SLOWEST = 2;

const full = (syscall: string) => () =>
  Object.assign(new Error(`ENOSPC: no space left on device, ${syscall}`), {
    code: 'ENOSPC',
    errno: -28,
    syscall,
  });

const text = (target: unknown): string => (typeof target === 'number' ? 'file' : String(target));

/** Changes by the name of their call: what they are, and whether their second argument is a path too. */
const CHANGES: Readonly<Record<string, readonly [Effect, boolean?]>> = {
  writevSync: ['write'],
  writeSync: ['write'],
  writeFileSync: ['create'],
  copyFileSync: ['create', true],
  fsyncSync: ['flush'],
  fdatasyncSync: ['flush'],
  ftruncateSync: ['cut'],
  mkdirSync: ['folder'],
  rmdirSync: ['remove'],
  rmSync: ['remove'],
  unlinkSync: ['remove'],
  renameSync: ['rename', true],
  linkSync: ['link', true],
  chmodSync: ['mark'],
  fchmodSync: ['mark'],
  futimesSync: ['mark'],
};

/** Calls of `fs/promises`, by the synchronous one that does the same. */
const PROMISED: Readonly<Record<string, string>> = {
  link: 'linkSync',
  lstat: 'lstatSync',
  stat: 'statSync',
  mkdir: 'mkdirSync',
  readdir: 'readdirSync',
  readFile: 'readFileSync',
  rename: 'renameSync',
  rm: 'rmSync',
  rmdir: 'rmdirSync',
  statfs: 'statfsSync',
  unlink: 'unlinkSync',
  copyFile: 'copyFileSync',
  writeFile: 'writeFileSync',
};

const opensToWrite = (flags: unknown): boolean => typeof flags === 'string' && /[wa+]/u.test(flags);

/** @param current the simulation that is under way. */
export function replaceFiles(current: () => World | undefined): void {
  const fs = require('node:fs') as Fs & Record<string, Anything>;
  const real: Record<string, Anything> = { ...fs };
  const program = (): Program | undefined => (current() ? running.getStore()?.program : undefined);

  for (const [name, [effect, two]] of Object.entries(CHANGES)) {
    const call = real[name] as (...args: unknown[]) => unknown;
    fs[name] = ((...args: unknown[]) => {
      const me = program();
      if (!me) return call.apply(fs, args);
      const named = () => me.machine.names.during(name, args, () => call.apply(fs, args));
      const work = () => noted(me, name, args, named);
      return me.perform(
        effect,
        text(args[0]),
        work,
        full(name.slice(0, -4)),
        two ? text(args[1]) : undefined,
      );
    }) as Anything;
  }
  fs.openSync = ((path: PathLike, flags?: string | number, mode?: Mode) => {
    const me = program();
    const open = () => (real.openSync as unknown as Fs['openSync'])(path, flags ?? 'r', mode);
    if (!me) return open();
    if (!me.alive) throw new Killed(me.name);
    const change = () => {
      const opened = me.machine.unflushed.opening(String(path), /w/u.test(String(flags)));
      const fd = me.machine.names.during('openSync', [String(path)], open);
      opened(fd);
      return fd;
    };
    const fd = opensToWrite(flags) ? me.perform('create', text(path), change, full('open')) : open();
    me.files.add(fd);
    return fd;
  }) as Fs['openSync'];
  fs.closeSync = ((fd: number) => {
    const me = program();
    if (me && !me.files.delete(fd)) return;
    me?.machine.unflushed.closed(fd);
    (real.closeSync as unknown as Fs['closeSync'])(fd);
  }) as Fs['closeSync'];
  fs.fstatSync = ((...args: unknown[]) => {
    const stats = (real.fstatSync as unknown as (...all: unknown[]) => Stats | BigIntStats)(...args);
    const spare = program()?.machine.names.spareNames(Number(stats.ino)) ?? 0;
    if (typeof stats.nlink === 'bigint') stats.nlink -= BigInt(spare);
    else stats.nlink -= spare;
    return stats;
  }) as Fs['fstatSync'];
  replaceCallbacks(fs, program, current);
  replacePromises(fs, program, current);
  syncBuiltinESMExports();
}

/** Does a change, and has the machine know what of it is not on its disk yet. */
function noted<T>({ machine }: Program, name: string, args: readonly unknown[], work: () => T): T {
  const { unflushed } = machine;
  const [first, second] = args;
  if (name === 'writeFileSync' || name === 'copyFileSync') {
    const written = unflushed.opening(String(name === 'copyFileSync' ? second : first), true);
    const result = work();
    written();
    const { flush } = (name === 'writeFileSync' && (args[2] as { flush?: boolean } | undefined)) || {};
    if (flush && !machine.forgetsToFlush) unflushed.flushedFile(String(first));
    return result;
  }
  if (typeof first !== 'number') return work();
  if (name === 'fsyncSync' || name === 'fdatasyncSync') {
    const result = work();
    if (!machine.forgetsToFlush) flushed(machine, first);
    return result;
  }
  if (['writeSync', 'writevSync', 'ftruncateSync'].includes(name)) unflushed.writing(first);
  return work();
}

function flushed(machine: Machine, fd: number): void {
  const stats = running.exit(() => fstatSync(fd));
  if (!stats.isDirectory()) machine.unflushed.flushed(fd);
  else if (!machine.forgetsFolders) machine.names.flushed(stats.ino);
}

async function takeTime(current: () => World | undefined, label: string): Promise<void> {
  const { task } = running.getStore() ?? {};
  await current()?.kernel.wait((task?.random.next() ?? 0) * SLOWEST, label);
}

/** Calls with a callback, of which the product uses four, as promises. */
function replaceCallbacks(
  fs: Fs & Record<string, Anything>,
  program: () => Program | undefined,
  current: () => World | undefined,
): void {
  const later = (name: string, wrap: (result: unknown) => unknown) => {
    const real = fs[name] as Anything;
    const promised = promisify(real as never) as (...args: unknown[]) => Promise<unknown>;
    const call = (...args: unknown[]) => {
      const me = program();
      const callback = args.at(-1);
      if (!me || typeof callback !== 'function') return (real as (...all: unknown[]) => unknown)(...args);
      return (fs[`${name}Sync`] as unknown as (...all: unknown[]) => unknown)(...args.slice(0, -1));
    };
    const custom = async (...args: unknown[]) => {
      if (!program()) return promised(...args);
      await takeTime(current, name);
      return wrap((fs[`${name}Sync`] as unknown as (...all: unknown[]) => unknown)(...args));
    };
    Object.defineProperty(call, promisify.custom, { value: custom });
    fs[name] = call as Anything;
  };
  later('writev', (bytesWritten) => ({ bytesWritten }));
  later('read', (bytesRead) => ({ bytesRead }));
  later('fdatasync', () => undefined);
  later('close', () => undefined);
}

function replacePromises(
  fs: Fs & Record<string, Anything>,
  program: () => Program | undefined,
  current: () => World | undefined,
): void {
  const promises = require('node:fs/promises') as unknown as Record<
    string,
    (...args: unknown[]) => Promise<unknown>
  >;
  for (const [name, sync] of Object.entries(PROMISED)) {
    const real = promises[name]!;
    promises[name] = async (...args) => {
      if (!program()) return real.apply(promises, args);
      await takeTime(current, name);
      return (fs[sync] as unknown as (...all: unknown[]) => unknown)(...args);
    };
  }
  const realOpen = promises.open!;
  promises.open = async (...args) => {
    if (!program()) return realOpen.apply(promises, args);
    await takeTime(current, 'open');
    const [path, flags, mode] = args as [PathLike, string | undefined, Mode | undefined];
    return new SimulatedHandle(fs, fs.openSync(path, flags ?? 'r', mode), (label) =>
      takeTime(current, label),
    );
  };
}

/** As much of a `FileHandle` as the product uses. */
class SimulatedHandle {
  readonly fd: number;
  readonly #fs: Fs;
  readonly #time: (label: string) => Promise<void>;
  #closed = false;

  constructor(fs: Fs, fd: number, time: (label: string) => Promise<void>) {
    this.#fs = fs;
    this.fd = fd;
    this.#time = time;
  }

  async write(piece: Uint8Array, offset: number, length: number): Promise<{ bytesWritten: number }> {
    await this.#time('write');
    return { bytesWritten: this.#fs.writeSync(this.fd, piece, offset, length) };
  }

  async utimes(atime: number, mtime: number): Promise<void> {
    await this.#time('utimes');
    this.#fs.futimesSync(this.fd, atime, mtime);
  }

  async sync(): Promise<void> {
    await this.#time('sync');
    this.#fs.fsyncSync(this.fd);
  }

  async chmod(mode: Mode): Promise<void> {
    await this.#time('chmod');
    this.#fs.fchmodSync(this.fd, mode);
  }

  async stat(options: { bigint: true }): Promise<BigIntStats> {
    await this.#time('stat');
    return this.#fs.fstatSync(this.fd, options);
  }

  /** Once, as a real one: by the second time something else may have its number. */
  async close(): Promise<void> {
    await this.#time('close');
    if (this.#closed) return;
    this.#closed = true;
    this.#fs.closeSync(this.fd);
  }
}
