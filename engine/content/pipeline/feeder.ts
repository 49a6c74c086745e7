/** Tells the reader of the files to read, some at a time: there may be very many. */
import type { ReaderLink } from './crew.ts';

/** Files that the reader knows of ahead of those it has read. */
const AHEAD = 1_000;

export class Feeder {
  readonly #reader: ReaderLink;
  readonly #paths: readonly string[];
  #sent = 0;

  constructor(reader: ReaderLink, paths: readonly string[]) {
    this.#reader = reader;
    this.#paths = paths;
  }

  /** @param read files that were read. */
  feed(read: number): void {
    const { length } = this.#paths;
    if (this.#sent === length || this.#sent - read > AHEAD / 2) return;
    const paths = this.#paths.slice(this.#sent, read + AHEAD);
    this.#sent += paths.length;
    this.#reader.post({ type: 'files', paths, last: this.#sent === length });
  }
}
