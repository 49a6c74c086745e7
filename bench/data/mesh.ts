/** A mesh cache: a table of 32-bit coordinates and one of indexes, as sculpting and simulation programs write them. */
import type { Asset } from './asset.ts';
import { Random } from './random.ts';

export class Mesh implements Asset {
  readonly path: string;
  readonly #random: Random;
  readonly #side: number;
  readonly #points: Float32Array;
  readonly #faces: Uint32Array;

  /** @param bytes of the file, about: 12 for a point, 16 for the quad that begins there */
  constructor(path: string, seed: string, bytes: number) {
    this.path = path;
    this.#random = new Random(seed);
    this.#side = Math.max(16, Math.floor(Math.sqrt(bytes / 28)));
    this.#points = new Float32Array(this.#side * this.#side * 3);
    this.#faces = new Uint32Array((this.#side - 1) ** 2 * 4);
    this.#shape();
  }

  /** A sculpting stroke: the points around one place move along a smooth fall-off. */
  edit(): void {
    const side = this.#side;
    const reach = Math.max(4, Math.round(side * this.#random.between(0.03, 0.1)));
    const [cx, cy] = [this.#random.below(side), this.#random.below(side)];
    const height = this.#random.between(0.1, 2);
    for (let y = Math.max(0, cy - reach); y < Math.min(side, cy + reach); y++)
      for (let x = Math.max(0, cx - reach); x < Math.min(side, cx + reach); x++) {
        const far = ((x - cx) ** 2 + (y - cy) ** 2) / reach ** 2;
        if (far < 1) this.#points[(y * side + x) * 3 + 2]! += height * (1 - far) ** 2;
      }
  }

  *parts(): Iterable<Uint8Array> {
    const head = Buffer.alloc(128);
    head.write('MESH', 0, 'latin1');
    head.writeUInt32LE(this.#points.length / 3, 4);
    head.writeUInt32LE(this.#faces.length / 4, 8);
    yield head;
    yield new Uint8Array(this.#points.buffer);
    yield new Uint8Array(this.#faces.buffer);
  }

  #shape(): void {
    const side = this.#side;
    const waves = Array.from({ length: 5 }, (_, octave) => {
      const frequency = 2 ** octave * 4;
      return [
        this.#random.between(-1, 1) * frequency,
        this.#random.between(-1, 1) * frequency,
        3 / frequency,
      ] as const;
    });
    for (let y = 0, at = 0; y < side; y++)
      for (let x = 0; x < side; x++, at += 3) {
        let z = this.#random.next() * 1e-4;
        for (const [a, b, height] of waves) z += height * Math.sin((a * x + b * y) / side);
        this.#points[at] = x / 10;
        this.#points[at + 1] = y / 10;
        this.#points[at + 2] = z;
      }
    for (let y = 0, at = 0; y < side - 1; y++)
      for (let x = 0; x < side - 1; x++, at += 4) {
        const corner = y * side + x;
        this.#faces.set([corner, corner + 1, corner + side + 1, corner + side], at);
      }
  }
}
