/** The entries of a picture: by path, counted by collection, listed by folder, with a log of what changed. */
import type { Counts, Entry } from '../api.ts';
import { parentOf } from '../domain/item-path.ts';
import { sameEntry } from './same-entry.ts';
import { Tally } from './tally.ts';
import type { TreeNode } from './tree.ts';

/** Changes that are remembered one by one; whoever asks for more gets everything. */
const MOST_CHANGES = 20_000;

export class Entries {
  /** Grows with each change that is announced. */
  version = 1;
  readonly #byPath = new Map<string, Entry>();
  readonly #project = new Tally();
  readonly #tallies = new Map<TreeNode, Tally>();
  /** Collections whose tally changed since they were last drawn. */
  readonly #uncounted = new Set<TreeNode>();
  /** Members of each folder, once somebody asked for one. */
  #members: Map<string, Set<string>> | undefined;
  readonly #order = new Map<string, readonly string[]>();
  /** Paths and the version that last changed them, complete from `#since` on; none while nobody has seen anything. */
  #log: Map<string, number> | undefined;
  #since = 1;

  get(path: string): Entry | undefined {
    return this.#byPath.get(path);
  }

  values(): Iterable<Entry> {
    return this.#byPath.values();
  }

  get counts(): Counts {
    return this.#project.counts;
  }

  /** @param above the collection that it lies in, at any depth. Undefined: the working folder itself. */
  set(entry: Entry, above: TreeNode | undefined): void {
    const old = this.#byPath.get(entry.path);
    if (old && sameEntry(old, entry)) return;
    this.#byPath.set(entry.path, entry);
    if (old?.state !== entry.state || old.folder !== entry.folder) {
      if (old) this.#count(old, above, -1);
      this.#count(entry, above, 1);
    }
    if (!old) this.#join(entry.path);
    this.#log?.set(entry.path, this.version + 1);
  }

  delete(path: string, above: TreeNode | undefined): void {
    const old = this.#byPath.get(path);
    if (!old) return;
    this.#byPath.delete(path);
    this.#count(old, above, -1);
    this.#leave(path);
    this.#log?.set(path, this.version + 1);
  }

  /** Collections of which something below changed its state. */
  takeUncounted(): readonly TreeNode[] {
    const collections = [...this.#uncounted];
    this.#uncounted.clear();
    return collections;
  }

  stateOf(collection: TreeNode): Entry['state'] {
    return this.#tallies.get(collection)?.mostUrgent ?? 'normal';
  }

  /** Announces what was set and deleted since the last time. */
  commit(): void {
    this.#log ??= new Map();
    if (this.#log.size > MOST_CHANGES) {
      this.#log = new Map();
      this.#since = this.version + 1;
    }
    this.version++;
  }

  /** What changed after `version`, gone paths too; undefined where that is not known any more. */
  changedSince(version: number): string[] | undefined {
    if (!this.#log || version < this.#since || version > this.version) return undefined;
    return [...this.#log].filter(([, changed]) => changed > version).map(([path]) => path);
  }

  /**
   * Takes over the log of the picture that this one replaces, with what differs between the two, and keeps old entries
   * that show the same.
   */
  follow(before: Entries): void {
    const log = new Map(before.#log);
    this.#log = log;
    this.#since = before.#since;
    this.version = before.version;
    for (const [path, entry] of this.#byPath) {
      const old = before.#byPath.get(path);
      if (old && sameEntry(old, entry)) this.#byPath.set(path, old);
      else log.set(path, this.version + 1);
    }
    for (const path of before.#byPath.keys()) {
      if (!this.#byPath.has(path)) log.set(path, this.version + 1);
    }
  }

  /** Right below a path ('' is the root): folders first, then by name as people sort. */
  children(path: string): Entry[] {
    return this.listing(path, Number.POSITIVE_INFINITY).entries;
  }

  /** The first `limit` of the children, those of `also` that are further down, and how many there are. */
  listing(path: string, limit: number, also: readonly string[] = []): { entries: Entry[]; total: number } {
    const order = this.#order.get(path) ?? this.#sorted(path);
    this.#order.set(path, order);
    const wanted = new Set(also);
    const further = wanted.size === 0 ? [] : order.slice(limit).filter((child) => wanted.has(child));
    const shown = [...order.slice(0, limit), ...further].map((child) => this.#byPath.get(child));
    return { entries: shown.filter((entry) => entry !== undefined), total: order.length };
  }

  #sorted(path: string): string[] {
    const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
    const entries = [...(this.#folders().get(path) ?? [])].map((child) => this.#byPath.get(child));
    return entries
      .filter((entry) => entry !== undefined)
      .sort(
        (a, b) =>
          Number(b.folder) - Number(a.folder) ||
          collator.compare(a.name, b.name) ||
          (a.path < b.path ? -1 : 1),
      )
      .map((entry) => entry.path);
  }

  #folders(): Map<string, Set<string>> {
    if (this.#members) return this.#members;
    this.#members = new Map();
    for (const path of this.#byPath.keys()) this.#join(path);
    return this.#members;
  }

  #join(path: string): void {
    if (!this.#members) return;
    const folder = parentOf(path);
    const members = this.#members.get(folder);
    if (members) members.add(path);
    else this.#members.set(folder, new Set([path]));
    this.#order.delete(folder);
  }

  #leave(path: string): void {
    const folder = parentOf(path);
    this.#members?.get(folder)?.delete(path);
    this.#order.delete(folder);
  }

  #count({ state, folder }: Entry, above: TreeNode | undefined, by: 1 | -1): void {
    if (folder) return;
    this.#project.add(state, by);
    for (let at = above; at; at = at.parent) {
      let tally = this.#tallies.get(at);
      if (!tally) {
        tally = new Tally();
        this.#tallies.set(at, tally);
      }
      tally.add(state, by);
      this.#uncounted.add(at);
    }
  }
}
