import type { Command } from 'commander';
import type { ProjectApi } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import type { ActivityPage } from '../../engine/remote/administration.ts';
import { type Run, withProject } from '../context.ts';
import { lines, localTime, plain } from '../layout.ts';
import { withLinkedStudio } from '../studio.ts';

interface Options {
  readonly field?: string;
  readonly user?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
  readonly before?: string;
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
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const id = (await api.children(parent)).find((entry) => entry.path === path)?.id;
  if (id) return id;
  throw new CairnError('not-found', `There is no asset or collection ${path}.`, { path });
}

const shown = (value: unknown): string => {
  if (value === null || value === '') return 'nothing';
  return plain(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 60);
};

function inWords({ activity, next }: ActivityPage): string {
  const records = activity.map(({ time, user, changes, revision }) =>
    lines(
      `${localTime(Date.parse(time))}  ${plain(user)}  (revision ${revision})`,
      ...changes.slice(0, 20).map(({ kind, name, key, fields }) => {
        const all = Object.entries(fields).map(
          ([field, [old, now]]) => `${field}: ${shown(old)} → ${shown(now)}`,
        );
        const few = all.slice(0, 6).join(', ') + (all.length > 6 ? ', …' : '');
        return `  ${kind} ${plain(name) || key}${few === '' ? '' : `  ${few}`}`;
      }),
      changes.length > 20 && `  … and ${changes.length - 20} more`,
    ),
  );
  return lines(...records, next !== null && `Older: --before ${next}`);
}

export function addActivityCommand(program: Command, run: Run): void {
  program
    .command('activity')
    .argument('[PATH]', 'only what is about this asset or collection')
    .option('--field <FIELD>', 'only changes of this field: status, name, assigneeId, …')
    .option('--user <NAME>', 'only what this account did')
    .option('--since <TIME>', 'from this day or moment on')
    .option('--until <TIME>', 'before this day or moment')
    .option('--limit <N>', 'records at once (50)')
    .option('--before <REVISION>', 'older than this')
    .description('who changed what and when, the newest first')
    .action((arg: string | undefined, options: Options) =>
      run(async (context) => {
        let item: string | undefined;
        if (arg !== undefined) {
          await withProject(context, async ({ api, path }) => {
            item = await itemAt(api, path(arg));
            return { text: '' };
          });
        }
        const filter = {
          ...{ item, field: options.field, user: options.user },
          ...{ since: moment(options.since), until: moment(options.until) },
          limit: options.limit === undefined ? undefined : Number(options.limit),
          before: options.before === undefined ? undefined : Number(options.before),
        };
        return withLinkedStudio(context, async (account, project) => {
          const page = await account.administration(project).activity(filter);
          return { data: page, text: inWords(page) || 'Nothing like that happened.', answer: true };
        });
      }),
    );
}
