import { type Command, InvalidArgumentError } from 'commander';
import type { CallOptions, MineAction, WriteReport } from '../../engine/api.ts';
import { unsaidReport } from '../../engine/domain/said.ts';
import { type OpenProject, type Run, withProject } from '../context.ts';
import { exitForRefused } from '../exitCodes.ts';
import { bytes, lines, plain, table } from '../layout.ts';
import { type Outcome, textOf } from '../outcome.ts';
import { refusedText } from '../refused.ts';
import { freeWith, rebuildWith } from './mine.ts';

interface MineOption {
  readonly mine?: MineAction;
}

/** `3` or `v3`. */
export function parseVersion(text: string): number {
  const digits = /^v?([1-9]\d{0,9})$/u.exec(text)?.[1];
  if (digits === undefined) throw new InvalidArgumentError('A version is a number from 1, such as 3 or v3.');
  return Number(digits);
}

export function parseMine(text: string): MineAction {
  if (text === 'checkpoint' || text === 'overwrite') return text;
  throw new InvalidArgumentError('It is checkpoint or overwrite.');
}

export function writeOutcome(report: WriteReport, nothing: string): Outcome {
  const written = report.written.map((w) => [plain(w.path), `v${w.version}`, bytes(w.size)]);
  const text = lines(
    written.length > 0 && table(written),
    written.length === 0 && report.refused.length === 0 && nothing,
    ...report.written.flatMap(({ path, kept }) =>
      kept === undefined ? [] : `The edits of ${plain(path)} are kept in ${plain(kept)}`,
    ),
    refusedText(report.refused),
  );
  return { data: unsaidReport(report), text, exit: exitForRefused(report.refused) };
}

function freedText(report: WriteReport): string | false {
  const size = report.written.reduce((sum, written) => sum + written.size, 0);
  return (
    report.written.length > 0 &&
    `${bytes(size)} freed on this disk; the history keeps it. To bring files back: cairn rebuild PATH…`
  );
}

export function addFileCommands(program: Command, run: Run): void {
  const inProject = (work: (project: OpenProject, calls: CallOptions) => Promise<Outcome>) =>
    run((context) => withProject(context, (project) => work(project, context.calls)));
  const MINE = '--mine <ACTION>';
  const MINE_HELP = 'where a modified file is in the way: checkpoint it first, or overwrite it';

  program
    .command('pull')
    .argument('<PATH...>', 'assets, or collections with all they hold')
    .option(MINE, MINE_HELP, parseMine)
    .description('bring outdated working files to the newest version')
    .action((args: string[], options: MineOption) =>
      inProject(async ({ api, paths }, calls) =>
        writeOutcome(await api.pull(paths(args), options.mine, calls), 'Nothing to pull.'),
      ),
    );
  program
    .command('rebuild')
    .argument('<PATH...>', 'assets, or collections with all they hold')
    .option(MINE, MINE_HELP, parseMine)
    .description('write registered files that are not on this disk; with --mine also over modified ones')
    .action((args: string[], options: MineOption) =>
      inProject(async ({ api, paths }, calls) =>
        writeOutcome(await rebuildWith(api, paths(args), options.mine, calls), 'Nothing to rebuild.'),
      ),
    );
  program
    .command('revert')
    .argument('<PATH>')
    .requiredOption('--to <VERSION>', 'the version to write', parseVersion)
    .option(MINE, MINE_HELP, parseMine)
    .description('write an older version into the working file; a checkpoint then makes it the newest')
    .action((arg: string, options: MineOption & { to: number }) =>
      inProject(async ({ api, path }, calls) =>
        writeOutcome(
          await api.revert(path(arg), options.to, options.mine, calls),
          'The file has those bytes already.',
        ),
      ),
    );
  program
    .command('free')
    .argument('<PATH...>', 'assets, or collections with all they hold')
    .option(MINE, MINE_HELP, parseMine)
    .description('remove working files whose content is safe in the history')
    .action((args: string[], options: MineOption) =>
      inProject(async ({ api, paths }, calls) => {
        const report = await freeWith(api, paths(args), options.mine, calls);
        const outcome = writeOutcome(report, 'Nothing to free.');
        return { ...outcome, text: lines(textOf(outcome), freedText(report)) };
      }),
    );
}
