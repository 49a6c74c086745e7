/**
 * What changed? Asked of many unchanged files: by the command line, briefly and in full, and in a running editor's
 * engine after ten changed.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EditorEngine } from '../host/engine.ts';
import type { Case, Context } from './context.ts';

const STATUS_CASE = 'status';
const FILES = { small: 10_000, medium: 50_000, large: 100_000 } as const;
const TIMES = 7;
const TOUCHED = 10;

function writeTree(folder: string, count: number): string[] {
  return Array.from({ length: count }, (_, number) => {
    const place = join(`level${number % 40}`, `part${Math.floor(number / 40) % 25}`);
    if (number < 1000) mkdirSync(join(folder, place), { recursive: true });
    const path = join(place, `file${number}.dat`);
    writeFileSync(join(folder, path), `asset ${number}\n`.repeat(1 + (number % 20)));
    return path;
  });
}

async function askRunningEditor(
  context: Context,
  data: string,
  folder: string,
  paths: readonly string[],
): Promise<void> {
  const engine = new EditorEngine(context.dist, {});
  try {
    const project = await engine.open(folder);
    await project.refresh();
    const add = context.recorder.of(STATUS_CASE, data, 'cairn');
    for (let time = 0; time < TIMES; time++) {
      const touched = paths.slice(time * TOUCHED, (time + 1) * TOUCHED);
      for (const path of touched) appendFileSync(join(folder, path), `edit ${time}\n`);
      // As the editor does: its watcher has named the files.
      const started = performance.now();
      const { changed } = await project.refresh(touched.map((path) => path.replaceAll('\\', '/')));
      add('in a running editor, ten files changed', 'ms', performance.now() - started);
      if (changed.length < TOUCHED) throw new Error(`Only ${changed.length} changes were seen`);
      const whole = performance.now();
      await project.refresh();
      add('in a running editor, everything looked at', 'ms', performance.now() - whole);
    }
  } finally {
    engine.dispose();
  }
}

export const status: Case = {
  name: STATUS_CASE,
  about: 'what changed among many unchanged files',
  async run(context) {
    const count = FILES[context.size];
    const data = `${count} files`;
    for (const system of context.systems) {
      if (system.name !== 'cairn' && system.name !== 'git') continue;
      const home = context.folder(`status-${system.name}`);
      const repository = await system.open(home);
      try {
        const paths = writeTree(repository.folder, count);
        await repository.commit({ added: paths, changed: [], bytes: 0 }, 'all');
        await repository.status?.();
        await repository.statusInFull?.();
        const add = context.recorder.of(STATUS_CASE, data, system.name);
        for (let time = 0; time < TIMES; time++) {
          const cost = await repository.status?.();
          if (cost) add('status', 's', cost.seconds);
          const whole = await repository.statusInFull?.();
          if (whole) add('status, every file told', 's', whole.seconds);
        }
        if (system.name === 'cairn') await askRunningEditor(context, data, repository.folder, paths);
      } finally {
        await repository.close();
        context.discard(home);
      }
    }
  },
};
