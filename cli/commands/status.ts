import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { AssetState, Brief, Entry, StatusReport } from '../../engine/api.ts';
import { parentOf } from '../../engine/domain/item-path.ts';
import { CairnError } from '../../engine/errors.ts';
import { briefly } from '../../engine/snapshot/brief.ts';
import { pathKey } from '../../engine/snapshot/tree.ts';
import { type Context, type Run, requireProject, withProject } from '../context.ts';
import { count, lines, localTime, plain, table } from '../layout.ts';
import type { Outcome } from '../outcome.ts';
import { statusShape } from '../shapes.ts';

type Entries = StatusReport['assets'];

/** What a person does next about a state. */
const NEXT: Readonly<Partial<Record<AssetState, string>>> = {
  modified: 'cairn checkpoint PATH… -m TEXT',
  outdated: 'cairn pull PATH…',
  untracked: 'cairn track PATH…',
  rebuild: 'cairn rebuild PATH…',
};
const ORDER: readonly AssetState[] = [
  'modified',
  'outdated',
  'untracked',
  'rebuild',
  'metadata-only',
  'normal',
];

/** The flags that say more than the state does; without a studio, nothing is ever sent. */
const worthSaying = ({ flags }: Entry, hasStudio: boolean): Entry['flags'] =>
  flags.filter((flag) => flag !== 'shared' && (hasStudio || flag !== 'unsent'));

const versions = ({ base, latest }: Entry): string => {
  if (latest === null) return '';
  if (base === null || base === latest) return `v${latest}`;
  // A file that is there, but of which nobody knows what version it came from.
  return `${base === 0 ? '?' : `v${base}`} → v${latest}`;
};

/** Where what the state asks for would be refused, none: of edits in what is outdated or somebody else's task, and of bad names. */
function stateToActOn({ state, flags }: Entry): AssetState | undefined {
  if (state === 'untracked' && flags.includes('name-refused')) return undefined;
  if (state !== 'modified') return state;
  if (flags.includes('outdated')) return 'outdated';
  return flags.includes('locked') ? undefined : state;
}

const row = (entry: Entry, hasStudio: boolean): string[] => [
  entry.state,
  plain(entry.path) + (entry.folder || entry.kind === 'collection' ? '/' : ''),
  versions(entry),
  entry.assignee === null ? '' : `@${plain(entry.assignee)}`,
  worthSaying(entry, hasStudio).join(', '),
];

export function statusText(report: StatusReport, all: boolean): string {
  const files = report.assets.filter(
    (entry) => entry.kind !== 'collection' || entry.flags.includes('rejected'),
  );
  if (all) return briefText({ ...report, notable: files, waiting: 0, quiet: 0 });
  return briefText({ ...report, ...briefly(files, report.project.studio !== null) });
}

export function briefText(brief: Brief): string {
  const { project, unsent, conflicts, lastSync, renames, notable, waiting, quiet } = brief;
  const hasStudio = project.studio !== null;
  const shown = notable.toSorted(
    (a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.path < b.path ? -1 : 1),
  );
  const states = new Set(shown.map(stateToActOn));
  const hints = ORDER.filter((state) => states.has(state)).flatMap((state) => NEXT[state] ?? []);
  const refused = shown.some(({ flags }) => flags.includes('rejected'));
  if (refused) hints.unshift('cairn attention');
  if (conflicts > 0) hints.unshift('cairn conflicts');
  else if (unsent > 0 && project.studio) hints.push('cairn sync');
  const linked = project.studio ?? 'not on a studio yet';
  const last = lastSync === null ? '' : `, last sync ${localTime(lastSync)}`;
  return lines(
    `${project.name} (${linked}${last})`,
    conflicts > 0 && `${count(conflicts, 'conflict')} waiting for your decision`,
    unsent > 0 && `${count(unsent, 'change')} not sent yet`,
    shown.length > 0 && table(shown.map((entry) => row(entry, hasStudio))),
    shown.some(({ state }) => state === 'metadata-only') &&
      'metadata-only: not shared with you and no task of yours, so the content stays on the studio',
    renames.length > 0 &&
      lines(
        'Renamed outside of Cairn, by the look of it:',
        table(renames.map(({ from, to }) => [plain(from), '→', plain(to)])),
        'To accept: cairn mv FROM TO  ·  not the same: cairn mv FROM TO --decline',
      ),
    waiting > 0 && `${count(waiting, 'asset')} to be sent and otherwise up to date (--all lists them)`,
    quiet > 0 && `${count(quiet, 'asset')} up to date`,
    shown.length + waiting + quiet === 0 && 'Nothing is here yet.',
    hints.length > 0 && `Next: ${hints.join('  ·  ')}`,
  );
}

/** For people, who want to know what there is to do: tens of thousands of files without news are not drawn up. */
async function tellBriefly(context: Context): Promise<Outcome> {
  const known = await context.engine.glance(await requireProject(context));
  if (known) return { text: briefText(known), answer: true };
  return withProject(context, async ({ api }) => {
    const brief = await api.brief(context.calls);
    return { text: briefText(brief), answer: true };
  });
}

/**
 * That a path is misspelled must not look as if all was well there.
 * @throws {CairnError} `not-found` for the first that is neither known nor on the disk
 */
function refuseUnknown({ cwd }: Context, args: readonly string[], at: (arg: string) => string, all: Entries) {
  const absent = args.filter((arg) => !existsSync(resolve(cwd, arg)));
  if (absent.length === 0) return;
  const known = new Set<string>(['']);
  for (const entry of all)
    for (let path = pathKey(entry.path); !known.has(path); path = parentOf(path)) known.add(path);
  const unknown = absent.map(at).find((path) => !known.has(pathKey(path)));
  if (unknown === undefined) return;
  throw new CairnError('not-found', `There is no asset, collection or file ${unknown}.`, { path: unknown });
}

export function addStatusCommands(program: Command, run: Run): void {
  program
    .command('status')
    .argument('[PATH...]', 'only these, and what is below them')
    .option('--all', 'list also what is up to date')
    .description('tell the state of every asset')
    .action((args: string[], options: { all?: boolean }) =>
      run((context) => {
        const all = options.all === true || args.length > 0;
        if (!all && !context.json) return tellBriefly(context);
        return withProject(context, async ({ api, path, paths }) => {
          const report = await api.status(args.length > 0 ? paths(args) : undefined, context.calls);
          refuseUnknown(context, args, path, report.assets);
          return { data: statusShape(report), text: statusText(report, all), answer: true };
        });
      }),
    );
}
