/** What a preview is taken from: a file, read in bounded pieces. */
import type { FileHandle } from 'node:fs/promises';

export interface Bytes {
  readonly size: number;
  /** Up to `length` bytes; fewer where the file ends. */
  read(position: number, length: number): Promise<Buffer>;
}

export class FileBytes implements Bytes {
  readonly size: number;
  readonly #file: FileHandle;

  /** @param size bytes, as the file was found */
  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  async read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(Math.max(0, Math.min(length, this.size - position)));
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, position);
    return buffer.subarray(0, bytesRead);
  }
}
