/** The first checkpoint of much art, generated and from elsewhere, and of many small files. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { copyElsewhere } from '../data/elsewhere.ts';
import { artProject, everything } from '../data/mixed.ts';
import { smallFiles } from '../data/small.ts';
import { writeAssets } from '../data/write.ts';
import { bytesBelow } from '../run/files.ts';
import type { Case, Context } from './context.ts';
import { replay } from './replay.ts';

/** One folder, recorded whole by each system in each round. */
async function firstOf(context: Context, testCase: string, data: string, folder: string): Promise<void> {
  const bytes = bytesBelow(folder);
  for (let round = 0; round < context.rounds; round++)
    await replay(
      context,
      context.systems,
      [folder],
      (step) => {
        const add = context.recorder.of(testCase, data, step.system);
        add('first commit', 's', step.commit);
        add('speed', 'bytes/s', bytes / step.commit);
        add('processor time', 's', step.cpu);
        add('stored', 'bytes', step.client);
      },
      async () => undefined,
    );
}

const MIXED_SCALE = { small: 0.25, medium: 1, large: 2 } as const;

export const first: Case = {
  name: 'first',
  about: 'first checkpoint of mixed art: generated, and files that this machine has installed',
  async run(context) {
    const scale = MIXED_SCALE[context.size];
    const generated = context.folder('generated');
    writeAssets(generated, everything(artProject('first', scale)));
    await firstOf(context, 'first', 'generated', generated);
    context.discard(generated);
    const elsewhere = context.folder('elsewhere');
    if (copyElsewhere(elsewhere, scale * 512 * 2 ** 20) === 0)
      context.note('No files from elsewhere were found.');
    else await firstOf(context, 'first', 'from elsewhere', elsewhere);
    context.discard(elsewhere);
  },
};

const SMALL_FILES = { small: 2_000, medium: 10_000, large: 10_000 } as const;

export const small: Case = {
  name: 'small',
  about: 'first checkpoint of many small files',
  async run(context) {
    const count = SMALL_FILES[context.size];
    const folder = join(context.folder('small'), 'files');
    mkdirSync(folder);
    writeAssets(folder, smallFiles('game', 'small', count));
    await firstOf(context, 'small', `${count} files`, folder);
  },
};
