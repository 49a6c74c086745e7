/**
 * The files of old versions that were opened: a cache, so that all of it can be had again. What nobody needs goes when it is
 * old or too much. Each window says in a file of its own what it needs, also for the next start of it, when what was open opens
 * again; nothing that any window says so of is taken away. Without VS Code.
 */
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isLeftover, temporaryName } from '../../engine/workspace/temporary.ts';

const DAY = 24 * 60 * 60 * 1000;

export interface Limits {
  /** For how long a version is kept that was not looked at, in milliseconds. */
  readonly age: number;
  readonly bytes: number;
}

const LIMITS: Limits = { age: 30 * DAY, bytes: 4_000_000_000 };

/** For so long nothing goes, needed or not: somebody may be about to open it. Milliseconds. */
const FRESH = 60 * 60 * 1000;

const HASH = /^[0-9a-f]{64}$/u;
/** The window's name, which its next start has too, and one for this run of it. */
const LEASE = /^([\w-]+)(\.cairn-tmp-[\w-]+)$/u;

interface Kept {
  readonly hash: string;
  readonly bytes: number;
  /** UTC milliseconds. */
  readonly used: number;
}

export class VersionFiles {
  readonly dir: string;
  private readonly leases: string;
  private readonly window: string;
  private readonly lease: string;
  private readonly used = new Set<string>();
  private open: ReadonlySet<string> = new Set();
  /** One write after the other. */
  private writing: Promise<void> = Promise.resolve();
  /** What is needed is not written down: the last write failed. */
  private unwritten = false;

  /** @param dir a folder of our own, made when needed. @param window of letters and digits, the same at its next start */
  constructor(dir: string, window: string) {
    this.dir = dir;
    this.leases = join(dir, 'windows');
    this.window = window;
    this.lease = join(this.leases, `${window}${temporaryName()}`);
  }

  folder(hash: string): string {
    return join(this.dir, hash);
  }

  /** Somebody looks at the version: it is kept while this window is open. */
  async use(hash: string): Promise<void> {
    if (!HASH.test(hash)) return;
    const now = new Date();
    await utimes(this.folder(hash), now, now).catch(() => undefined);
    if (this.used.has(hash) && !this.unwritten) return;
    this.used.add(hash);
    await this.write();
  }

  /** What this window shows, which its next start shows again. */
  async shows(hashes: Iterable<string>): Promise<void> {
    const open = new Set([...hashes].filter((hash) => HASH.test(hash)));
    const same = open.size === this.open.size && [...open].every((hash) => this.open.has(hash));
    if (same && !this.unwritten) return;
    this.open = open;
    await this.write();
  }

  /** The window closes: what it shows is needed when it opens again, the rest is not. */
  async close(): Promise<void> {
    if (this.used.size === 0) return;
    this.used.clear();
    await this.write();
  }

  /**
   * Takes away what nobody needs any more, the longest unused first. What cannot be removed now is left for the next time.
   * @returns how many versions went
   */
  async prune(limits: Limits = LIMITS, now: number = Date.now()): Promise<number> {
    const needed = await this.needed(limits, now);
    const kept = (await this.list()).filter(({ hash }) => !needed.has(hash));
    let total = kept.reduce((sum, { bytes }) => sum + bytes, 0);
    let gone = 0;
    for (const { hash, bytes, used } of kept.toSorted((a, b) => a.used - b.used)) {
      if (now - used < FRESH || (now - used <= limits.age && total <= limits.bytes)) break;
      // Read a moment ago: somebody may have begun to use it since.
      if ((await usedAt(this.folder(hash))) !== used || this.isHeld(hash)) continue;
      const removed = await rm(this.folder(hash), { recursive: true, force: true }).then(
        () => true,
        () => false,
      );
      if (!removed) continue;
      total -= bytes;
      gone++;
    }
    return gone;
  }

  private isHeld(hash: string): boolean {
    return this.used.has(hash) || this.open.has(hash);
  }

  /** What any window needs. Runs of this window that have ended, and those that are older than what is kept, say nothing any more. */
  private async needed(limits: Limits, now: number): Promise<Set<string>> {
    const needed = new Set([...this.used, ...this.open]);
    for (const name of await readdir(this.leases).catch(() => [])) {
      const file = join(this.leases, name);
      const [, window, run = ''] = LEASE.exec(name) ?? [];
      const age = now - (await usedAt(file));
      const ended = isLeftover(run, 0);
      // One without a window's name is what a write left behind.
      if (isLeftover(name, age) || (ended && (window === this.window || age > limits.age))) {
        await rm(file, { force: true });
        continue;
      }
      const text = await readFile(file, 'utf8').catch(() => '');
      for (const hash of text.split('\n')) needed.add(hash);
    }
    return needed;
  }

  private async list(): Promise<Kept[]> {
    const names = await readdir(this.dir).catch(() => []);
    const found: Kept[] = [];
    for (const hash of names.filter((name) => HASH.test(name))) {
      const folder = this.folder(hash);
      const files = await readdir(folder).catch(() => []);
      const sizes = await Promise.all(
        files.map(async (file) => (await statOf(join(folder, file)))?.size ?? 0),
      );
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      found.push({ hash, bytes, used: await usedAt(folder) });
    }
    return found;
  }

  private write(): Promise<void> {
    const written = this.writing.catch(() => undefined).then(() => this.writeNow());
    this.writing = written.then(
      () => {
        this.unwritten = false;
      },
      (error: unknown) => {
        this.unwritten = true;
        throw error;
      },
    );
    return this.writing;
  }

  private async writeNow(): Promise<void> {
    const hashes = new Set([...this.used, ...this.open]);
    if (hashes.size === 0) return rm(this.lease, { force: true });
    await mkdir(this.leases, { recursive: true });
    const partial = join(this.leases, temporaryName());
    try {
      await writeFile(partial, [...hashes].join('\n'));
      await rename(partial, this.lease);
    } finally {
      await rm(partial, { force: true });
    }
  }
}

const statOf = (path: string) => stat(path).catch(() => null);

/** UTC milliseconds; of what is gone, now. */
const usedAt = async (path: string): Promise<number> => (await statOf(path))?.mtimeMs ?? Date.now();
