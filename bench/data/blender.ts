/** Real Blender files: a scene made without a window, then saved again with small edits, each in a process of its own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BySize } from './size.ts';

const EDITS = ['move', 'sculpt', 'add', 'delete'] as const;
export type BlenderKind = 'plain' | 'compressed' | 'rigged';

/** Of the scene: 1 is a file of about 570 MB without Blender's own compression. */
export const BLENDER_SCALE: BySize<number> = { small: 0.2, medium: 0.5, large: 1 };

/** Of the scene whose exports are made: the exporters are slow. */
export const EXPORT_SCALE: BySize<number> = { small: 0.05, medium: 0.2, large: 0.4 };

const SCRIPT = fileURLToPath(new URL('blender.py', import.meta.url));

/** The installed Blender's version, or undefined. */
export function blenderVersion(): string | undefined {
  const { stdout } = spawnSync('blender', ['--version'], { encoding: 'utf8' });
  return /^Blender (\S+)/mu.exec(stdout ?? '')?.[1];
}

function blender(words: readonly string[]): void {
  const options = ['-b', '--factory-startup', '--python-exit-code', '3', '--python', SCRIPT, '--'];
  const { status, error, stdout, stderr } = spawnSync('blender', [...options, ...words], {
    encoding: 'utf8',
  });
  if (error) throw error;
  if (status !== 0)
    throw new Error(`Blender ended with ${status}:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
}

/** Writes `scene.v1.blend` and one more version for each edit into `folder`; returns their paths in order. */
export function writeBlender(folder: string, kind: BlenderKind, scale: number): string[] {
  mkdirSync(folder, { recursive: true });
  const flags = { plain: [], compressed: ['--compress'], rigged: ['--rigged'] }[kind];
  const version = (number: number): string => join(folder, `scene.v${number}.blend`);
  const paths = [version(1)];
  blender(['make', version(1), String(scale), ...flags]);
  for (const [number, edit] of EDITS.entries()) {
    blender(['edit', version(number + 1), version(number + 2), edit, ...flags]);
    paths.push(version(number + 2));
  }
  return paths;
}

/** What the scene's versions become in formats of other programs, a subfolder for each. */
export function writeExports(folder: string, scratch: string, scale: number): void {
  for (const [number, path] of writeBlender(scratch, 'plain', scale).entries()) {
    const commit = join(folder, String(number + 1).padStart(4, '0'));
    mkdirSync(commit, { recursive: true });
    blender(['export', path, commit]);
  }
}
