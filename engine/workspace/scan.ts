/** What lies in the working folder. */
import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { join, sep } from 'node:path';
import type { QuickStamp } from '../content/file-stamp.ts';
import { TurnTaker, throwIfAborted } from '../content/pace.ts';
import { unreadable, whyUnreadable } from '../content/stable-file.ts';
import { nameKey } from '../domain/names.ts';
import { errnoOf } from './fs-errors.ts';
import { IGNORE_FILE, IgnoreRules, readIgnoreFile } from './ignore.ts';
import { engineProjectPresets } from './ignore-presets.ts';
import { gone, requireFolder, splitPath } from './paths.ts';
import { isTemporaryName } from './temporary.ts';

/** Links are never followed; they and special files (pipes, sockets, devices) cannot be tracked. */
export type EntryKind = 'file' | 'folder' | 'link' | 'special';

/** Entries between two looks at the clock. */
const LOOK_UP = 64;

export interface ScanEntry {
  /** Relative to the working folder, with `/`, spelled as on disk. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Files only. */
  readonly stamp: QuickStamp | undefined;
}

export interface Unreadable {
  /** '' is the working folder itself. Nothing is known about this path and all below it: not that it is gone. */
  readonly path: string;
  /** What the system calls it, see {@link whyUnreadable}. */
  readonly reason: string;
  /** It cannot be asked for: the bytes of its name are no UTF-8, and `path` has U+FFFD in their place. */
  readonly notUtf8?: true;
}

/** A folder, and the names in it with their kinds, ignored ones too: see {@link listFolder}. */
export interface Listing {
  readonly path: string;
  readonly names: string;
}

export interface ScanResult {
  /** Parents before children, ignored ones left out. */
  readonly entries: readonly ScanEntry[];
  readonly unreadable: readonly Unreadable[];
  /** Of the asked-for paths, those that the ignore rules leave out. */
  readonly ignored: readonly string[];
  /** What each folder held that was entered, in the order of the walk; where asked for. */
  readonly listings: readonly Listing[];
  /** Temporary files of safe writes; those of killed runs are for {@link sweepTemporary}. */
  readonly temporary: readonly string[];
}

export interface ScanOptions {
  /** Only these paths and all below them. A path that does not exist has no entry. */
  readonly paths?: readonly string[];
  /** Tell listings. */
  readonly listings?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Entries so far. */
  readonly onProgress?: ((entries: number) => void) | undefined;
}

/**
 * Walks the folder in slices that let the event loop turn. Synchronous calls in slices are three times as fast as
 * asynchronous ones; a drive that hangs holds up this thread, which is why the engine has one of its own.
 * @throws {CairnError} `folder-gone`, `outside-folder`, `cancelled`.
 */
export async function scanFolder(folder: string, options: ScanOptions = {}): Promise<ScanResult> {
  throwIfAborted(options.signal);
  await requireFolder(folder);
  const scan = new Scan(folder, options.listings ?? false);
  const turns = new TurnTaker();
  for (const path of topmost(options.paths ?? [''])) {
    for (const count of scan.from(splitPath(path))) {
      if (!turns.due) continue;
      options.onProgress?.(count);
      await turns.take(options.signal);
    }
  }
  return scan;
}

/**
 * The stamp of one file, whatever the ignore rules say (a tracked file stays tracked when a rule would leave it out);
 * undefined where there is no regular file of exactly this spelling, or a link leads to it.
 * @throws {CairnError} `file-unreadable` where a folder above it cannot be entered.
 */
export function statFile(folder: string, path: string): QuickStamp | undefined {
  const parts = splitPath(path);
  let at = folder;
  try {
    for (const name of parts.slice(0, -1)) {
      at = join(at, name);
      if (!lstatSync(at, { throwIfNoEntry: false })?.isDirectory()) return undefined;
    }
    at = join(folder, ...parts);
    const stats = lstatSync(at, { throwIfNoEntry: false });
    // A disk that is insensitive to case finds the file by other names too.
    return stats?.isFile() && realpathSync.native(at).endsWith(join(sep, ...parts))
      ? stampOf(stats)
      : undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return undefined;
    throw unreadable(path, whyUnreadable(errno ?? String(error)), error);
  }
}

/** Without those that lie below another one. */
function topmost(paths: readonly string[]): string[] {
  const all = new Set(paths);
  const covered = (path: string): boolean => {
    if (path !== '' && all.has('')) return true;
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      if (all.has(path.slice(0, cut))) return true;
    }
    return false;
  };
  return [...all].filter((path) => !covered(path));
}

const kindOf = (entry: Pick<Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): EntryKind => {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'special';
};

const LETTERS: Readonly<Record<EntryKind, string>> = { file: 'f', folder: 'd', link: 'l', special: 's' };

/** No name holds a `/`. */
const namesOf = (listing: readonly Dirent[]): string => {
  let names = '';
  for (const entry of listing) names += `${LETTERS[kindOf(entry)]}${entry.name}/`;
  return names;
};

/** The names in a folder (absolute) with their kinds, as a scan tells them. Errors of the disk come as they are. */
export const listFolder = (folder: string): string => namesOf(readdirSync(folder, { withFileTypes: true }));

/** A folder on the way down whose entries are being gone through. */
interface Frame {
  /** With a trailing `/`, except for the working folder itself, whose prefix is ''. */
  readonly prefix: string;
  readonly listing: readonly Dirent[];
  readonly rules: IgnoreRules;
  at: number;
}

class Scan implements ScanResult {
  readonly entries: ScanEntry[] = [];
  readonly unreadable: Unreadable[] = [];
  readonly ignored: string[] = [];
  readonly temporary: string[] = [];
  readonly listings: Listing[] = [];
  readonly #folder: string;
  readonly #tellListings: boolean;
  readonly #above = new Map<string, Dirent[] | undefined>();
  readonly #presets = IgnoreRules.presets();

  constructor(folder: string, tellListings: boolean) {
    this.#folder = folder;
    this.#tellListings = tellListings;
  }

  /** Walks down to the path, then all below it. Yields when asked whether it should be let go on. */
  *from(parts: readonly string[]): Generator<number, void> {
    let rules = this.#presets;
    let path = '';
    for (const [depth, name] of parts.entries()) {
      const listing = this.#listOnce(path);
      const entry = listing && findName(listing, name);
      if (!listing || !entry) return;
      rules = this.#enter(rules, path, listing);
      path = path === '' ? entry.name : `${path}/${entry.name}`;
      if (rules.ignores(path, entry.name, entry.isDirectory())) {
        this.ignored.push(parts.join('/'));
        return;
      }
      if (depth === parts.length - 1) this.#add(path, entry);
      if (!entry.isDirectory()) return;
    }
    yield* this.#below(path, rules);
  }

  *#below(top: string, above: IgnoreRules): Generator<number, void> {
    const first = this.#open(top, above);
    const frames = first ? [first] : [];
    for (let frame = frames.at(-1); frame; frame = frames.at(-1)) {
      const entry = frame.listing[frame.at++];
      if (!entry) {
        frames.pop();
        continue;
      }
      const { name } = entry;
      const path = frame.prefix + name;
      const isFolder = entry.isDirectory();
      if (name.startsWith('.') && isTemporaryName(name)) this.temporary.push(path);
      if (frame.rules.ignores(path, name, isFolder)) continue;
      this.#add(path, entry);
      if (isFolder) {
        const below = this.#open(path, frame.rules);
        if (below) frames.push(below);
      }
      if (this.entries.length % LOOK_UP === 0) yield this.entries.length;
    }
  }

  #open(path: string, above: IgnoreRules): Frame | undefined {
    const listing = this.#above.has(path) ? this.#above.get(path) : this.#list(path);
    if (!listing) return undefined;
    if (this.#tellListings) this.listings.push({ path, names: namesOf(listing) });
    const rules = this.#enter(above, path, listing);
    return { prefix: path === '' ? '' : `${path}/`, listing, rules, at: 0 };
  }

  /** Several of the asked-for paths may lie in one folder: it is listed once. */
  #listOnce(path: string): Dirent[] | undefined {
    if (!this.#above.has(path)) this.#above.set(path, this.#list(path));
    return this.#above.get(path);
  }

  /** Undefined where the folder cannot be listed; the reason is then noted. */
  #list(path: string): Dirent[] | undefined {
    try {
      return readdirSync(this.#onDisk(path), { withFileTypes: true });
    } catch (error) {
      const errno = errnoOf(error) ?? String(error);
      if (path === '' && errno === 'ENOENT') throw gone(this.#folder, error);
      this.#note(path, errno);
      return undefined;
    }
  }

  #onDisk(path: string): string {
    return path === '' ? this.#folder : `${this.#folder}/${path}`;
  }

  #enter(rules: IgnoreRules, path: string, listing: readonly Dirent[]): IgnoreRules {
    let text = '';
    if (listing.some((entry) => entry.name === IGNORE_FILE)) {
      try {
        text = readIgnoreFile(this.#onDisk(path)) ?? '';
      } catch (error) {
        const file = path === '' ? IGNORE_FILE : `${path}/${IGNORE_FILE}`;
        this.unreadable.push({ path: file, reason: errnoOf(error) ?? (error as Error).message });
      }
    }
    return rules.inside(path, text, engineProjectPresets(listing));
  }

  #add(path: string, entry: Dirent): void {
    const kind = kindOf(entry);
    if (kind !== 'file') {
      this.entries.push({ path, kind, stamp: undefined });
      return;
    }
    try {
      const stats = lstatSync(this.#onDisk(path));
      if (stats.isFile()) this.entries.push({ path, kind, stamp: stampOf(stats) });
      else this.entries.push({ path, kind: kindOf(stats), stamp: undefined });
    } catch (error) {
      this.#note(path, errnoOf(error) ?? String(error));
    }
  }

  /** What vanished since it was listed is simply not there. */
  #note(path: string, errno: string): void {
    if (errno !== 'ENOENT') this.unreadable.push({ path, reason: errno });
    // Node replaces bytes that are not UTF-8, so what has such a name is listed but not found.
    else if (path.includes('\ufffd')) {
      this.unreadable.push({ path, reason: 'its name is not valid UTF-8', notUtf8: true });
    }
  }
}

const stampOf = ({ size, mtimeMs, ino }: Stats): QuickStamp => ({ size, mtimeMs, ino });

/** The entry as spelled on disk: the exact name, or on a disk that takes them for the same, the one with its key. */
function findName(listing: readonly Dirent[], name: string): Dirent | undefined {
  const exact = listing.find((entry) => entry.name === name);
  if (exact) return exact;
  const key = nameKey(name);
  return listing.find((entry) => nameKey(entry.name) === key);
}
