/** What a preview is taken from: a file, read in bounded pieces. */
import { readSync } from 'node:fs';

export interface Bytes {
  readonly size: number;
  /** Up to `length` bytes; fewer where the file ends. */
  read(position: number, length: number): Promise<Buffer>;
}

/** Reads at once rather than in turns: of a small file, handing the work to another thread would cost more than it. */
export class FileBytes implements Bytes {
  readonly size: number;
  readonly #descriptor: number;

  /** @param size bytes, as the file was found */
  constructor(descriptor: number, size: number) {
    this.#descriptor = descriptor;
    this.size = size;
  }

  async read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, this.size - position)));
    return buffer.subarray(0, readSync(this.#descriptor, buffer, 0, buffer.length, position));
  }
}
