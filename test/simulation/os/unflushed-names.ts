/**
 * Changes of names that a machine's disk does not hold yet. What is done in one folder reaches the disk in its order; nothing
 * is said about two folders, except that a rename from one to the other happens in both or in none. Flushing a folder makes what was done
 * in it last, and what that stands on, but not that the folder itself has its name: a disk may be that forgetful, and most are not.
 */
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Random } from '../random.ts';
import { running } from './program.ts';

/** Of SQLite, which flushes folders by itself (see databases.ts). */
export const DATABASE = /\.(?:clst|sqlite)(?:-wal|-shm|-journal)?$/u;

/** A name in a folder that is held open, whatever that is called. */
interface Place {
  readonly folder: number;
  readonly at: string;
}

interface Change {
  readonly label: string;
  /** Numbers of the folders it is in. */
  readonly folders: readonly number[];
  readonly undo: () => void;
}

type Noted = () => void;

const statOf = (path: string) => lstatSync(path, { throwIfNoEntry: false });
const inoOf = (path: string): number | undefined => statOf(path)?.ino;

export class UnflushedNames {
  /** Where things that lost their last name wait. */
  readonly #limbo: string;
  /** Folders with changes, held open, by number. */
  readonly #folders = new Map<number, number>();
  /** How many names in limbo a file has, by its number. */
  readonly #spare = new Map<number, number>();
  #changes: Change[] = [];
  #serial = 0;

  constructor(limbo: string) {
    this.#limbo = limbo;
  }

  /** Does a call that changes names, and has a note of it. */
  during<T>(call: string, args: readonly unknown[], work: () => T): T {
    const [first, second] = args;
    if (typeof first !== 'string' || DATABASE.test(first)) return work();
    if (call === 'rmdirSync') return this.#removeFolder(first, work);
    const noted = running.exit(() => this.#look(call, first, String(second), args[1]));
    const result = work();
    if (noted) running.exit(noted);
    return result;
  }

  /** How many of a file's names nobody sees. */
  spareNames(ino: number): number {
    return this.#spare.get(ino) ?? 0;
  }

  flushed(folder: number): void {
    const lasting = new Set([folder]);
    const left: Change[] = [];
    for (const change of this.#changes.toReversed()) {
      if (change.folders.some((one) => lasting.has(one))) for (const one of change.folders) lasting.add(one);
      else left.unshift(change);
    }
    this.#keep(left);
  }

  /** Somebody else writes to this path: what leads to it lasts. */
  settle(path: string): void {
    running.exit(() => {
      for (let at = dirname(path); at !== dirname(at); at = dirname(at)) {
        const ino = inoOf(at);
        if (ino !== undefined) this.flushed(ino);
      }
    });
  }

  /** The power goes. @returns what was lost */
  lose(random: Random): string[] {
    return running.exit(() => {
      const one = random.below(3);
      const stopped = new Set<number>();
      const lost = this.#changes.filter(({ folders }) => {
        const goes =
          folders.some((folder) => stopped.has(folder)) || one === 2 || (one === 1 && random.below(4) === 0);
        if (goes) for (const folder of folders) stopped.add(folder);
        return goes;
      });
      for (const { undo } of lost.toReversed()) undo();
      this.#keep([]);
      return lost.map(({ label }) => label);
    });
  }

  dispose(): void {
    running.exit(() => this.#keep([]));
  }

  #look(call: string, first: string, second: string, options: unknown): Noted | undefined {
    switch (call) {
      case 'openSync':
      case 'writeFileSync':
        return this.#made(first);
      case 'copyFileSync':
      case 'linkSync':
        return this.#made(second);
      case 'mkdirSync':
        return this.#folderMade(first, (options as { recursive?: boolean } | undefined)?.recursive === true);
      case 'unlinkSync':
      case 'rmSync':
        return this.#removed(first);
      case 'renameSync':
        return DATABASE.test(second) ? undefined : this.#renamed(first, second);
      default:
        return undefined;
    }
  }

  #made(path: string): Noted | undefined {
    if (DATABASE.test(path) || statOf(path)) return undefined;
    const place = this.#place(path);
    return () => {
      const ino = inoOf(place.at);
      this.#note(`${basename(path)} made`, [place], () => {
        if (inoOf(place.at) === ino) unlinkSync(place.at);
      });
    };
  }

  #folderMade(path: string, recursive: boolean): Noted | undefined {
    const missing: string[] = [];
    for (let at = path; !statOf(at); at = dirname(at)) {
      missing.unshift(at);
      if (!recursive) break;
    }
    return () => {
      for (const one of missing) {
        const place = this.#place(one);
        const ino = inoOf(place.at);
        this.#note(`folder ${basename(one)} made`, [place], () => {
          if (inoOf(place.at) === ino) rmSync(place.at, { recursive: true });
        });
      }
    };
  }

  #removed(path: string): Noted | undefined {
    if (!statOf(path)?.isFile()) return undefined;
    const place = this.#place(path);
    const kept = this.#keepFile(path);
    return () =>
      this.#note(`${basename(path)} removed`, [place], () => {
        if (!statOf(place.at)) ignoreGone(() => linkSync(kept, place.at));
      });
  }

  #renamed(from: string, to: string): Noted | undefined {
    const [moving, replaced] = [statOf(from), statOf(to)];
    if (!moving || moving.ino === replaced?.ino) return undefined;
    const [source, target] = [this.#place(from), this.#place(to)];
    const kept = replaced?.isFile() ? this.#keepFile(to) : undefined;
    return () =>
      this.#note(`${basename(from)} renamed to ${basename(to)}`, [source, target], () => {
        if (inoOf(target.at) !== moving.ino || statOf(source.at)) return;
        ignoreGone(() => renameSync(target.at, source.at));
        if (kept) ignoreGone(() => linkSync(kept, target.at));
        else if (replaced) ignoreGone(() => mkdirSync(target.at));
      });
  }

  /** Puts an empty folder aside instead of removing it: what was undone in it would have nowhere to be. */
  #removeFolder<T>(path: string, work: () => T): T {
    return running.exit(() => {
      if (!statOf(path)?.isDirectory() || readdirSync(path).length > 0) return work();
      const place = this.#place(path);
      const kept = this.#waiting();
      renameSync(path, kept);
      this.#note(`folder ${basename(path)} removed`, [place], () => {
        if (!statOf(place.at)) ignoreGone(() => renameSync(kept, place.at));
      });
      return undefined as T;
    });
  }

  #keepFile(path: string): string {
    const kept = this.#waiting();
    linkSync(path, kept);
    const ino = inoOf(kept) ?? 0;
    this.#spare.set(ino, this.spareNames(ino) + 1);
    return kept;
  }

  #waiting(): string {
    mkdirSync(this.#limbo, { recursive: true });
    return join(this.#limbo, String(this.#serial++));
  }

  #place(path: string): Place {
    const fd = openSync(realpathSync(dirname(path)), constants.O_RDONLY | constants.O_DIRECTORY);
    const { ino } = fstatSync(fd);
    const held = this.#folders.get(ino);
    if (held === undefined) this.#folders.set(ino, fd);
    else closeSync(fd);
    return { folder: ino, at: `/proc/self/fd/${held ?? fd}/${basename(path)}` };
  }

  #note(label: string, places: readonly Place[], undo: () => void): void {
    this.#changes.push({ label, folders: places.map(({ folder }) => folder), undo });
  }

  /** What is not among these lasts, or is undone. */
  #keep(changes: Change[]): void {
    this.#changes = changes;
    if (changes.length > 0) return;
    for (const fd of this.#folders.values()) closeSync(fd);
    this.#folders.clear();
    this.#spare.clear();
    rmSync(this.#limbo, { recursive: true, force: true });
  }
}

/** The folder it lay in has gone itself. */
function ignoreGone(work: () => void): void {
  try {
    work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
