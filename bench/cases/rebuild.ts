/** Writing a file back from its chunks, the newest of several versions, against copying and hashing the same file. */
import { join } from 'node:path';
import { BLENDER_SCALE, blenderVersion, writeBlender } from '../data/blender.ts';
import { Scene } from '../data/scene.ts';
import { commitsOf } from '../data/versions.ts';
import { writeAsset } from '../data/write.ts';
import { run, together } from '../run/command.ts';
import { filesBelow, layOver, sameContent } from '../run/files.ts';
import type { Case, Context } from './context.ts';

const REBUILD_CASE = 'rebuild';
const SCENE_BYTES = { small: 100e6, medium: 300e6, large: 570e6 } as const;
const VERSIONS = 6;

async function rebuilding(context: Context, data: string, commits: readonly string[]): Promise<void> {
  const home = context.folder('rebuild');
  const repository = await context.cairn.open(join(home, 'cairn'));
  try {
    for (const folder of commits) await repository.commit(layOver(folder, repository.folder), 'version');
    const newest = commits.at(-1)!;
    const path = filesBelow(newest)[0]!;
    const [source, copy] = [join(newest, path), join(home, 'copy')];
    const add = (system: string, seconds: number) =>
      context.recorder.of(REBUILD_CASE, data, system)('written', 's', seconds);
    for (let round = 0; round < Math.max(3, context.rounds); round++) {
      context.settle();
      const copied = await run(['cp', source, copy]);
      add('cp + sha256sum', together(copied, await run(['sha256sum', copy])).seconds);
      context.discard(copy);
      context.settle();
      add('cairn', (await repository.rebuild()).seconds);
      if (!sameContent(source, join(repository.folder, path))) throw new Error(`${path} was rebuilt wrongly`);
    }
  } finally {
    await repository.close();
    context.discard(home);
  }
}

export const rebuild: Case = {
  name: REBUILD_CASE,
  about: 'a file of several versions written back, against cp and sha256sum',
  async run(context) {
    const scenes = context.folder('scenes');
    const scene = new Scene('shot.scene', 'rebuild', SCENE_BYTES[context.size]);
    for (let version = 1; version <= VERSIONS; version++) {
      if (version > 1) scene.edit();
      writeAsset(join(scenes, String(version)), scene);
    }
    await rebuilding(context, 'generated', commitsOf(scenes, scenes));
    context.discard(scenes);
    if (!blenderVersion()) return context.note('blender is not installed: its scene was not rebuilt.');
    const real = context.folder('blender');
    writeBlender(real, 'plain', BLENDER_SCALE[context.size]);
    await rebuilding(context, 'blender', commitsOf(real, join(real, 'commits')));
    context.discard(real);
  },
};
