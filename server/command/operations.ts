/** `backup`, `restore`, `migrate`, `verify`, `trash`, `gc`. */
import type { StudioConfig } from '../config.ts';
import { backUp, restore } from '../operations/backup.ts';
import { collect } from '../operations/gc.ts';
import { migrate } from '../operations/migrate.ts';
import { megabytes } from '../operations/progress.ts';
import { emptyTrash, previewTrash, ruledProjects, trashDays } from '../operations/retention.ts';
import { verifyStudio } from '../operations/verify.ts';
import { answer, EXIT, sayTo, tell } from './output.ts';
import { requireOwner, withStudio } from './use.ts';
import type { UserCommand } from './users.ts';

export async function runBackup(command: UserCommand, target: string): Promise<void> {
  const copied = await withStudio(command.config, (studio) => backUp(studio, target, sayTo(command)));
  const text = `Backed up to ${copied.path}: ${copied.checkpoints} checkpoints, ${megabytes(copied.bytes)}, verified.`;
  tell(command, copied, text);
}

export async function runRestore(command: UserCommand, source: string): Promise<void> {
  const copied = await restore(source, command.config, sayTo(command));
  const text = `Restored to ${copied.path}: ${copied.checkpoints} checkpoints, ${megabytes(copied.bytes)}, verified.`;
  tell(command, copied, text);
}

export async function runMigrate(command: UserCommand, target: StudioConfig): Promise<void> {
  const { config } = command;
  const done = await migrate(config, target, sayTo(command));
  const rows = Object.values(done.rows).reduce((sum, count) => sum + count, 0);
  const what = `${rows} rows, ${done.checkpoints} checkpoints and ${done.chunks} chunks (${megabytes(done.bytes)})`;
  const text = `Copied and verified: ${what}. Start the studio with the new configuration; ${config.data} is as it was.`;
  tell(command, done, text);
}

/** Answers the exit code. */
export async function runVerify(command: UserCommand): Promise<number> {
  const found = await withStudio(command.config, (studio) => verifyStudio(studio, sayTo(command)));
  const { chunks, bytes, checkpoints } = found.checked;
  const summary = `Checked ${checkpoints} checkpoints and ${chunks} chunks (${megabytes(bytes)}).`;
  const lines = found.problems.map((problem) => `${problem.code}: ${problem.message}`);
  const text = [...lines, summary, found.ok ? 'All is sound.' : 'There are problems.'].join('\n');
  (found.ok ? tell : answer)(command, found, text);
  return found.ok ? EXIT.done : EXIT.integrity;
}

export async function runTrash(command: UserCommand, flags: { dryRun: boolean }): Promise<void> {
  const projects = await withStudio(command.config, async (studio) => {
    const done = [];
    for (const project of await ruledProjects(studio.metadata.db)) {
      const days = (await trashDays(studio.metadata.db, project.id)) ?? 0;
      const emptied = flags.dryRun
        ? await previewTrash(studio, project.id, days)
        : await emptyTrash(studio, project.id);
      done.push({ ...project, days, emptied });
    }
    return done;
  });
  const verb = flags.dryRun ? 'would be purged' : 'purged';
  const lines = projects.map(
    ({ name, days, emptied }) =>
      `${name} (after ${days} days): ${emptied.items} items and ${emptied.checkpoints} checkpoints ${verb}.`,
  );
  const text = lines.join('\n') || 'No project has a rule for its trash.';
  (flags.dryRun ? answer : tell)(command, { projects, dryRun: flags.dryRun }, text);
}

export async function runGc(
  command: UserCommand,
  flags: { dryRun: boolean; graceHours?: number | undefined },
): Promise<void> {
  if (!flags.dryRun) requireOwner(command.config);
  const grace = flags.graceHours === undefined ? undefined : flags.graceHours * 3_600_000;
  const done = await withStudio(command.config, (studio) => collect(studio, flags.dryRun, grace));
  const text = `${done.dryRun ? 'Would remove' : 'Removed'} ${done.chunks} chunks, ${megabytes(done.bytes)}.`;
  (flags.dryRun ? answer : tell)(command, done, text);
}
