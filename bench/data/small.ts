/** Many small files, as a game project has: settings, materials, prefabs, thumbnails. */
import type { Asset } from './asset.ts';
import { noise, Random } from './random.ts';

const KINDS = ['json', 'mat', 'prefab', 'png', 'anim'] as const;

class SmallFile implements Asset {
  readonly path: string;
  readonly #seed: string;
  readonly #bytes: number;
  #edits = 0;

  constructor(path: string, seed: string, bytes: number) {
    this.path = path;
    this.#seed = seed;
    this.#bytes = bytes;
  }

  edit(): void {
    this.#edits++;
  }

  *parts(): Iterable<Uint8Array> {
    if (this.path.endsWith('.png')) yield noise(`${this.#seed} ${this.#edits}`, this.#bytes);
    else yield Buffer.from(this.#text().slice(0, this.#bytes));
  }

  #text(): string {
    const random = new Random(this.#seed);
    const lines = [`{ "guid": "${noise(this.#seed, 16).toString('hex')}", "revision": ${this.#edits},`];
    for (let length = 0; length < this.#bytes; length += lines.at(-1)!.length) {
      const vector = [random.between(-9, 9), random.between(-9, 9), random.next()].map((v) => v.toFixed(4));
      lines.push(`  "property.${random.below(999)}": [${vector.join(', ')}],\n`);
    }
    return lines.join('');
  }
}

/** @param count of files; sizes spread around 8 KB, from 0.5 KB to about 100 KB */
export function smallFiles(folder: string, seed: string, count: number): Asset[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, number) => {
    const kind = random.pick(KINDS);
    const bytes = Math.min(100_000, Math.max(500, Math.round(8000 * Math.exp(random.normal()))));
    const place = `${folder}/${String(Math.floor(number / 200)).padStart(3, '0')}/file${number}.${kind}`;
    return new SmallFile(place, `${seed} ${number}`, bytes);
  });
}
