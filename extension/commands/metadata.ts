/** Who, what state, which tags, what it needs. */
import type { Entry, MetadataEdit, ProjectApi } from '../../engine/api.ts';
import type { App, Handlers } from '../app.ts';
import type { OperationName } from '../operations/table.ts';
import { askText, type Choice, choose } from '../ui/ask.ts';
import type { Target } from '../ui/target.ts';
import { t } from '../ui/text.ts';
import { askStatus } from './checkpointDialog.ts';
import { say } from './outcome.ts';
import { commonTags, tagEdits } from './tagEdits.ts';

const MOST = 1_000;

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
): Promise<true | undefined> =>
  app.runner.run(name, {
    title: t('Changing {0} items', entries.length),
    project,
    run: async () => {
      const api = await project.api();
      for (const entry of entries) await edit(api, entry);
      return true as const;
    },
  });

async function assign(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await selected(app, 'assign', first, second);
  if (target === null) return undefined;
  const nobody: Choice<string | null> = { label: t('$(circle-slash) Nobody'), value: null };
  const members = target.project.api().then(async (api) => {
    const all = await api.members();
    return [...all.map(({ user, role }) => ({ label: user, description: role, value: user })), nobody];
  });
  const user = await choose<string | null>(t('Assign to'), members);
  if (user === undefined) return undefined;
  return forEach(app, 'assign', target, (api, { path }) =>
    user === null ? api.unassign(path) : api.assign(path, user),
  );
}

async function status(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await selected(app, 'status', first, second);
  const chosen = target === null ? undefined : await askStatus();
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
  const [entry] = target?.entries ?? [];
  if (target === null || entry === undefined) return undefined;
  const what = await choose<'on' | 'off'>(t('Dependencies of {0}', entry.name), [
    {
      label: t('$(add) It needs…'),
      description: t('content of what it needs comes down with it'),
      value: 'on',
    },
    { label: t('$(remove) It no longer needs…'), value: 'off' },
  ]);
  if (what === undefined) return undefined;
  const others = target.project.api().then(async (api) =>
    (await api.find('', MOST))
      .filter(({ path }) => path !== entry.path)
      .map(({ path, kind }) => ({
        label: path,
        description: kind === 'collection' ? t('collection') : '',
        value: path,
      })),
  );
  const other = await choose(t('Dependencies of {0}', entry.name), others);
  if (other === undefined) return undefined;
  return forEach(app, 'dependencies', target, (api, { path }) =>
    what === 'on' ? api.depend(path, [other], []) : api.depend(path, [], [other]),
  );
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

export const metadataCommands: Handlers<'assign' | 'status' | 'tags' | 'dependencies' | 'makeTask'> = {
  assign,
  status,
  tags,
  dependencies,
  makeTask,
};
