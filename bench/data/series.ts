/** A series of edits as artists make them, one subfolder for each commit with the files that it adds or changes. */
import { join } from 'node:path';
import type { Asset } from './asset.ts';
import { Media } from './media.ts';
import { artProject, everything, type Project } from './mixed.ts';
import { Random } from './random.ts';
import type { BySize } from './size.ts';
import { Texture } from './texture.ts';
import { writeAssets } from './write.ts';

export interface SeriesShape {
  /** After the import. */
  readonly edits: number;
  /** Of the project; 1 makes the median edit about 46 MB. */
  readonly scale: number;
  /** Each this-many commits, a delivery of new files comes in, ten times as large as the project. 0: never. */
  readonly deliveries: number;
}

export const SERIES: BySize<SeriesShape> = {
  small: { edits: 12, scale: 0.2, deliveries: 0 },
  medium: { edits: 24, scale: 1, deliveries: 0 },
  large: { edits: 60, scale: 1, deliveries: 25 },
};

/** A session works mostly on one large file, sometimes on a few, sometimes only on settings. */
function session(project: Project, random: Random): Asset[] {
  const kind = random.next();
  const settings = Array.from({ length: random.below(6) }, () => random.pick(project.small));
  if (kind < 0.42) return [random.pick(project.images), ...settings];
  if (kind < 0.68) return [random.pick(project.scenes), ...settings];
  if (kind < 0.8) return [random.pick(project.meshes), random.pick(project.textures)];
  if (kind < 0.88) return [random.pick(project.textures), random.pick(project.textures), ...settings];
  if (kind < 0.94) return [random.pick(project.media), ...settings];
  if (kind < 0.97) return [random.pick(project.images), random.pick(project.scenes), ...settings];
  return settings.length > 0 ? settings : [random.pick(project.small)];
}

function delivery(number: number, scale: number): Asset[] {
  const bytes = scale * 2 ** 20;
  const side = Math.round(2048 * Math.sqrt(scale));
  return Array.from({ length: 24 }, (_, n) =>
    n % 2 === 0
      ? new Media(`delivery${number}/plate${n}.mov`, `delivery ${number} ${n}`, 90 * bytes)
      : new Texture(`delivery${number}/scan${n}.tga`, `delivery ${number} ${n}`, side),
  );
}

const nameOf = (number: number): string => String(number).padStart(4, '0');

/** Writes the commits into `folder`. The same shape and seed give the same bytes. */
export function writeSeries(folder: string, shape: SeriesShape, seed = 'series'): void {
  const random = new Random(`${seed} sessions`);
  const project = artProject(seed, shape.scale);
  writeAssets(join(folder, nameOf(0)), everything(project));
  for (let edit = 1; edit <= shape.edits; edit++) {
    const commit = join(folder, nameOf(edit));
    if (shape.deliveries > 0 && edit % shape.deliveries === 0) {
      writeAssets(commit, delivery(edit, shape.scale));
      continue;
    }
    const touched = new Set(session(project, random));
    for (const asset of touched) asset.edit();
    writeAssets(commit, touched);
  }
}
