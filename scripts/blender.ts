/**
 * The worked example with real Blender: `npm run example:blender`. A project and its bridge, a scene that Blender saves and
 * checkpoints twice, and its thumbnail as the preview. Needs `blender` (3.4 or newer) on the PATH.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initProject } from '../engine/engine.ts';
import { startBridge } from '../test/support/bridge.ts';

const ADDON = join(import.meta.dirname, '..', 'examples', 'blender', 'cairn_bridge.py');

/** Blender's output. @throws where it did not end well */
function blender(...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const program = spawn('blender', ['-b', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    program.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    program.on('error', reject);
    program.on('exit', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`blender ended with ${code}:\n${text}`)),
    );
  });
}

const said = (output: string): string[] => output.split('\n').filter((line) => line.startsWith('cairn:'));

const folder = await mkdtemp(join(tmpdir(), 'cairn-blender-'));
const log = (_level: string, message: string): void => console.error(message);
const project = await initProject(folder, 'film', { token: async () => null, now: () => Date.now(), log });
const { close } = await startBridge(folder, project);
try {
  const scene = join(folder, 'lamp.blend');
  const inBlender = (command: string, ...more: string[]) =>
    blender(scene, '--python', ADDON, '--python-exit-code', '1', '--', command, ...more);
  const make = `import bpy; bpy.ops.wm.save_as_mainfile(filepath=${JSON.stringify(scene)}, compress=True)`;
  await blender('--factory-startup', '--python-exit-code', '1', '--python-expr', make);
  const told = [
    ...said(await inBlender('state')),
    ...said(await inBlender('checkpoint', 'first look')),
    ...said(await inBlender('checkpoint', 'second look')),
    ...said(await inBlender('state')),
  ];
  console.log(told.join('\n'));
  assert.equal(told[0], 'cairn: untracked');
  assert.equal(told[1], 'cairn: version 1');
  assert.match(told[2] ?? '', /^cairn: version (?:2|None)$/u);
  assert.equal(told[3], 'cairn: normal');
  const { checkpoints } = await project.log('lamp.blend');
  assert.equal(checkpoints.at(-1)?.comment, 'first look');
  assert.equal(
    checkpoints.at(-1)?.preview?.mediaType,
    'image/png',
    'the thumbnail in the scene is its preview',
  );
  console.log(`ok: ${checkpoints.length} checkpoints by Blender, with previews`);
} finally {
  await close();
  await project.close();
  await rm(folder, { recursive: true, force: true });
}
