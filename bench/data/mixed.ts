/** The art of one project, in the mixture of a first checkpoint. */
import type { Asset } from './asset.ts';
import { LayeredImage } from './layered.ts';
import { Media } from './media.ts';
import { Mesh } from './mesh.ts';
import { Scene } from './scene.ts';
import { smallFiles } from './small.ts';
import { Texture } from './texture.ts';

const MIB = 1024 * 1024;

/** Assets with big files by kind, so that a series can choose what is worked on. */
export interface Project {
  readonly images: readonly Asset[];
  readonly scenes: readonly Asset[];
  readonly meshes: readonly Asset[];
  readonly textures: readonly Asset[];
  readonly media: readonly Asset[];
  readonly small: readonly Asset[];
}

/** @param scale 1 is about 520 MiB: a third images, then scenes, textures, media, meshes, and 300 small files */
export function artProject(seed: string, scale: number): Project {
  const side = (pixels: number): number => Math.max(64, Math.round(pixels * Math.sqrt(scale)) & ~1);
  const list = <T>(count: number, make: (number: number) => T): T[] =>
    Array.from({ length: count }, (_, number) => make(number));
  const named = (kind: string, number: number): string => `${seed} ${kind} ${number}`;
  return {
    images: list(3, (n) => {
      return new LayeredImage(`art/key${n}.psd`, named('image', n), side(2048), side(1436), 3 + n);
    }),
    scenes: list(
      2,
      (n) => new Scene(`scenes/shot${n}.scene`, named('scene', n), (40 + 20 * n) * MIB * scale),
    ),
    meshes: list(3, (n) => new Mesh(`meshes/part${n}.mesh`, named('mesh', n), (10 + 12 * n) * MIB * scale)),
    textures: list(5, (n) => new Texture(`textures/wall${n}.tga`, named('texture', n), side(2048))),
    media: list(3, (n) => new Media(`media/take${n}.mp4`, named('media', n), (20 + 10 * n) * MIB * scale)),
    small: smallFiles('game', `${seed} small`, Math.max(40, Math.round(300 * scale))),
  };
}

export const everything = (project: Project): Asset[] => Object.values(project).flat();
