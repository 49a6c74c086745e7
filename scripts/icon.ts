/** Draws media/icon.png, the extension's icon of 128 pixels: the stones of media/cairn.svg on a dark ground. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { png } from './sample/png.ts';

const SIZE = 128;
/** Samples per pixel and direction. */
const FINE = 4;
const GROUND = [31, 41, 51] as const;

interface Stone {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
  readonly colour: readonly [number, number, number];
}

const STONES: readonly Stone[] = [
  { x: 64, y: 98, rx: 46, ry: 17, colour: [120, 144, 156] },
  { x: 66, y: 67, rx: 33, ry: 14.5, colour: [144, 164, 174] },
  { x: 62, y: 41, rx: 22, ry: 11.5, colour: [176, 190, 197] },
  { x: 65, y: 20, rx: 12, ry: 8.5, colour: [255, 183, 77] },
];

function colourAt(x: number, y: number): readonly [number, number, number] {
  const hit = STONES.find((stone) => ((x - stone.x) / stone.rx) ** 2 + ((y - stone.y) / stone.ry) ** 2 <= 1);
  return hit?.colour ?? GROUND;
}

function pixel(x: number, y: number): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < FINE * FINE; i++) {
    const colour = colourAt(x + ((i % FINE) + 0.5) / FINE, y + (Math.floor(i / FINE) + 0.5) / FINE);
    for (const channel of [0, 1, 2] as const) sum[channel] += colour[channel] / FINE ** 2;
  }
  return sum.map(Math.round) as [number, number, number];
}

writeFileSync(join(import.meta.dirname, '..', 'media', 'icon.png'), png(SIZE, SIZE, pixel));
