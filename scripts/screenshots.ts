/**
 * `npm run screenshots`: the pictures in docs/images, of the real editor on the sample project.
 * `npm run screenshots -- --themes all --out DIR`: every view in dark, light and both high contrast themes, into
 * another folder. Look at them before you commit them.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { World } from '../test/e2e/editor/world.ts';
import { root } from '../test/support/cache.ts';
import { Camera, THEMES, type ThemeName } from './screenshots/camera.ts';
import { beforeAProject, conflicts, needsAttention, ofAda, prepare } from './screenshots/scenes.ts';

/** Those that the pages of docs show. */
const SHOWN = new Set([
  ...['assets', 'compare', 'needs', 'source-control', 'what-will-sync', 'first-steps', 'conflicts'],
]);

function themesOf(text: string): readonly ThemeName[] {
  const all = Object.keys(THEMES) as ThemeName[];
  const wanted = text === 'all' ? all : text.split(',');
  const unknown = wanted.filter((name) => !(name in THEMES));
  if (unknown.length > 0)
    throw new Error(
      `there is no theme ${unknown.join(', ')}: --themes takes "all", or some of ${all.join(', ')}`,
    );
  return all.filter((name) => wanted.includes(name));
}

const { values } = parseArgs({
  options: { themes: { type: 'string', default: 'dark' }, out: { type: 'string' } },
});
const { out } = values;
const camera = new Camera({
  folder: out === undefined ? join(root, 'docs', 'images') : resolve(out),
  themes: themesOf(values.themes),
  ...(out === undefined ? { only: SHOWN } : {}),
});

const world = await World.start();
try {
  if (out !== undefined) await beforeAProject(world, camera);
  const [ada, ben] = await prepare(world);
  await ofAda(world, camera, ada, ben);
  await conflicts(world, camera, ada, ben);
  if (out !== undefined) await needsAttention(world, camera, ada, ben);
} finally {
  await world.stop();
}
