/** The most memory that recording and rebuilding one very large file takes, above what doing nothing takes. */
import { join } from 'node:path';
import { writeBig } from '../data/big.ts';
import type { Case } from './context.ts';

const MEMORY_CASE = 'memory';
const BYTES = { small: 0.5 * 2 ** 30, medium: 2 * 2 ** 30, large: 4 * 2 ** 30 } as const;

export const memory: Case = {
  name: MEMORY_CASE,
  about: 'peak memory of checkpoint and rebuild of one very large file',
  async run(context) {
    if (process.platform !== 'linux') return context.note('Peak memory is read from /proc: Linux only.');
    const home = context.folder('memory');
    const repository = await context.cairn.open(home);
    try {
      const bytes = BYTES[context.size];
      const file = join(repository.folder, 'big.bin');
      const data = `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;
      const idle = (await repository.watched('status')).peakMemory;
      const take = context.recorder.of(MEMORY_CASE, data, 'cairn');
      const add = (metric: string, { peakMemory, seconds }: { peakMemory: number; seconds: number }) => {
        take(`${metric}: above idle`, 'bytes', peakMemory - idle);
        take(`${metric}: speed`, 'bytes/s', bytes / seconds);
      };
      take('idle', 'bytes', idle);
      writeBig(file, bytes, 1);
      context.settle();
      add('first checkpoint', await repository.watched('track', '.'));
      writeBig(file, bytes, 2);
      context.settle();
      add('next checkpoint', await repository.watched('checkpoint', '.', '-m', 'edited'));
      context.settle();
      add('rebuild', await repository.rebuild(true));
    } finally {
      await repository.close();
      context.discard(home);
    }
  },
};
