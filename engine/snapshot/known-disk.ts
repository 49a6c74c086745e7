/** What is known of the working folder, and what a scan of all or some of it changes about that. */

import type { QuickStamp } from '../content/file-stamp.ts';
import { nameOf, parentOf } from '../domain/item-path.ts';
import { CairnError } from '../errors.ts';
import { errnoOf } from '../workspace/fs-errors.ts';
import { IGNORE_FILE } from '../workspace/ignore.ts';
import { decidesPresets } from '../workspace/ignore-presets.ts';
import { type ScanResult, statFile, type Unreadable } from '../workspace/scan.ts';
import type { DiskFile, Matching } from './matching.ts';

/** Whether a change there can change what is left out elsewhere, so that everything must be looked at. */
export function decidesElsewhere(path: string): boolean {
  const name = nameOf(path);
  return name === '' || name === IGNORE_FILE || decidesPresets(name);
}

const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Of what a scan could not look at, that which may belong to items. */
export const unreadableOf = ({ unreadable }: ScanResult): Unreadable[] =>
  unreadable.filter(({ notUtf8 }) => !notUtf8);

export class KnownDisk {
  /** Regular files, those left out by ignore rules only where they are tracked. */
  readonly files = new Map<string, DiskFile>();
  /** Folders, relative paths. */
  readonly folders = new Set<string>();
  /** Nothing is known about these and all below them. */
  unreadable: readonly Unreadable[] = [];
  /** Whose names are no UTF-8. No item has such a path, so they say nothing about any. */
  unnamed: readonly Unreadable[] = [];
  /** What was looked at by name, as no scan came by it. */
  readonly byName = new Map<string, QuickStamp | undefined>();
  readonly #folder: string;

  /** @param folder the working folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Before there is a picture: takes over a scan of everything as it is. */
  begin(scan: ScanResult): void {
    this.byName.clear();
    this.#note(scan);
    for (const { path, kind, stamp } of scan.entries) {
      if (stamp) this.files.set(path, { path, stamp, owner: undefined });
      else if (kind === 'folder') this.folders.add(path);
    }
  }

  /** Tracked files that a scan did not come by may be left out by the ignore rules: they are looked at by name. */
  lookForMissing(matching: Matching): void {
    for (const path of matching.missing()) this.#lookAgain(path, matching);
  }

  /** Takes over a scan of the whole folder. */
  replace(scan: ScanResult, matching: Matching): void {
    this.byName.clear();
    this.#note(scan);
    this.folders.clear();
    const seen = this.#seeAll(scan, matching);
    if (seen.size < this.files.size) {
      for (const path of [...this.files.keys()]) if (!seen.has(path)) this.#lookAgain(path, matching);
    }
    this.lookForMissing(matching);
  }

  /** Takes over a scan of these paths and all below them, in which nothing was unreadable. */
  patch(scan: ScanResult, paths: readonly string[], matching: Matching): void {
    this.byName.clear();
    const others = this.unnamed.filter((one) => !paths.some((path) => isWithin(one.path, path)));
    this.unnamed = [...others, ...scan.unreadable];
    const seen = this.#seeAll(scan, matching);
    for (const path of seen) {
      for (
        let folder = parentOf(path);
        folder !== '' && !this.folders.has(folder);
        folder = parentOf(folder)
      ) {
        this.folders.add(folder);
      }
    }
    const found = new Set(scan.entries.filter((entry) => entry.kind === 'folder').map((entry) => entry.path));
    const missing = matching.missing();
    for (const path of paths) {
      const known = this.files.has(path) ? [path] : [];
      if (this.folders.has(path)) known.push(...this.#forgetBelow(path, found));
      known.push(...missing.filter((one) => isWithin(one, path)));
      for (const one of known) if (!seen.has(one)) this.#lookAgain(one, matching);
    }
  }

  /** Whether nothing is known about a path: it, or a folder above it, could not be read. That does not mean it is gone. */
  isBlocked(path: string): boolean {
    return this.unreadable.some((one) => one.path === '' || isWithin(path, one.path));
  }

  #note(scan: ScanResult): void {
    this.unreadable = unreadableOf(scan);
    this.unnamed = scan.unreadable.filter(({ notUtf8 }) => notUtf8);
  }

  #seeAll(scan: ScanResult, matching: Matching): Set<string> {
    const seen = new Set<string>();
    for (const { path, kind, stamp } of scan.entries) {
      if (kind === 'folder') this.folders.add(path);
      if (!stamp) continue;
      seen.add(path);
      matching.see(path, stamp);
    }
    return seen;
  }

  /** @returns files known below a folder; folders below that were not found again are forgotten. */
  #forgetBelow(path: string, found: ReadonlySet<string>): string[] {
    for (const folder of this.folders) {
      if (isWithin(folder, path) && !found.has(folder)) this.folders.delete(folder);
    }
    return [...this.files.keys()].filter((file) => isWithin(file, path));
  }

  /** A path that a scan did not come by: gone, or left out by the ignore rules. A tracked file is looked at anyway. */
  #lookAgain(path: string, matching: Matching): void {
    if (this.isBlocked(path)) {
      matching.see(path, undefined);
      return;
    }
    const owner = this.files.get(path)?.owner;
    const isTracked = owner === undefined ? !this.files.has(path) : owner.item.file?.path === path;
    matching.see(path, isTracked ? this.#stat(path) : undefined);
  }

  #stat(path: string): QuickStamp | undefined {
    try {
      const stamp = statFile(this.#folder, path);
      this.byName.set(path, stamp);
      return stamp;
    } catch (error) {
      // A project file from elsewhere may say anything of where files lie.
      if (CairnError.is(error, 'outside-folder')) return undefined;
      if (!CairnError.is(error, 'file-unreadable')) throw error;
      this.unreadable = [...this.unreadable, { path, reason: errnoOf(error.cause) ?? String(error.cause) }];
      return undefined;
    }
  }
}
