/**
 * Notices that a project file was written to: by this window, another one, or another program. By events of the disk, so that
 * nothing runs while nothing happens; a disk that sends none is looked at when the window gets the focus.
 * Without VS Code, whose own watchers leave the project's folder out.
 */
import { type FSWatcher, watch } from 'node:fs';
import type { Disposable } from '../events.ts';

/** One commit is several events. Milliseconds. */
const GATHER = 200;
/**
 * A commit is told of when it is written, and can be read once the disk has flushed it, of which nobody is told. So after the last
 * event it looks some more times. Milliseconds after the look before.
 */
const LATER = [400, 1_000, 2_500];
/** After a look, it rests for this many times as long as that took: whoever commits all the time does not keep a core busy here. */
const REST = 4;

/** Every commit is appended to the write-ahead log, and now and then the log is taken over into the file. */
const isOfProject = (name: string): boolean => /\.clst(-wal)?$/u.test(name);

export class CommitWatcher implements Disposable {
  private readonly look: () => Promise<unknown>;
  private watching: FSWatcher | null = null;
  private timer: NodeJS.Timeout | null = null;
  private later: NodeJS.Timeout | null = null;
  private looking = false;
  private missed = false;
  private disposed = false;
  /** Milliseconds, of `performance.now()`. */
  private notBefore = 0;

  /** @param look called some time after a write; what it throws is nobody's to hear */
  constructor(look: () => Promise<unknown>) {
    this.look = look;
  }

  /** Whether what an event told of is still to be looked at. */
  get pending(): boolean {
    return this.timer !== null || this.looking;
  }

  /**
   * From now on; again where the folder may be another one, or could not be watched before.
   * @param folder with the project file, absolute, and on a disk of this machine: a share that hangs would hold up the window
   */
  start(folder: string): void {
    if (this.disposed) return;
    this.stop();
    try {
      this.watching = watch(folder, (_event, name) => {
        if (name === null || isOfProject(name)) this.noticed();
      });
      this.watching.on('error', () => this.stop());
      // What was committed before it was watched.
      this.noticed();
    } catch {
      // The folder is gone, or the system has no watches left: the window's focus has to do.
    }
  }

  dispose(): void {
    this.disposed = true;
    this.stop();
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.missed = false;
    this.notLater();
  }

  private notLater(): void {
    if (this.later !== null) clearTimeout(this.later);
    this.later = null;
  }

  private stop(): void {
    this.watching?.close();
    this.watching = null;
  }

  private noticed(): void {
    if (this.looking) {
      this.missed = true;
      return;
    }
    this.notLater();
    this.timer ??= setTimeout(() => void this.run(LATER), this.after(GATHER));
  }

  /** @returns `delay`, or more where it has to rest. Milliseconds. */
  private after(delay: number): number {
    return Math.max(delay, this.notBefore - performance.now());
  }

  private async run([next, ...rest]: readonly number[]): Promise<void> {
    this.timer = null;
    this.later = null;
    this.looking = true;
    const started = performance.now();
    await this.look().catch(() => undefined);
    this.looking = false;
    const ended = performance.now();
    this.notBefore = ended + REST * (ended - started);
    if (this.disposed) return;
    const again = this.missed && this.watching !== null;
    this.missed = false;
    if (again) this.noticed();
    else if (next !== undefined) this.later = setTimeout(() => void this.run(rest), this.after(next));
  }
}
