import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { CheckpointOptions, CheckpointReport } from '../../engine/api.ts';
import { unsaidReport } from '../../engine/domain/said.ts';
import { type Context, type OpenProject, type Run, withProject } from '../context.ts';
import { EXIT, exitForOutcome } from '../exitCodes.ts';
import { bytes, count, lines, plain, table } from '../layout.ts';
import type { Outcome } from '../outcome.ts';
import { refusedText } from '../refused.ts';
import { syncShape } from '../shapes.ts';
import { syncText } from './sync.ts';

interface Options {
  readonly message?: string;
  readonly status?: string;
  readonly preview?: string;
  readonly sync?: boolean;
  readonly onTop?: boolean;
}

type Verb = 'track' | 'checkpoint';

function checkpointText(report: CheckpointReport, verb: Verb): string {
  const { checkpoints, unchanged, refused } = report;
  if (checkpoints.length + unchanged.length + refused.length === 0) return `There is nothing to ${verb}.`;
  const made = report.checkpoints.map((c) => [
    plain(c.path),
    `v${c.version}`,
    bytes(c.size),
    `${bytes(c.bytesStored)} stored`,
  ]);
  return lines(
    made.length > 0 && table(made),
    report.unchanged.length > 0 &&
      `${count(report.unchanged.length, 'file')} unchanged since the last checkpoint`,
    refusedText(report.refused),
  );
}

async function finish(
  context: Context,
  project: OpenProject,
  report: CheckpointReport,
  verb: Verb,
  sync: boolean,
): Promise<Outcome> {
  const refused = report.refused.length > 0;
  const text = () => checkpointText(report, verb);
  if (!sync) {
    const { studio } = await project.api.info();
    const step = studio === null ? 'To share it: cairn publish URL' : 'Next: cairn sync';
    const next = report.checkpoints.length > 0 && !refused && step;
    return {
      data: unsaidReport(report),
      text: () => lines(text(), next),
      exit: refused ? EXIT.refused : EXIT.done,
    };
  }
  const synced = await project.api.sync(context.calls);
  return {
    data: { ...unsaidReport(report), sync: syncShape(synced) },
    text: () => lines(text(), syncText(synced)),
    exit: refused ? EXIT.refused : exitForOutcome(synced.outcome),
  };
}

const engineOptions = (context: Context, options: Options): CheckpointOptions => ({
  ...(options.message === undefined ? {} : { comment: options.message }),
  ...(options.status === undefined ? {} : { status: options.status }),
  ...(options.preview === undefined ? {} : { previewFile: resolve(context.cwd, options.preview) }),
  ...(options.onTop ? { onTop: true } : {}),
});

export function addCheckpointCommands(program: Command, run: Run): void {
  const record = (name: Verb) => (args: string[], options: Options) =>
    run((context) =>
      withProject(context, async (project) => {
        const { api, paths } = project;
        const report = await api[name](paths(args), engineOptions(context, options), context.calls);
        return finish(context, project, report, name, options.sync === true);
      }),
    );

  program
    .command('track')
    .argument('<PATH...>', 'files, or folders with all they hold')
    .option('-m, --message <TEXT>', 'comment of the first checkpoint')
    .option('--sync', 'sync when it is done')
    .description('register untracked files as assets, with their first checkpoint')
    .action(record('track'));
  program
    .command('checkpoint')
    .argument('<PATH...>', 'assets, or collections with all they hold')
    .requiredOption('-m, --message <TEXT>', 'what changed')
    .option('--status <S>', 'set the status with it')
    .option('--preview <FILE>', 'an image that shows it')
    .option('--on-top', 'also where the studio has a newer version that the file is not based on')
    .option('--sync', 'sync when it is done')
    .description('record the next version of modified assets')
    .action(record('checkpoint'));
}
