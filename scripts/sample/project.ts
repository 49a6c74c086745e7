/** The sample project: real files of the kinds that a small production has, about 12 MB, always the same. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exr } from './exr.ts';
import { glb } from './glb.ts';
import { fractal } from './noise.ts';
import { png, type Rgb } from './png.ts';
import { wav } from './wav.ts';

const mix = (a: Rgb, b: Rgb, t: number): Rgb => [
  a[0] + (b[0] - a[0]) * t,
  a[1] + (b[1] - a[1]) * t,
  a[2] + (b[2] - a[2]) * t,
];

/** A sky above a sea, with a lighthouse; `dusk` in 0..1 turns day into evening. */
export function concept(width: number, height: number, dusk: number): Buffer {
  const sky = mix([120, 170, 215], [235, 120, 70], dusk);
  const haze = mix([225, 235, 240], [60, 40, 85], dusk);
  const sea = mix([30, 85, 110], [20, 25, 55], dusk);
  return png(width, height, (px, py) => {
    const x = px / width;
    const y = py / height;
    if (y > 0.7) return mix(sea, haze, fractal(x * 60, y * 220, 7, 3) * 0.35);
    const tower = Math.abs(x - 0.68) < 0.012 + (y - 0.25) * 0.035 && y > 0.28;
    if (tower) return y % 0.12 < 0.06 ? [215, 60, 50] : [240, 238, 230];
    const lamp = Math.max(0, 1 - Math.hypot((x - 0.68) * 1.8, y - 0.26) * 14);
    const clouds = fractal(x * 5, y * 11, 3, 5);
    return mix(mix(mix(sky, haze, y), [250, 250, 250], clouds * 0.35), [255, 240, 170], lamp);
  });
}

/** Rock seen from above. `seed` makes another rock. */
export function rock(size: number, seed: number): Buffer {
  return png(size, size, (x, y) => {
    const base = fractal((x / size) * 12, (y / size) * 12, seed, 6);
    const grain = fractal(x / 2, y / 2, seed + 50, 1);
    return mix([70, 62, 55], [190, 178, 160], base * 0.75 + grain * 0.25);
  });
}

const island = (seed: number) => (x: number, y: number) => {
  const edge = Math.max(0, 1 - Math.hypot(x - 130, y - 130) / 130);
  return fractal(x / 40, y / 40, seed, 5) * edge * 0.4;
};

const sky = (): Buffer =>
  exr(1024, 512, (x, y) => {
    const sun = 40 / (1 + Math.hypot(x - 700, y - 180) ** 2 / 90);
    const cloud = fractal(x / 90, y / 45, 21, 5);
    return [0.35 + cloud * 0.5 + sun, 0.5 + cloud * 0.4 + sun * 0.8, 0.9 + cloud * 0.2 + sun * 0.5];
  });

const surf = (): Buffer =>
  wav(12, (time) => {
    const swell = 0.5 + 0.5 * Math.sin(time * 0.9);
    const hiss = fractal(time * 9_000, 0, 5, 2) * 2 - 1;
    const hum = Math.sin(time * 2 * Math.PI * 110) * 0.08;
    return [hiss * swell * 0.5 + hum, hiss * (1 - swell * 0.4) * 0.4 + hum];
  });

const NOTES = `# Lighthouse

Shot 010: the island at dusk, lamp just lit. Plates at 1024 x 512, linear.
`;

const SCRIPT = `"""Lists the textures of a shot with their size, largest first."""
import pathlib

textures = sorted(pathlib.Path("assets").rglob("*.png"), key=lambda p: -p.stat().st_size)
for texture in textures:
    print(f"{texture.stat().st_size / 1e6:8.1f} MB  {texture}")
`;

const FILES: Readonly<Record<string, () => Buffer | string>> = {
  'assets/lighthouse/concept.png': () => concept(960, 540, 0.1),
  'assets/island/island.glb': () => glb('island', 260, island(11)),
  'assets/island/rock_albedo_2k.png': () => rock(2048, 31),
  'shots/sh010/sky.exr': sky,
  'shots/sh010/notes.md': () => NOTES,
  'sound/surf.wav': surf,
  'scripts/list_textures.py': () => SCRIPT,
};

/** Top folders of the sample project; track these. */
export const TOP_FOLDERS: readonly string[] = ['assets', 'shots', 'sound', 'scripts'];

export async function writeSampleProject(folder: string): Promise<void> {
  for (const [path, make] of Object.entries(FILES)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, make());
  }
}
