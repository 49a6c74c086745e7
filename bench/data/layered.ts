/** A layered image as painting programs keep it without compression: planes of 8-bit channels, one layer after another. */
import type { Asset } from './asset.ts';
import { noise, Random } from './random.ts';

interface Layer {
  readonly name: string;
  /** Red, green, blue, alpha: each width × height. */
  readonly planes: readonly Uint8Array[];
}

const CHANNELS = 4;

/** A photograph-like ground: a slow gradient with the grain of a sensor. */
function ground(seed: string, width: number, height: number): Layer {
  const planes = Array.from({ length: CHANNELS }, (_, channel) => {
    const plane = new Uint8Array(noise(`${seed} ${channel}`, width * height));
    for (let y = 0, at = 0; y < height; y++) {
      const row = 90 + 60 * Math.sin((y / height) * 4 + channel);
      for (let x = 0; x < width; x++, at++) {
        const base = row + 40 * Math.sin((x / width) * 5 + channel * 2);
        plane[at] = channel === 3 ? 255 : base + (plane[at]! & 7);
      }
    }
    return plane;
  });
  return { name: 'ground', planes };
}

const empty = (name: string, area: number): Layer => ({
  name,
  planes: Array.from({ length: CHANNELS }, () => new Uint8Array(area)),
});

export class LayeredImage implements Asset {
  readonly path: string;
  readonly #width: number;
  readonly #height: number;
  readonly #random: Random;
  readonly #layers: Layer[];
  #edits = 0;

  constructor(path: string, seed: string, width: number, height: number, layers: number) {
    this.path = path;
    this.#width = width;
    this.#height = height;
    this.#random = new Random(seed);
    this.#layers = [ground(seed, width, height)];
    for (let layer = 1; layer < layers; layer++) this.#addLayer(60);
  }

  /** Some strokes on one layer; now and then a new layer, which moves all behind it. */
  edit(): void {
    this.#edits++;
    if (this.#edits % 6 === 0) this.#addLayer(12);
    else this.#paint(this.#random.pick(this.#layers.slice(1)), 3 + this.#random.below(10));
  }

  *parts(): Iterable<Uint8Array> {
    const head = Buffer.alloc(512);
    head.write('LAYR', 0, 'latin1');
    head.writeUInt32BE(this.#width, 4);
    head.writeUInt32BE(this.#height, 8);
    head.writeUInt32BE(this.#layers.length, 12);
    head.writeUInt32BE(this.#edits, 16);
    yield head;
    for (const { name, planes } of this.#layers) {
      yield Buffer.from(name.padEnd(64, '\0'), 'latin1');
      yield* planes;
    }
  }

  #addLayer(strokes: number): void {
    const layer = empty(`layer ${this.#layers.length} ${this.#edits}`, this.#width * this.#height);
    this.#paint(layer, strokes);
    this.#layers.splice(this.#layers.length > 2 ? this.#layers.length - 1 : this.#layers.length, 0, layer);
  }

  /** Strokes: a soft round brush drawn along a line that wanders, with the jitter that brushes have. */
  #paint(layer: Layer, strokes: number): void {
    const random = this.#random;
    for (let stroke = 0; stroke < strokes; stroke++) {
      const colour = [random.below(256), random.below(256), random.below(256)];
      const radius = random.between(6, this.#width / 40);
      let [x, y] = [random.between(0, this.#width), random.between(0, this.#height)];
      let heading = random.between(0, 7);
      for (let dab = 0; dab < 24; dab++) {
        this.#dab(layer, x, y, radius, colour);
        heading += random.between(-0.5, 0.5);
        x += Math.cos(heading) * radius * 0.6;
        y += Math.sin(heading) * radius * 0.6;
      }
    }
  }

  #dab(layer: Layer, cx: number, cy: number, radius: number, colour: readonly number[]): void {
    const [red, green, blue, alpha] = layer.planes as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const [top, bottom] = [
      Math.max(0, Math.ceil(cy - radius)),
      Math.min(this.#height - 1, Math.floor(cy + radius)),
    ];
    const [left, right] = [
      Math.max(0, Math.ceil(cx - radius)),
      Math.min(this.#width - 1, Math.floor(cx + radius)),
    ];
    for (let y = top; y <= bottom; y++)
      for (let x = left; x <= right; x++) {
        const far = ((x - cx) ** 2 + (y - cy) ** 2) / radius ** 2;
        if (far >= 1) continue;
        const at = y * this.#width + x;
        const weight = (1 - far) * (0.5 + 0.5 * this.#random.next());
        red[at] = red[at]! + (colour[0]! - red[at]!) * weight;
        green[at] = green[at]! + (colour[1]! - green[at]!) * weight;
        blue[at] = blue[at]! + (colour[2]! - blue[at]!) * weight;
        alpha[at] = Math.max(alpha[at]!, weight * 255);
      }
  }
}
