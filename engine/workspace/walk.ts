/** The questions of a scan, and what their answers come to: the same, whichever is answered first. */
import type { QuickStamp } from '../content/file-stamp.ts';
import { nameKey } from '../domain/names.ts';
import { errnoOf } from './fs-errors.ts';
import { IGNORE_FILE, IgnoreRules, readIgnoreFile } from './ignore.ts';
import { engineProjectPresets } from './ignore-presets.ts';
import { type EntryKind, type Failed, type Name, namesAsText, onDisk, type Seen, stampOf } from './look.ts';
import type { Question, Questions, Share } from './looks.ts';
import { gone } from './paths.ts';
import type { Listing, ScanEntry, ScanResult, Unreadable } from './scan.ts';
import { isTemporaryName } from './temporary.ts';

/** What is asked for in a folder, by name; or all that is in it and below. */
type Wanted = 'all' | Map<string, Wanted>;

/** A file has no stamp until it was looked at, and none after that if there is no telling: see {@link Walk.result}. */
interface Entry extends ScanEntry {
  kind: EntryKind;
  stamp: QuickStamp | undefined;
}

/** A folder that is read, with what is found in it. */
interface Visit {
  readonly path: string;
  /** Of the folder above. */
  readonly rules: IgnoreRules;
  readonly wanted: Wanted;
  /** The path as it was asked for. */
  readonly asked: string;
  failed: Failed | undefined;
  readonly entries: Entry[];
  readonly below: Visit[];
  readonly listings: Listing[];
  readonly unreadable: Unreadable[];
  readonly ignored: string[];
  readonly temporary: string[];
}

export class Walk implements Questions {
  readonly #folder: string;
  readonly #tellListings: boolean;
  readonly #top: Visit;
  /** To be read, the next one last: a walk that goes down first has the fewest waiting. */
  readonly #folders: Visit[];
  /**
   * To be looked at, from `#next` on. They come before folders: what a share said of them when their folder was read
   * may not have to be asked again.
   */
  readonly #files: Entry[] = [];
  #next = 0;
  readonly #failed = new Map<Entry, Failed>();

  /** @param folder absolute. @param paths by their components, as `splitPath` has them. */
  constructor(folder: string, paths: readonly (readonly string[])[], tellListings: boolean) {
    this.#folder = folder;
    this.#tellListings = tellListings;
    this.#top = visit('', IgnoreRules.presets(), wantedOf(paths), '');
    this.#folders = [this.#top];
  }

  next(share: Share): Question | undefined {
    const waiting = this.#files.length - this.#next;
    if (waiting > 0) return this.#askFiles(share.files(waiting));
    const visits = this.#folders.splice(-share.folders(this.#folders.length)).reverse();
    if (visits.length === 0) return undefined;
    return {
      about: 'folders',
      folder: this.#folder,
      paths: visits.map(({ path }) => path),
      tell: (index, names) => this.#read(visits[index] as Visit, names),
    };
  }

  /** Once all was asked. */
  result(): ScanResult {
    const scan = {
      entries: [] as ScanEntry[],
      unreadable: [] as Unreadable[],
      ignored: [] as string[],
      listings: [] as Listing[],
      temporary: [] as string[],
    };
    const visits = [this.#top];
    for (let one = visits.pop(); one; one = visits.pop()) {
      if (one.failed) note(scan.unreadable, one.path, one.failed);
      scan.unreadable.push(...one.unreadable);
      for (const entry of one.entries) {
        if (entry.kind !== 'file' || entry.stamp) scan.entries.push(entry);
        else note(scan.unreadable, entry.path, this.#failed.get(entry));
      }
      for (const ignored of one.ignored) scan.ignored.push(ignored);
      scan.listings.push(...one.listings);
      for (const temporary of one.temporary) scan.temporary.push(temporary);
      pushLastFirst(visits, one.below);
    }
    return scan;
  }

  #askFiles(count: number): Question {
    const entries = this.#files.slice(this.#next, this.#next + count);
    this.#next += entries.length;
    if (this.#next === this.#files.length) this.#files.length = this.#next = 0;
    return {
      about: 'files',
      folder: this.#folder,
      paths: entries.map(({ path }) => path),
      tell: (index, seen) => this.#see(entries[index] as Entry, seen),
    };
  }

  #see(entry: Entry, seen: Seen): void {
    if (typeof seen === 'string') entry.kind = seen;
    else if ('errno' in seen) this.#failed.set(entry, seen);
    else entry.stamp = stampOf(seen);
  }

  #read(read: Visit, names: readonly Name[] | Failed): void {
    const { path, wanted } = read;
    if ('errno' in names) {
      if (path === '' && names.errno === 'ENOENT') throw gone(this.#folder);
      read.failed = names;
      return;
    }
    if (this.#tellListings) read.listings.push({ path, names: namesAsText(names) });
    const rules = this.#enter(read, names);
    if (wanted === 'all') this.#takeAll(read, names, rules);
    else this.#takeWanted(read, names, rules, wanted);
    pushLastFirst(this.#folders, read.below);
  }

  #takeAll(read: Visit, names: readonly Name[], rules: IgnoreRules): void {
    const prefix = read.path === '' ? '' : `${read.path}/`;
    for (const { name, kind } of names) {
      const path = prefix + name;
      if (name.startsWith('.') && isTemporaryName(name)) read.temporary.push(path);
      if (rules.ignores(path, name, kind === 'folder')) continue;
      this.#add(read, path, kind);
      if (kind === 'folder') read.below.push(visit(path, rules, 'all', path));
    }
  }

  #takeWanted(
    read: Visit,
    names: readonly Name[],
    rules: IgnoreRules,
    wanted: ReadonlyMap<string, Wanted>,
  ): void {
    for (const [asked, deeper] of wanted) {
      const found = findName(names, asked);
      if (!found) continue;
      const { name, kind } = found;
      const path = below(read.path, name);
      const askedPath = below(read.asked, asked);
      if (rules.ignores(path, name, kind === 'folder')) {
        read.ignored.push(...pathsOf(askedPath, deeper));
        continue;
      }
      if (deeper === 'all') this.#add(read, path, kind);
      if (kind === 'folder') read.below.push(visit(path, rules, deeper, askedPath));
    }
  }

  #add({ entries }: Visit, path: string, kind: EntryKind): void {
    const entry: Entry = { path, kind, stamp: undefined };
    entries.push(entry);
    if (kind === 'file') this.#files.push(entry);
  }

  /** Ignore files are few, and read as they are met. */
  #enter({ path, rules, unreadable }: Visit, names: readonly Name[]): IgnoreRules {
    let text = '';
    if (names.some(({ name }) => name === IGNORE_FILE)) {
      try {
        text = readIgnoreFile(onDisk(this.#folder, path)) ?? '';
      } catch (error) {
        const reason = errnoOf(error) ?? (error as Error).message;
        unreadable.push({ path: below(path, IGNORE_FILE), reason });
      }
    }
    return rules.inside(path, text, engineProjectPresets(names));
  }
}

const below = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);

const visit = (path: string, rules: IgnoreRules, wanted: Wanted, asked: string): Visit => ({
  path,
  rules,
  wanted,
  asked,
  failed: undefined,
  entries: [],
  below: [],
  listings: [],
  unreadable: [],
  ignored: [],
  temporary: [],
});

/** So that the first is the next to be taken. */
function pushLastFirst(stack: Visit[], visits: readonly Visit[]): void {
  for (let at = visits.length - 1; at >= 0; at--) stack.push(visits[at] as Visit);
}

/** What lies below another one that is asked for comes with that. */
function wantedOf(paths: readonly (readonly string[])[]): Wanted {
  const top: Map<string, Wanted> = new Map();
  for (const parts of paths) {
    const last = parts.at(-1);
    if (last === undefined) return 'all';
    let at: Wanted = top;
    for (const name of parts.slice(0, -1)) {
      if (at === 'all') break;
      const next: Wanted = at.get(name) ?? new Map();
      at.set(name, next);
      at = next;
    }
    if (at !== 'all') at.set(last, 'all');
  }
  return top;
}

/** Those that were asked for at `path` and below. */
function pathsOf(path: string, wanted: Wanted): string[] {
  if (wanted === 'all') return [path];
  return [...wanted].flatMap(([name, deeper]) => pathsOf(below(path, name), deeper));
}

/** What vanished since it was listed is simply not there. */
function note(unreadable: Unreadable[], path: string, failed: Failed | undefined): void {
  const reason = failed?.errno ?? 'ENOENT';
  if (reason !== 'ENOENT') unreadable.push({ path, reason });
  // Node replaces bytes that are not UTF-8, so what has such a name is listed but not found.
  else if (path.includes('\ufffd')) {
    unreadable.push({ path, reason: 'its name is not valid UTF-8', notUtf8: true });
  }
}

/** The entry as spelled on disk: the exact name, or on a disk that takes them for the same, the one with its key. */
function findName(names: readonly Name[], asked: string): Name | undefined {
  const exact = names.find(({ name }) => name === asked);
  if (exact) return exact;
  const key = nameKey(asked);
  return names.find(({ name }) => nameKey(name) === key);
}
