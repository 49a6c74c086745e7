/** Media that is compressed already: video, photographs, sound. Nothing makes it smaller. */
import type { Asset } from './asset.ts';
import { noise, Random } from './random.ts';

const PIECE = 1024 * 1024;

export class Media implements Asset {
  readonly path: string;
  readonly #seed: string;
  readonly #random: Random;
  readonly #pieces: number;
  /** The pieces from here on were encoded again this many times. */
  #cuts: (readonly [from: number, take: number])[] = [];
  #title = 0;
  #edits = 0;

  constructor(path: string, seed: string, bytes: number) {
    this.path = path;
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#pieces = Math.max(1, Math.round(bytes / PIECE));
  }

  /** Encoded again from some place on; or, every second time, only the tags in front grew, which moves everything. */
  edit(): void {
    this.#edits++;
    if (this.#edits % 2 === 0) this.#title += 64;
    else this.#cuts.push([this.#random.below(this.#pieces), this.#edits]);
  }

  *parts(): Iterable<Uint8Array> {
    yield Buffer.alloc(512 + this.#title, `ftypmp42 take ${this.#title} `);
    for (let piece = 0; piece < this.#pieces; piece++) {
      const take = this.#cuts.reduce((last, [from, number]) => (piece >= from ? number : last), 0);
      yield noise(`${this.#seed} ${piece} ${take}`, PIECE);
    }
  }
}
