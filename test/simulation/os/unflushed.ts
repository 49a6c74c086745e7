/**
 * What a machine's programs wrote and its disk does not hold yet: when the power goes, content that was not flushed may be
 * lost, each file's for itself, and so may names (`unflushed-names.ts`). A file can be there by its name and be empty, or full of
 * zeros; or it can be flushed and have no name.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import type { Random } from '../random.ts';
import { running } from './program.ts';
import { DATABASE } from './unflushed-names.ts';

interface Unflushed {
  /** Keeps the file there, so that its number is not given to another. */
  readonly hold: number;
  /** What the disk holds. */
  readonly before: Buffer;
}

export class UnflushedFiles {
  /** By the file's number. */
  readonly #files = new Map<number, Unflushed>();
  /** Numbers of files that programs have open to write. */
  readonly #open = new Map<number, { readonly path: string; readonly number: number }>();

  /**
   * A file is about to be opened or written whole.
   * @returns to be called once it was: with the descriptor, where one stays open
   */
  opening(path: string, truncates: boolean): (fd?: number) => void {
    if (DATABASE.test(path)) return () => undefined;
    const before = contentOf(path);
    return (fd) =>
      running.exit(() => {
        const number = numberOf(fd ?? path);
        if (fd !== undefined) this.#open.set(fd, { path, number });
        if (truncates || before === undefined) this.#note(number, path, before ?? Buffer.alloc(0));
      });
  }

  /** What is open is about to be written to. */
  writing(fd: number): void {
    const open = this.#open.get(fd);
    if (!open || this.#files.has(open.number)) return;
    running.exit(() => {
      const hold = openSync(`/proc/self/fd/${fd}`, 'r+');
      this.#files.set(open.number, { hold, before: readFileSync(hold) });
    });
  }

  flushed(fd: number): void {
    const open = this.#open.get(fd);
    if (open) this.#forget(open.number);
  }

  /** It was flushed by its name. */
  flushedFile(path: string): void {
    running.exit(() => this.#forget(numberOf(path)));
  }

  closed(fd: number): void {
    this.#open.delete(fd);
  }

  /** The power goes. @returns what was lost */
  lose(random: Random): string[] {
    const lost: string[] = [];
    running.exit(() => {
      for (const [number, { hold, before }] of this.#files) {
        const fate = random.below(3);
        const gone = fstatSync(hold).nlink === 0;
        if (!gone && fate > 0) lost.push(this.#damage(hold, before, fate === 1 ? undefined : random));
        this.#forget(number);
      }
    });
    this.#open.clear();
    return lost;
  }

  dispose(): void {
    for (const number of [...this.#files.keys()]) this.#forget(number);
  }

  /** Back to what the disk held, or torn: from somewhere behind what has not changed on zeros. */
  #damage(hold: number, before: Buffer, torn: Random | undefined): string {
    const { size } = fstatSync(hold);
    let content = before;
    if (torn) {
      content = Buffer.alloc(size);
      readSync(hold, content, 0, size, 0);
      const same = commonStart(before, content);
      content.fill(0, same + torn.below(size - same + 1));
    }
    ftruncateSync(hold, 0);
    writeSync(hold, content, 0, content.length, 0);
    return `${size} bytes become ${content.length}${torn ? ', torn' : ''}`;
  }

  #note(number: number, path: string, before: Buffer): void {
    if (!this.#files.has(number)) this.#files.set(number, { hold: openSync(path, 'r+'), before });
  }

  #forget(number: number): void {
    const file = this.#files.get(number);
    this.#files.delete(number);
    if (file) running.exit(() => closeSync(file.hold));
  }
}

function commonStart(one: Buffer, other: Buffer): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at++;
  return at;
}

const numberOf = (file: number | string): number => {
  const fd = typeof file === 'number' ? file : openSync(file, 'r');
  try {
    return fstatSync(fd).ino;
  } finally {
    if (typeof file !== 'number') closeSync(fd);
  }
};

function contentOf(path: string): Buffer | undefined {
  return running.exit(() => {
    try {
      return readFileSync(path);
    } catch {
      return undefined;
    }
  });
}
