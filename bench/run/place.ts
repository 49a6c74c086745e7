/** The folder that a run works in, below the system's temporary one. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Place {
  readonly root: string;
  readonly #keep: boolean;
  #count = 0;

  /** @param keep nothing is removed, for looking */
  constructor(keep: boolean) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'cairn-bench-')));
    this.#keep = keep;
  }

  /** A new empty folder whose name begins with a number, so that the order is seen. */
  folder(name: string): string {
    const path = join(this.root, `${String(++this.#count).padStart(3, '0')}-${name}`);
    mkdirSync(path, { recursive: true });
    return path;
  }

  remove(path: string): void {
    if (!this.#keep) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  }

  clear(): void {
    this.remove(this.root);
  }
}
