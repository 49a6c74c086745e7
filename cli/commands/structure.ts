import type { Command } from 'commander';
import type { ProjectApi } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import { type OpenProject, type Run, withProject } from '../context.ts';
import { count, lines, listing, localTime, plain, table, word } from '../layout.ts';
import { moveTarget } from '../paths.ts';
import { trashShape } from '../shapes.ts';
import { addTrashRule } from './limits.ts';

/** Files that stay, of which each is named. */
const MOST_NAMED = 20;

const ID_HELP = 'from `trash list`; or the path, where one such is in the trash';

/** Accepts `trash:ID` where an id is asked for, as `log` and `cat` take it. */
const trashId = (text: string): string => text.replace(/^trash:/u, '');

export function addStructureCommands(program: Command, run: Run): void {
  program
    .command('mkdir')
    .argument('<PATH>')
    .option('--shared', 'everyone in the project gets its content')
    .description('make a collection, with those above it')
    .action((arg: string, options: { shared?: boolean }) =>
      run((context) =>
        withProject(context, async ({ api, path }) => {
          const made = path(arg);
          await api.mkdir(made, options.shared === true);
          return { data: { path: made, shared: options.shared === true }, text: `Made ${plain(made)}` };
        }),
      ),
    );
  program
    .command('mv')
    .argument('<FROM>')
    .argument('<TO>', 'the new path; with a slash at the end, the collection to move into')
    .option('--decline', 'of a rename that status offers: it is not the same file; never offer it again')
    .description('rename or move an asset or a collection, or accept that it was renamed on disk')
    .action((fromArg: string, toArg: string, options: { decline?: boolean }) =>
      run((context) =>
        withProject(context, async ({ api, path }) => {
          const from = path(fromArg);
          if (options.decline === true) {
            const declined = path(toArg);
            await api.declineRename(from, declined);
            const text = `${plain(declined)} is not ${plain(from)} renamed; it is not offered any more`;
            return { data: { from, to: declined, declined: true }, text };
          }
          const { path: to } = await api.move(from, moveTarget(from, path(toArg), toArg));
          return { data: { from, to }, text: `${plain(from)} is now ${plain(to)}` };
        }),
      ),
    );
  program
    .command('rm')
    .argument('<PATH...>')
    .description('move assets and collections to the trash')
    .action((args: string[]) =>
      run((context) =>
        withProject(context, async ({ api, paths }) => {
          const trashed = paths(args);
          if (trashed.includes(''))
            throw new CairnError('usage', 'The working folder itself cannot be trashed.');
          await api.trash(trashed);
          const id = context.json ? '' : await idOf(api, trashed);
          const undo = `${count(trashed.length, 'item')} in the trash. Undo with: cairn trash restore ${id}`;
          const text = context.json ? undo : lines(undo, await stayText(api, trashed));
          return { data: { trashed }, text };
        }),
      ),
    );
  addTrash(program.command('trash').description('look into the trash, restore and purge'), run);
}

/** Files that no checkpoint holds are not removed with what they lay in. */
async function stayText(api: ProjectApi, trashed: readonly string[]): Promise<string> {
  const { assets } = await api.status(trashed);
  const stay = assets.filter(({ kind }) => kind === 'untracked').map(({ path }) => [plain(path)]);
  const more = stay.length - MOST_NAMED;
  return lines(
    stay.length > 0 && 'In no checkpoint, so it stays on the disk, untracked:',
    stay.length > 0 && table(stay.slice(0, MOST_NAMED)),
    more > 0 && `  … and ${count(more, 'more file', 'more files')}`,
  );
}

/** The id of what was trashed alone; of several, or where more of that path are in the trash, how to find it. */
async function idOf(api: ProjectApi, [path, ...more]: readonly string[]): Promise<string> {
  const alike = more.length === 0 ? (await api.trashList()).filter((item) => item.path === path) : [];
  const [found, ...others] = alike;
  return found && others.length === 0 ? found.id : 'ID (cairn trash list)';
}

/**
 * The id of what was typed: an id of `trash list`, or a path that it lists.
 * @throws {CairnError} `usage` where several of that path are in the trash
 */
async function trashed({ api, path }: OpenProject, typed: string): Promise<string> {
  const id = trashId(typed);
  const items = await api.trashList();
  if (id !== typed || items.some((item) => item.id === id)) return id;
  const listed = path(typed);
  const [found, ...others] = items.filter((item) => item.path === listed);
  if (others.length > 0)
    throw new CairnError(
      'usage',
      `Several of ${plain(listed)} are in the trash. Say which by its id: cairn trash list`,
    );
  return found?.id ?? typed;
}

/** Its files come back by themselves only where they never left the disk. */
async function rebuildText(api: ProjectApi, path: string): Promise<string | false> {
  const { assets } = await api.status([path]);
  return assets.some(({ state }) => state === 'rebuild') && `Next: cairn rebuild ${word(path)}`;
}

function addTrash(trash: Command, run: Run): void {
  addTrashRule(trash, run);
  trash
    .command('list')
    .description('list what is in the trash')
    .action(() =>
      run((context) =>
        withProject(context, async ({ api }) => {
          const items = await api.trashList();
          const rows = items.map((item) => [item.id, plain(item.path), plain(item.by), localTime(item.at)]);
          return {
            data: trashShape(items),
            text: listing(rows, 'The trash is empty.'),
            answer: true,
          };
        }),
      ),
    );
  trash
    .command('restore')
    .argument('<ID>', ID_HELP)
    .description('bring a trashed item back')
    .action((typed: string) =>
      run((context) =>
        withProject(context, async (project) => {
          const { api } = project;
          const restored = await api.trashRestore(await trashed(project, typed));
          const told = `Restored ${plain(restored.path)}`;
          return {
            data: restored,
            text: context.json ? told : lines(told, await rebuildText(api, restored.path)),
          };
        }),
      ),
    );
  trash
    .command('purge')
    .argument('<ID>', ID_HELP)
    .description('delete a trashed item and its history for everybody; this cannot be undone')
    .action((typed: string) =>
      run((context) =>
        withProject(context, async (project) => {
          const { api } = project;
          const id = await trashed(project, typed);
          await api.trashPurge(id);
          const { studio } = await api.info();
          const text = studio === null ? 'Purged.' : 'Purged here. The next sync purges it for everybody.';
          return { data: { purged: id }, text };
        }),
      ),
    );
}
