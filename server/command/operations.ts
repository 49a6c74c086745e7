/** `backup`, `restore`, `verify`, `gc`. */
import type { StudioConfig } from '../config.ts';
import { backUp, restore } from '../operations/backup.ts';
import { collect } from '../operations/gc.ts';
import { migrate } from '../operations/migrate.ts';
import { emptyTrash, previewTrash, ruledProjects, trashDays } from '../operations/retention.ts';
import { verifyStudio } from '../operations/verify.ts';
import { EXIT, print, sayTo } from './output.ts';
import { withStudio } from './use.ts';
import type { UserCommand } from './users.ts';

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

export async function runBackup({ config, streams, json }: UserCommand, target: string): Promise<void> {
  const copied = await withStudio(config, (studio) => backUp(studio, target));
  const text = `Backed up to ${copied.path}: ${copied.checkpoints} checkpoints, ${megabytes(copied.bytes)}, verified.`;
  print(streams, json, copied, text);
}

export async function runRestore({ config, streams, json }: UserCommand, source: string): Promise<void> {
  const copied = await restore(source, config, sayTo(streams, json));
  const text = `Restored to ${copied.path}: ${copied.checkpoints} checkpoints, ${megabytes(copied.bytes)}, verified.`;
  print(streams, json, copied, text);
}

export async function runMigrate(
  { config, streams, json }: UserCommand,
  target: StudioConfig,
): Promise<void> {
  const done = await migrate(config, target, sayTo(streams, json));
  const rows = Object.values(done.rows).reduce((sum, count) => sum + count, 0);
  const what = `${rows} rows, ${done.checkpoints} checkpoints and ${done.chunks} chunks (${megabytes(done.bytes)})`;
  const text = `Copied and verified: ${what}. Start the studio with the new configuration; ${config.data} is as it was.`;
  print(streams, json, done, text);
}

/** Answers the exit code. */
export async function runVerify({ config, streams, json }: UserCommand): Promise<number> {
  const found = await withStudio(config, verifyStudio);
  const { chunks, bytes, checkpoints } = found.checked;
  const summary = `Checked ${checkpoints} checkpoints and ${chunks} chunks (${megabytes(bytes)}).`;
  const lines = found.problems.map((problem) => `${problem.code}: ${problem.message}`);
  print(
    streams,
    json,
    found,
    [...lines, summary, found.ok ? 'All is sound.' : 'There are problems.'].join('\n'),
  );
  return found.ok ? EXIT.done : EXIT.integrity;
}

export async function runTrash(
  { config, streams, json }: UserCommand,
  flags: { dryRun: boolean },
): Promise<void> {
  const projects = await withStudio(config, async (studio) => {
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
  print(streams, json, { projects, dryRun: flags.dryRun }, text);
}

export async function runGc(
  { config, streams, json }: UserCommand,
  flags: { dryRun: boolean; graceHours?: number | undefined },
): Promise<void> {
  const grace = flags.graceHours === undefined ? undefined : flags.graceHours * 3_600_000;
  const done = await withStudio(config, (studio) => collect(studio, flags.dryRun, grace));
  const text = `${done.dryRun ? 'Would remove' : 'Removed'} ${done.chunks} chunks, ${megabytes(done.bytes)}.`;
  print(streams, json, done, text);
}
