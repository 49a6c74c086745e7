/** How late the extension host's event loop gets while its worker records and syncs much. */
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { artProject, everything } from '../data/mixed.ts';
import { writeAssets } from '../data/write.ts';
import { run } from '../run/command.ts';
import type { Case } from './context.ts';

const HOST_CASE = 'host';
/** Of the mixed project, which is about 520 MiB at 1. */
const SCALE = { small: 0.5, medium: 2, large: 4 } as const;

const report = z.object({
  outcome: z.literal('done'),
  files: z.number().min(1),
  checkpointSeconds: z.number(),
  syncSeconds: z.number(),
  p50: z.number(),
  p99: z.number(),
  longest: z.number(),
});

export const host: Case = {
  name: HOST_CASE,
  about: "the extension host's event loop delay while its worker records and syncs",
  async run(context) {
    const home = context.folder('host');
    const repository = await context.cairn.open(home);
    try {
      const bytes = writeAssets(repository.folder, everything(artProject('host', SCALE[context.size])));
      const script = resolve(import.meta.dirname, '..', 'host', 'main.ts');
      context.settle();
      const words = [process.execPath, script, context.dist, repository.folder, join(home, 'config')];
      const measured = report.parse(JSON.parse((await run(words)).stdout));
      const add = context.recorder.of(HOST_CASE, `${Math.round(bytes / 1e6)} MB`, 'cairn');
      add('delay, median', 'ms', measured.p50);
      add('delay, 99th percentile', 'ms', measured.p99);
      add('delay, longest', 'ms', measured.longest);
      add('checkpoint', 's', measured.checkpointSeconds);
      add('sync', 's', measured.syncSeconds);
    } finally {
      await repository.close();
      context.discard(home);
    }
  },
};
