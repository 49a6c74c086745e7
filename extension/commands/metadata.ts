/** Who, what state, which tags, what it needs. */
import type { Entry, MetadataEdit, Needed, ProjectApi } from '../../engine/api.ts';
import type { App, Handlers } from '../app.ts';
import { needsSummary } from '../needs/words.ts';
import type { OperationName } from '../operations/table.ts';
import { askText, type Choice, choose, chooseOrType } from '../ui/ask.ts';
import { chooseItem } from '../ui/chooseItem.ts';
import type { Target } from '../ui/target.ts';
import { t } from '../ui/text.ts';
import { askStatus, offered, scopeOf } from './checkpointDialog.ts';
import { changeEach, ofThese, say, subjectOf } from './outcome.ts';
import { commonTags, tagEdits } from './tagEdits.ts';

async function selected(
  app: App,
  name: OperationName,
  first: unknown,
  second: unknown,
): Promise<Target | null> {
  const target = await app.targets.for(name, first, second);
  if (target !== undefined && target.entries.length > 0) return target;
  say(t('Select assets first.'));
  return null;
}

/** The same call for every entry, in order. */
const forEach = (
  app: App,
  name: OperationName,
  { project, entries }: Target,
  edit: (api: ProjectApi, entry: Entry) => Promise<void>,
): Promise<boolean> =>
  changeEach(app, name, {
    title: ofThese(
      entries.map(({ name }) => name),
      (item) => t('Changing {0}', item),
      (count) => t('Changing {0} items', count),
    ),
    project,
    items: entries,
    nameOf: ({ path }) => path,
    change: edit,
  });

async function assign(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await selected(app, 'assign', first, second);
  if (target === null) return undefined;
  const nobody: Choice<string | null> = { label: t('$(circle-slash) Nobody'), value: null };
  const comesDown = await broughtDown(target);
  const members = target.project.api().then(async (api) => {
    const all = await api.members();
    return [...all.map(({ user, role }) => ({ label: user, description: role, value: user })), nobody];
  });
  const user = await choose<string | null>(t('Assign to'), members, comesDown);
  if (user === undefined) return undefined;
  return forEach(app, 'assign', target, (api, { path }) =>
    user === null ? api.unassign(path) : api.assign(path, user),
  );
}

/** What whoever is assigned gets, for one item; of several it would take long to say. */
async function broughtDown({ project, entries }: Target): Promise<string | undefined> {
  const [only, ...others] = entries;
  if (only === undefined || others.length > 0) return undefined;
  const needs = await (await project.api()).needs(only.path).catch(() => null);
  return needs === null ? undefined : t('With it come down: {0}', needsSummary(needs, t));
}

async function needs(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await selected(app, 'needs', first, second);
  const [entry] = target?.entries ?? [];
  if (target !== null && entry !== undefined) app.needs.open(target.project, entry.path);
  return undefined;
}

async function type(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await selected(app, 'type', first, second);
  if (target === null) return undefined;
  const listed = offered('types', scopeOf(target));
  const chosen = await chooseOrType(t('Type'), listed, t('Choose a type, or type another'));
  if (chosen === undefined) return undefined;
  return forEach(app, 'type', target, (api, { path }) => api.edit(path, { type: chosen }));
}

async function describe(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await selected(app, 'describe', first, second);
  const [entry] = target?.entries ?? [];
  if (target === null || entry === undefined) return undefined;
  const title = t('Description of {0}', entry.name);
  const text = await askText({
    title,
    prompt: t('What the team should know of it'),
    value: entry.description,
  });
  if (text === undefined || text === entry.description) return undefined;
  return forEach(app, 'describe', target, (api, { path }) => api.edit(path, { description: text }));
}

async function status(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await selected(app, 'status', first, second);
  const chosen = target === null ? undefined : await askStatus(scopeOf(target));
  if (target === null || chosen === undefined) return undefined;
  return forEach(app, 'status', target, (api, { path }) => api.edit(path, { status: chosen }));
}

async function tags(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await selected(app, 'tags', first, second);
  if (target === null) return undefined;
  const common = commonTags(target.entries.map((entry) => entry.tags));
  const text = await askText({
    title: t('Tags'),
    prompt: t('Separated by commas. Tags that only some of the selected have stay as they are.'),
    value: common.join(', '),
  });
  if (text === undefined) return undefined;
  const { add, remove } = tagEdits(common, text);
  if (add.length === 0 && remove.length === 0) return undefined;
  return forEach(app, 'tags', target, (api, { path }) => api.tag(path, add, remove));
}

async function dependencies(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await selected(app, 'dependencies', first, second);
  if (target === null) return undefined;
  const { project, entries } = target;
  const title = t('Dependencies of {0}', subjectOf(entries));
  const what = await choose<'on' | 'off'>(title, [
    {
      label: t('$(add) It needs…'),
      description: t('content of what it needs comes down with it'),
      value: 'on',
    },
    { label: t('$(remove) It no longer needs…'), value: 'off' },
  ]);
  if (what === undefined) return undefined;
  const own = new Set(entries.map(({ path }) => path));
  const other =
    what === 'on'
      ? await chooseItem(project, {
          title,
          placeholder: t('A part of the path'),
          kinds: ['asset', 'collection'],
          without: (path) => own.has(path),
        })
      : await choose(title, neededByAny(await project.api(), entries));
  if (other === undefined) return undefined;
  return forEach(app, 'dependencies', target, (api, { path }) =>
    what === 'on' ? api.depend(path, [other], []) : api.depend(path, [], [other]),
  );
}

async function neededByAny(api: ProjectApi, entries: readonly Entry[]): Promise<Choice<string>[]> {
  const needed = new Map<string, Needed>();
  for (const entry of entries) for (const one of await neededBy(api, entry)) needed.set(one.path, one);
  return [...needed.values()].map(({ path, kind }) => ({
    label: path,
    description: kind === 'collection' ? t('collection') : '',
    value: path,
  }));
}

/** What it needs itself, not by what it needs. */
async function neededBy(api: ProjectApi, { path }: Entry): Promise<readonly Needed[]> {
  const { items, links } = await api.needs(path);
  const of = items.find((item) => item.path === path)?.id;
  const direct = new Set(links.filter(({ from, why }) => from === of && why === 'needs').map(({ to }) => to));
  return items.filter(({ id }) => direct.has(id));
}

async function makeTask(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await selected(app, 'makeTask', first, second);
  if (target === null) return undefined;
  const task = await choose<boolean>(t('Task or resource'), [
    { label: t('Task'), description: t('one assignee, and only they may checkpoint it'), value: true },
    { label: t('Resource'), description: t('anyone with permission may checkpoint it'), value: false },
  ]);
  if (task === undefined) return undefined;
  const edit: MetadataEdit = { task };
  return forEach(app, 'makeTask', target, (api, { path }) => api.edit(path, edit));
}

export const metadataCommands: Handlers<
  'assign' | 'status' | 'tags' | 'dependencies' | 'makeTask' | 'needs' | 'type' | 'describe'
> = {
  needs,
  type,
  describe,
  assign,
  status,
  tags,
  dependencies,
  makeTask,
};
