/** What a project holds and may hold, and how long its trash is kept. */
import type { Command } from 'commander';
import { CairnError } from '../../engine/errors.ts';
import type { Usage } from '../../engine/remote/administration.ts';
import { parseAmount } from '../amounts.ts';
import { type Run, withStudio } from '../context.ts';
import { bytes, count, iso, lines, listing, plain, table } from '../layout.ts';
import { chooseStudio, withLinkedStudio } from '../studio.ts';

const told = (used: string, most: string | null): string => (most === null ? used : `${used} of ${most}`);

const usageRow = (usage: Usage): string[] => [
  told(bytes(usage.bytes), usage.mostBytes === null ? null : bytes(usage.mostBytes)),
  told(count(usage.items, 'item'), usage.mostItems === null ? null : String(usage.mostItems)),
];

/** `500G`, `1.5T`, `1000`, or `none`. */
function size(text: string): number | null {
  if (text === 'none') return null;
  const most = parseAmount(text);
  if (most === undefined) throw new CairnError('usage', `"${text}" is no size: 500G, 1.5T, or none.`);
  return most;
}

function whole(text: string): number | null {
  if (text === 'none') return null;
  if (!/^\d{1,12}$/u.test(text)) throw new CairnError('usage', `"${text}" is no number: 200000, or none.`);
  return Number(text);
}

/** `30`, or `always`: nothing is purged by itself. */
function trashDays(text: string): number | null {
  if (text === 'always') return null;
  if (!/^\d{1,5}$/u.test(text))
    throw new CairnError('usage', `"${text}" is no number of days: 30, or always.`);
  return Number(text);
}

export function addLimitCommands(program: Command, run: Run): void {
  program
    .command('usage')
    .description('what the project holds on its studio, and may hold')
    .action(() =>
      run((context) =>
        withLinkedStudio(context, async (account, project) => {
          const usage = await account.administration(project).usage();
          return { data: { usage }, text: usageRow(usage).join(', '), answer: true };
        }),
      ),
    );
  const quota = program
    .command('quota')
    .description('what projects may hold, as an administrator of the studio');
  quota
    .command('list')
    .option('--studio <URL>', "the studio; this project's if left out")
    .description('list every project with what it holds')
    .action((options: { studio?: string }) =>
      run(async (context) =>
        withStudio(context, await chooseStudio(context, options.studio), async (account) => {
          const projects = await account.studio().usages();
          const rows = projects.map(({ id, name, usage }) => [id, plain(name), ...usageRow(usage)]);
          return { data: { projects }, text: listing(rows, 'The studio has no projects.'), answer: true };
        }),
      ),
    );
  quota
    .command('set')
    .argument('<PROJECT>', 'id, or a name that only one has')
    .option('--bytes <SIZE>', 'of content: 500G, or none')
    .option('--items <N>', 'assets and collections: 200000, or none')
    .option('--studio <URL>', "the studio; this project's if left out")
    .description('say what a project may hold')
    .action((name: string, options: { bytes?: string; items?: string; studio?: string }) =>
      run(async (context) =>
        withStudio(context, await chooseStudio(context, options.studio), async (account) => {
          if (options.bytes === undefined && options.items === undefined)
            throw new CairnError('usage', 'Say what it may hold: --bytes SIZE, --items N, or none.');
          const named = (await account.studio().usages()).filter(
            (one) => one.id === name || one.name === name,
          );
          const project = named.find((one) => one.id === name) ?? named[0];
          if (!project) throw new CairnError('not-found', `There is no project ${name}.`);
          if (named.length > 1 && project.id !== name)
            throw new CairnError('usage', `Several projects are called ${name}: name one by its id.`);
          const usage = await account.studio().setLimits(project.id, {
            ...(options.bytes !== undefined && { mostBytes: size(options.bytes) }),
            ...(options.items !== undefined && { mostItems: whole(options.items) }),
          });
          const text = `${plain(project.name)}: ${usageRow(usage).join(', ')}`;
          return { data: { project: project.id, usage }, text };
        }),
      ),
    );
}

/** `trash keep`, beside the other commands of the trash. */
export function addTrashRule(trash: Command, run: Run): void {
  trash
    .command('keep')
    .argument('[DAYS]', 'purge what was trashed so long ago; "always" for never')
    .option('--dry-run', 'only say what this would purge now')
    .description("the project's rule for its trash, on its studio; without DAYS tell it")
    .action((arg: string | undefined, options: { dryRun?: boolean }) =>
      run((context) =>
        withLinkedStudio(context, async (account, id) => {
          const project = account.administration(id);
          const days = arg === undefined ? null : trashDays(arg);
          if (options.dryRun === true) {
            const after = days ?? (await project.trashDays());
            if (after === null) throw new CairnError('usage', 'Say after how many days.');
            const found = await project.previewTrash(after);
            const trashed = found.trashed.map(({ at, ...rest }) => ({ ...rest, time: iso(at) }));
            const sum = `Would purge ${count(found.items, 'item')} and ${count(found.checkpoints, 'checkpoint')}:`;
            const rows = trashed.map((one) => [one.time.slice(0, 10), plain(one.name)]);
            const text = rows.length === 0 ? 'Would purge nothing.' : lines(sum, table(rows));
            return { data: { ...found, trashed, days: after, dryRun: true }, text, answer: true };
          }
          const rule =
            arg === undefined ? await project.trashDays() : (await project.setTrashDays(days)).trashDays;
          const text =
            rule === null
              ? 'Trash stays until somebody purges it.'
              : `What was trashed ${count(rule, 'day')} ago is purged.`;
          return { data: { trashDays: rule }, text, answer: true };
        }),
      ),
    );
}
