/** An uncompressed texture, as TGA: smooth shapes with noise in the low bits. */
import type { Asset } from './asset.ts';
import { noise, Random } from './random.ts';

const CHANNELS = 4;

export class Texture implements Asset {
  readonly path: string;
  readonly #random: Random;
  readonly #side: number;
  readonly #pixels: Buffer;

  constructor(path: string, seed: string, side: number) {
    this.path = path;
    this.#random = new Random(seed);
    this.#side = side;
    this.#pixels = noise(seed, side * side * CHANNELS);
    const [a, b] = [this.#random.between(2, 20), this.#random.between(2, 20)];
    const wide = Array.from({ length: side }, (_, x) => 60 * Math.sin((x / side) * a));
    const bits = this.#random.pick([3, 7, 15]);
    for (let y = 0, at = 0; y < side; y++) {
      const row = 128 + 50 * Math.cos((y / side) * b);
      for (let x = 0; x < side; x++)
        for (let channel = 0; channel < CHANNELS; channel++, at++) {
          const grain = this.#pixels[at]! & bits;
          this.#pixels[at] = channel === 3 ? 255 : row + wide[(x * (channel + 1)) % side]! + grain;
        }
    }
  }

  /** Paints over a rectangle: a decal, a repair. */
  edit(): void {
    const wide = Math.max(2, Math.floor(this.#side * this.#random.between(0.05, 0.3)));
    const [left, top] = [this.#random.below(this.#side - wide), this.#random.below(this.#side - wide)];
    const lighter = this.#random.between(-40, 40);
    for (let y = top; y < top + wide; y++) {
      const from = (y * this.#side + left) * CHANNELS;
      for (let at = from; at < from + wide * CHANNELS; at++)
        this.#pixels[at] = Math.min(255, Math.max(0, this.#pixels[at]! + lighter));
    }
  }

  *parts(): Iterable<Uint8Array> {
    const head = Buffer.alloc(18);
    head[2] = 2;
    head.writeUInt16LE(this.#side & 0xffff, 12);
    head.writeUInt16LE(this.#side & 0xffff, 14);
    head[16] = 8 * CHANNELS;
    yield head;
    yield this.#pixels;
  }
}
