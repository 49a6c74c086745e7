import type { Command } from 'commander';
import type { ProjectApi } from '../../engine/api.ts';
import { parentOf } from '../../engine/domain/item-path.ts';
import { CairnError } from '../../engine/errors.ts';
import type { ActivityPage, StudioActivityPage } from '../../engine/remote/administration.ts';
import { changeInWords, type NameOf } from '../activityWords.ts';
import { type Run, withProject, withStudio } from '../context.ts';
import { lines, localTime, plain } from '../layout.ts';
import { chooseStudio, withLinkedStudio } from '../studio.ts';

interface Times {
  readonly user?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: number;
}

interface Options extends Times {
  readonly field?: string;
  readonly member?: string;
  readonly about?: string;
  readonly before?: number;
}

interface StudioOptions extends Times {
  readonly studio?: string;
  readonly before?: string;
}

/** Records that the studio answers at once, at most. */
const MOST = 100;

const count =
  (most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/u.test(text) && value > 0 && value <= most) return value;
    throw new CairnError('usage', `"${text}" is no number from 1 to ${most}.`);
  };

function aboutOf(text: string | undefined): 'work' | 'team' | undefined {
  if (text === undefined || text === 'work' || text === 'team') return text;
  throw new CairnError('usage', `An activity is about "work" or "team", not "${text}".`);
}

/** A day, or a moment; ISO 8601. */
function moment(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new CairnError('usage', `"${text}" is no time: 2026-03-01, or 2026-03-01T14:05Z.`);
  return new Date(time).toISOString();
}

async function itemAt(api: ProjectApi, path: string): Promise<string> {
  const id = (await api.children(parentOf(path))).find((entry) => entry.path === path)?.id;
  if (id) return id;
  throw new CairnError('not-found', `There is no asset or collection ${path}.`, { path });
}

interface Named {
  readonly id: string;
  readonly user: string;
}

/** Members by their accounts, and items that this page itself names. */
function namesOf(members: readonly Named[], activity: ActivityPage['activity']): NameOf {
  const names = new Map(members.map(({ id, user }) => [id, user]));
  for (const { changes } of activity)
    for (const { item, name } of changes) if (item !== '' && name !== '') names.set(item, name);
  return (id) => names.get(id);
}

function inWords({ activity, next }: ActivityPage, members: readonly Named[]): string {
  const nameOf = namesOf(members, activity);
  const records = activity.map(({ time, user, changes, revision }) =>
    lines(
      `${localTime(Date.parse(time))}  ${plain(user)}  (revision ${revision})`,
      ...changes.slice(0, 20).map((change) => changeInWords(change, nameOf)),
      changes.length > 20 && `  … and ${changes.length - 20} more`,
    ),
  );
  return lines(...records, next !== null && `Older: --before ${next}`);
}

const timesOf = ({ user, since, until, limit }: Times) => ({
  ...{ user, limit, since: moment(since), until: moment(until) },
});

function studioInWords({ activity, next }: StudioActivityPage): string {
  const records = activity.map(({ time, user, ...change }) =>
    lines(
      `${localTime(Date.parse(time))}  ${plain(user)}`,
      changeInWords(change, () => undefined),
    ),
  );
  return lines(...records, next !== null && `Older: --before ${next}`);
}

/** `studio activity`: what was done with the studio itself. */
export function addStudioActivityCommand(studio: Command, run: Run): void {
  studio
    .command('activity')
    .option('--user <NAME>', 'only what this account did')
    .option('--since <TIME>', 'from this day or moment on')
    .option('--until <TIME>', 'before this day or moment')
    .option('--limit <N>', 'records at once (50)', count(MOST))
    .option('--before <ID>', 'older than this')
    .option('--studio <URL>', "the studio; this project's if left out")
    .description('what was done with accounts and limits, the newest first, as an administrator')
    .action((options: StudioOptions) =>
      run(async (context) =>
        withStudio(context, await chooseStudio(context, options.studio), async (account) => {
          const filter = { ...timesOf(options), before: options.before };
          const page = await account.studio().activity(filter);
          return { data: page, text: studioInWords(page) || 'Nothing like that happened.', answer: true };
        }),
      ),
    );
}

export function addActivityCommand(program: Command, run: Run): void {
  program
    .command('activity')
    .argument('[PATH]', 'only what is about this asset or collection')
    .option('--field <FIELD>', 'only changes of this field: status, name, assigneeId, …')
    .option('--user <NAME>', 'only what this account did')
    .option('--member <NAME>', 'only what concerns this account: its roles, its tokens')
    .option('--about <WHAT>', 'only work, or team: members, roles, invitations, tokens, webhooks, limits')
    .option('--since <TIME>', 'from this day or moment on')
    .option('--until <TIME>', 'before this day or moment')
    .option('--limit <N>', 'records at once (50)', count(MOST))
    .option('--before <REVISION>', 'older than this', count(Number.MAX_SAFE_INTEGER))
    .description('who changed what and when, the newest first')
    .action((arg: string | undefined, options: Options) =>
      run(async (context) => {
        let item: string | undefined;
        const about = aboutOf(options.about);
        if (arg !== undefined && options.member !== undefined)
          throw new CairnError('usage', 'Name a path or a --member, not both.');
        if (arg !== undefined) {
          await withProject(context, async ({ api, path }) => {
            item = await itemAt(api, path(arg));
            return { text: '' };
          });
        }
        const filter = {
          ...{ item, about, field: options.field, member: options.member, before: options.before },
          ...timesOf(options),
        };
        return withLinkedStudio(context, async (account, project) => {
          const page = await account.administration(project).activity(filter);
          const members = context.json ? [] : await account.members(project);
          return { data: page, text: inWords(page, members) || 'Nothing like that happened.', answer: true };
        });
      }),
    );
}
