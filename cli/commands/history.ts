import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { fsError } from '../../engine/workspace/fs-errors.ts';
import { type Run, withProject } from '../context.ts';
import { type Io, OUTPUT } from '../io.ts';
import { bytes, lines, localTime, plain, table } from '../layout.ts';
import { logShape } from '../shapes.ts';
import { parseVersion } from './files.ts';

/** Copies a file to standard output, which stays open. A reader that goes away ends it quietly. */
async function copyOut(file: string, io: Io, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(createReadStream(file), io.stdout, { end: false, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw fsError(error, OUTPUT, 'write');
  }
}

export function addHistoryCommands(program: Command, run: Run): void {
  program
    .command('log')
    .argument('<PATH>', 'an asset, or trash:ID')
    .description('list the versions of an asset, newest first')
    .action((arg: string) =>
      run((context) =>
        withProject(context, async ({ api, path }) => {
          const log = await api.log(path(arg));
          const data = logShape(log);
          const rows = log.checkpoints
            .toSorted((a, b) => b.version - a.version)
            .map((c) => [
              `v${c.version}`,
              localTime(c.time),
              plain(c.author),
              bytes(c.size),
              [c.unsent ? 'not sent' : '', c.local ? '' : 'not on this machine'].filter((x) => x).join(', '),
              plain(c.comment),
            ]);
          return { data, text: lines(plain(log.path), table(rows)), answer: true };
        }),
      ),
    );
  program
    .command('cat')
    .argument('<PATH>', 'an asset, or trash:ID')
    .requiredOption('--version <V>', 'the version to print', parseVersion)
    .description('write the bytes of one version to standard output')
    .action((arg: string, options: { version: number }) =>
      run((context) =>
        withProject(context, async ({ api, path }) => {
          // By way of a file, so that only verified bytes are printed and a failure can still be told.
          const dir = await mkdtemp(join(tmpdir(), 'cairn-cat-'));
          try {
            const file = join(dir, 'content');
            await api.exportVersion(path(arg), options.version, file, context.calls);
            await copyOut(file, context.io, context.signal);
          } finally {
            await rm(dir, { recursive: true, force: true });
          }
          return { text: '' };
        }),
      ),
    );
}
