import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type Run, withProject } from '../context.ts';
import { EXIT } from '../exitCodes.ts';
import { bytes, count, lines, plain, table } from '../layout.ts';

/** What may be left of work that was broken off, where no version is said to lack anything. */
const OF_NO_VERSION: readonly string[] = ['pack-missing', 'chunk-damaged'];

export function addMaintenanceCommands(program: Command, run: Run): void {
  program
    .command('verify')
    .option('--repair', 'fetch damaged or missing chunks from the studio')
    .description('check the project file: structure, references, the hash of every chunk')
    .action((options: { repair?: boolean }) =>
      run((context) =>
        withProject(context, async ({ api }) => {
          const report = await api.verify(options.repair === true, context.calls);
          const { checked, problems, repaired } = report;
          const sum = `${count(checked.checkpoints, 'checkpoint')}, ${count(checked.chunks, 'chunk')}, ${bytes(checked.bytes)} checked`;
          const text = lines(
            report.ok
              ? `The project file is in order: ${sum}.`
              : `${count(problems.length, 'problem')}: ${sum}.`,
            problems.length > 0 && table(problems.map((p) => [p.code, plain(p.message)])),
            repaired > 0 && `${count(repaired, 'version')} made whole again from the studio.`,
            !report.ok && !options.repair && 'Next: cairn verify --repair',
            !report.ok &&
              options.repair &&
              problems.every(({ code }) => OF_NO_VERSION.includes(code)) &&
              'No version needs what is damaged. To drop it: cairn gc',
          );
          return { data: report, text, exit: report.ok ? EXIT.done : EXIT.integrity };
        }),
      ),
    );
  program
    .command('gc')
    .option('--dry-run', 'only say what would go')
    .description('drop local chunks that the studio holds and no file here needs')
    .action((options: { dryRun?: boolean }) =>
      run((context) =>
        withProject(context, async ({ api }) => {
          const report = await api.gc(options.dryRun === true, context.calls);
          const verb = report.dryRun ? 'Would free' : 'Freed';
          return {
            data: report,
            text: `${verb} ${bytes(report.bytes)} in ${count(report.chunks, 'chunk')}.`,
          };
        }),
      ),
    );
  program
    .command('export')
    .argument('<FILE>', 'the file to make, NAME.clst')
    .description('write the project with all content that is here into one file')
    .action((file: string) =>
      run((context) =>
        withProject(context, async ({ api }) => {
          const report = await api.exportProject(resolve(context.cwd, file), context.calls);
          return {
            data: report,
            text: `Wrote ${count(report.chunks, 'chunk')}, ${bytes(report.bytes)}, to ${plain(report.file)}.`,
          };
        }),
      ),
    );
}
