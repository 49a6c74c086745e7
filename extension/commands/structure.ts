/** Collections and places: make, rename, move, share, trash. */
import type { Entry } from '../../engine/api.ts';
import { joinPath, parentOf } from '../../engine/domain/item-path.ts';
import { explainName, nameProblem, suggestName } from '../../engine/domain/names.ts';
import { inWords } from '../../engine/domain/said.ts';
import type { App, Handlers } from '../app.ts';
import { askText, confirm } from '../ui/ask.ts';
import { chooseItem } from '../ui/chooseItem.ts';
import { t } from '../ui/text.ts';
import { moveEntries } from './drop.ts';
import { changeEach, say, subjectOf } from './outcome.ts';

export const checkName = (text: string): string | null => {
  const problem = nameProblem(text);
  return problem === undefined
    ? null
    : t('{0}. "{1}" would do.', inWords(explainName(problem), t), suggestName(text));
};

/** The collection that an entry stands for: itself, or the one it lies in. */
const collectionOf = (entry: Entry | undefined): string => {
  if (entry === undefined) return '';
  return entry.kind === 'collection' ? entry.path : parentOf(entry.path);
};

async function newCollection(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('newCollection', first, second);
  const project = target?.project ?? app.targets.currentProject();
  if (project === undefined) return undefined;
  const parent = collectionOf(target?.entries[0]);
  const name = await askText({
    title: t('New Collection'),
    prompt: parent === '' ? t('A folder at the top of the project') : t('A folder in {0}', parent),
    check: checkName,
  });
  if (name === undefined) return undefined;
  return app.runner.run('newCollection', {
    title: t('New collection'),
    project,
    run: async () => (await project.api()).mkdir(joinPath(parent, name)),
  });
}

async function rename(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('rename', first, second);
  const [entry] = target?.entries ?? [];
  if (target === undefined || entry === undefined)
    return say(t('Select an asset or a collection to rename.'));
  const dot = entry.name.lastIndexOf('.');
  const name = await askText({
    title: t('Rename {0}', entry.name),
    prompt: t('The file on disk is renamed with it.'),
    value: entry.name,
    selection: [0, dot > 0 && entry.kind === 'asset' ? dot : entry.name.length],
    check: checkName,
  });
  if (name === undefined || name === entry.name) return undefined;
  const to = joinPath(parentOf(entry.path), name);
  return changeEach(app, 'rename', {
    title: t('Moving'),
    project: target.project,
    items: [entry],
    nameOf: ({ path }) => path,
    change: (api, { path }) => api.move(path, to),
  });
}

async function move(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('move', first, second);
  if (target === undefined || target.entries.length === 0) return say(t('Select what to move.'));
  const { project, entries } = target;
  const paths = entries.map((entry) => entry.path);
  const to = await chooseItem(project, {
    title: t('Move to'),
    placeholder: t('Choose a collection'),
    kinds: ['collection'],
    without: (path) => paths.some((moved) => path === moved || path.startsWith(`${moved}/`)),
    first: { label: t('$(root-folder) The top of the project'), path: '' },
  });
  return to === undefined ? undefined : moveEntries(app, project, entries, to);
}

async function share(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('share', first, second);
  const [entry] = target?.entries ?? [];
  if (target === undefined || entry === undefined) return say(t('Select a collection to share.'));
  // Where only some are shared, all are to be.
  const shared = target.entries.some(({ flags }) => !flags.includes('shared'));
  const entries = target.entries.filter(({ flags }) => flags.includes('shared') !== shared);
  const subject = subjectOf(entries);
  const question = shared ? t('Share {0}?', subject) : t('Stop sharing {0}?', subject);
  const detail = shared
    ? t('Everybody in the project gets the content of everything in it.')
    : t('From then on only assignees get new content of what is in it. What others have stays with them.');
  if (!(await confirm(question, detail, shared ? t('Share') : t('Stop Sharing')))) return undefined;
  return changeEach(app, 'share', {
    title: t('Sharing'),
    project: target.project,
    items: entries,
    nameOf: ({ path }) => path,
    change: (api, { path }) => api.edit(path, { shared }),
  });
}

async function trash(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('trash', first, second);
  if (target === undefined || target.entries.length === 0) return say(t('Select what to trash.'));
  const { project, entries } = target;
  const question = t('Move {0} to the trash?', subjectOf(entries));
  const detail = t(
    'Every version is kept, and the trash can be opened and restored from. With the next sync it is so for all.',
  );
  if (!(await confirm(question, detail, t('Move to Trash')))) return undefined;
  return app.runner.run('trash', {
    title: t('Trashing'),
    project,
    run: async () => (await project.api()).trash(entries.map((entry) => entry.path)),
  });
}

/** What to do with each rename that the selected rows are an end of. */
async function settleRenames(
  app: App,
  name: 'acceptRename' | 'declineRename',
  [first, second]: readonly [unknown, unknown],
): Promise<unknown> {
  const target = await app.targets.for(name, first, second);
  const offers = new Map(target?.entries.flatMap(({ rename: offer }) => (offer ? [[offer.id, offer]] : [])));
  if (target === undefined || offers.size === 0) return say(t('Select what was renamed outside of Cairn.'));
  return changeEach(app, name, {
    title: t('Renaming'),
    project: target.project,
    items: [...offers.values()],
    nameOf: ({ to }) => to,
    change: (api, { from, to }) =>
      name === 'acceptRename' ? api.move(from, to) : api.declineRename(from, to),
  });
}

const acceptRename = (app: App, ...rows: [unknown, unknown]) => settleRenames(app, 'acceptRename', rows);
const declineRename = (app: App, ...rows: [unknown, unknown]) => settleRenames(app, 'declineRename', rows);

export const structureCommands: Handlers<
  'newCollection' | 'rename' | 'move' | 'share' | 'trash' | 'acceptRename' | 'declineRename'
> = { newCollection, rename, move, share, trash, acceptRename, declineRename };
