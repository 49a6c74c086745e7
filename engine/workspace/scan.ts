/** What lies in the working folder. */
import { type Dirent, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { type FileStamp, stampOf } from '../content/file-stamp.ts';
import { TurnTaker, throwIfAborted } from '../content/pace.ts';
import { unreadable } from '../content/stable-file.ts';
import { nameKey } from '../domain/names.ts';
import { errnoOf } from './fs-errors.ts';
import { IGNORE_FILE, IgnoreRules, readIgnoreFile } from './ignore.ts';
import { engineProjectPresets } from './ignore-presets.ts';
import { gone, requireFolder, splitPath } from './paths.ts';
import { isTemporaryName } from './temporary.ts';

/** Links are never followed; they and special files (pipes, sockets, devices) cannot be tracked. */
export type EntryKind = 'file' | 'folder' | 'link' | 'special';

export interface ScanEntry {
  /** Relative to the working folder, with `/`, spelled as on disk. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Files only. */
  readonly stamp: FileStamp | undefined;
}

export interface Unreadable {
  /** '' is the working folder itself. Nothing is known about this path and all below it: not that it is gone. */
  readonly path: string;
  readonly reason: string;
}

export interface ScanResult {
  /** Parents before children, ignored ones left out. */
  readonly entries: readonly ScanEntry[];
  readonly unreadable: readonly Unreadable[];
  /** Of the asked-for paths, those that the ignore rules leave out. */
  readonly ignored: readonly string[];
  /** Temporary files of safe writes; those of killed runs are for {@link sweepTemporary}. */
  readonly temporary: readonly string[];
}

export interface ScanOptions {
  /** Only these paths and all below them. A path that does not exist has no entry. */
  readonly paths?: readonly string[];
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
  const scan = new Scan(folder);
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
export function statFile(folder: string, path: string): FileStamp | undefined {
  const parts = splitPath(path);
  let at = folder;
  try {
    for (const name of parts.slice(0, -1)) {
      at = join(at, name);
      if (!lstatSync(at, { throwIfNoEntry: false })?.isDirectory()) return undefined;
    }
    at = join(folder, ...parts);
    const stats = lstatSync(at, { bigint: true, throwIfNoEntry: false });
    // A disk that is insensitive to case finds the file by other names too.
    return stats?.isFile() && realpathSync.native(at).endsWith(join(sep, ...parts))
      ? stampOf(stats)
      : undefined;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return undefined;
    throw unreadable(path, errno ?? String(error), error);
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

class Scan implements ScanResult {
  readonly entries: ScanEntry[] = [];
  readonly unreadable: Unreadable[] = [];
  readonly ignored: string[] = [];
  readonly temporary: string[] = [];
  readonly #folder: string;
  readonly #listings = new Map<string, Dirent[] | undefined>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Walks down to the path, then all below it. Yields the number of entries after each. */
  *from(parts: readonly string[]): Generator<number, void> {
    let rules = IgnoreRules.presets();
    let path = '';
    for (const name of parts) {
      const listing = this.#list(path);
      const entry = listing && findName(listing, name);
      if (!listing || !entry) return;
      rules = this.#enter(rules, path, listing);
      path = path === '' ? entry.name : `${path}/${entry.name}`;
      if (rules.ignores(path, entry.isDirectory())) {
        this.ignored.push(parts.join('/'));
        return;
      }
      if (path.split('/').length === parts.length) this.#add(path, entry);
      else if (!entry.isDirectory()) return;
      if (!entry.isDirectory()) return;
    }
    yield* this.#below(path, rules);
    this.#listings.clear();
  }

  *#below(path: string, above: IgnoreRules): Generator<number, void> {
    const listing = this.#list(path);
    if (!listing) return;
    const rules = this.#enter(above, path, listing);
    this.#listings.delete(path);
    for (const entry of listing) {
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (isTemporaryName(entry.name)) this.temporary.push(child);
      if (rules.ignores(child, entry.isDirectory())) continue;
      this.#add(child, entry);
      yield this.entries.length;
      if (entry.isDirectory()) yield* this.#below(child, rules);
    }
  }

  /** Undefined where the folder cannot be listed; the reason is then noted. */
  #list(path: string): Dirent[] | undefined {
    if (this.#listings.has(path)) return this.#listings.get(path);
    let listing: Dirent[] | undefined;
    try {
      listing = readdirSync(join(this.#folder, path), { withFileTypes: true });
    } catch (error) {
      const errno = errnoOf(error) ?? String(error);
      if (path === '' && errno === 'ENOENT') throw gone(this.#folder, error);
      // A folder that vanished since its parent was listed is simply not there.
      if (errno !== 'ENOENT') this.unreadable.push({ path, reason: errno });
    }
    this.#listings.set(path, listing);
    return listing;
  }

  #enter(rules: IgnoreRules, path: string, listing: readonly Dirent[]): IgnoreRules {
    const names = listing.map((entry) => entry.name);
    let text = '';
    if (names.includes(IGNORE_FILE)) {
      try {
        text = readIgnoreFile(join(this.#folder, path)) ?? '';
      } catch (error) {
        const file = path === '' ? IGNORE_FILE : `${path}/${IGNORE_FILE}`;
        this.unreadable.push({ path: file, reason: errnoOf(error) ?? (error as Error).message });
      }
    }
    return rules.inside(path, text, engineProjectPresets(names));
  }

  #add(path: string, entry: Dirent): void {
    const kind = kindOf(entry);
    if (kind !== 'file') {
      this.entries.push({ path, kind, stamp: undefined });
      return;
    }
    try {
      const stats = lstatSync(join(this.#folder, path), { bigint: true });
      const now = kindOf(stats);
      this.entries.push({ path, kind: now, stamp: now === 'file' ? stampOf(stats) : undefined });
    } catch (error) {
      const errno = errnoOf(error) ?? String(error);
      // Node replaces bytes that are not UTF-8, so such a file is listed but not found.
      if (errno !== 'ENOENT') this.unreadable.push({ path, reason: errno });
      else if (path.includes('\ufffd')) this.unreadable.push({ path, reason: 'its name is not valid UTF-8' });
    }
  }
}

/** The entry as spelled on disk: the exact name, or on a disk that takes them for the same, the one with its key. */
function findName(listing: readonly Dirent[], name: string): Dirent | undefined {
  const exact = listing.find((entry) => entry.name === name);
  if (exact) return exact;
  const key = nameKey(name);
  return listing.find((entry) => nameKey(entry.name) === key);
}
