import type { Command } from 'commander';
import type { Conflict, ConflictSide, Decision, ProjectApi } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import { type Run, withProject } from '../context.ts';
import { bytes, count, lines, localTime, plain, table, word } from '../layout.ts';
import { conflictsShape } from '../shapes.ts';

const KINDS: Readonly<Record<Conflict['kind'], string>> = {
  'collection-name': 'two collections have one name',
  'asset-name': 'two assets have one name',
  'file-folder': 'a file and a folder have one name',
  diverged: 'both of you made new versions',
  'trashed-there': 'trashed there, worked on here',
  'trashed-here': 'worked on there, trashed here',
  'move-cycle': 'the moves make a loop',
  'lock-lost': 'the task is now assigned to somebody else',
};

const OPTION: Readonly<Record<Decision['choice'], string>> = {
  rename: '--rename NAME',
  merge: '--merge',
  'stack-mine': '--stack mine',
  'stack-theirs': '--stack theirs',
  restore: '--restore',
  trash: '--trash',
  keep: '--keep',
  theirs: '--theirs',
  later: '--later',
};

const side = (who: string, s: ConflictSide): string[] => [
  who,
  plain(s.path),
  plain(s.author),
  localTime(s.time),
  s.gone ? `${s.gone.how} by ${plain(s.gone.by)}, ${localTime(s.gone.time)}` : '',
  s.kind === 'asset' ? `${count(s.versions, 'version')}, ${bytes(s.size)}` : count(s.children, 'item'),
  s.comments[0] ? `"${plain(s.comments[0])}"` : '',
];

const decisionText = ({ choice, name }: Decision): string =>
  name === undefined ? choice : `${choice} ${plain(name)}`;

function conflictText(conflict: Conflict): string {
  const options = conflict.choices.map((choice) => {
    const rename = choice.name === 'rename' ? `--rename ${word(conflict.suggestion)}` : OPTION[choice.name];
    return [rename, choice.enabled ? plain(choice.effect) : `not possible: ${plain(choice.reason ?? '')}`];
  });
  const { decision } = conflict;
  return lines(
    `${conflict.id}  ${plain(conflict.path)}: ${KINDS[conflict.kind]}${conflict.parent ? ` (inside ${conflict.parent})` : ''}`,
    table([side('mine', conflict.mine), side('theirs', conflict.theirs)]),
    decision ? `  decided: ${decisionText(decision)}` : table(options),
  );
}

function nextText(open: number, known: boolean): string {
  if (open === 0) return 'Next: cairn sync';
  return known
    ? 'Decide each with: cairn resolve ID …, then: cairn sync'
    : 'To decide them, meet them with: cairn sync';
}

/** @param known they wait here; otherwise a look has found them, and `resolve` knows nothing of them yet */
export function conflictsText(conflicts: readonly Conflict[], known = true): string {
  if (conflicts.length === 0) return 'No conflicts.';
  const open = conflicts.filter((conflict) => conflict.decision === null).length;
  return lines(
    `${count(conflicts.length, 'conflict')}, ${open} undecided. Nothing was applied.`,
    ...conflicts.map(conflictText),
    nextText(open, known),
  );
}

/** Decisions that are told one by one. */
const MOST_TOLD = 20;

export function resolvedText(resolved: readonly Resolved[], conflicts: readonly Conflict[]): string {
  const [first] = resolved;
  if (first === undefined) return 'No conflict of this kind waits for such a decision';
  const become = (decision: Decision | null) =>
    decision === null ? 'undecided again' : decisionText(decision);
  if (resolved.length > MOST_TOLD)
    return `${count(resolved.length, 'conflict')}: ${become(first.decision && { choice: first.decision.choice })}`;
  const paths = new Map(conflicts.map(({ id, path }) => [id, path]));
  return lines(...resolved.map(({ id, decision }) => `${plain(paths.get(id) ?? id)}: ${become(decision)}`));
}

export interface ResolveOptions {
  readonly kind?: string;
  /** True: to what each conflict suggests. */
  readonly rename?: string | true;
  readonly merge?: boolean;
  readonly stack?: string;
  readonly restore?: boolean;
  readonly trash?: boolean;
  readonly keep?: boolean;
  readonly theirs?: boolean;
  readonly later?: boolean;
  readonly undo?: boolean;
}

/**
 * The decision that the options spell, a rename without a name where each takes what is suggested; null takes one back.
 * @throws {CairnError} `usage` unless it is exactly one
 */
export function decisionOf(options: ResolveOptions): Decision | null {
  const given: (Decision | null)[] = [];
  if (options.rename !== undefined)
    given.push(options.rename === true ? { choice: 'rename' } : { choice: 'rename', name: options.rename });
  if (options.stack !== undefined) {
    if (options.stack !== 'mine' && options.stack !== 'theirs')
      throw new CairnError('usage', `--stack takes mine or theirs, not "${options.stack}".`);
    given.push({ choice: `stack-${options.stack}` });
  }
  for (const choice of ['merge', 'restore', 'trash', 'keep', 'theirs', 'later'] as const)
    if (options[choice]) given.push({ choice });
  if (options.undo) given.push(null);
  const [decision] = given;
  if (decision === undefined || given.length > 1) {
    const all = [...Object.values(OPTION), '--undo'].join(', ');
    throw new CairnError(
      'usage',
      `Say exactly one of ${all}. cairn conflicts tells which a conflict offers.`,
    );
  }
  return decision;
}

interface Resolved {
  readonly id: string;
  readonly decision: Decision | null;
}

/**
 * What the decision is for: the named, and of a kind those that are undecided and offer it.
 * @throws {CairnError} `usage`, `not-found`
 */
async function meant(
  api: ProjectApi,
  ids: readonly string[],
  kind: string | undefined,
  decision: Decision | null,
): Promise<Resolved[]> {
  if (ids.length > 0 === (kind !== undefined))
    throw new CairnError('usage', 'Say which: IDs as listed by cairn conflicts, or --kind KIND.');
  if (kind !== undefined && !Object.hasOwn(KINDS, kind))
    throw new CairnError('usage', `There is no kind "${kind}". Kinds: ${Object.keys(KINDS).join(', ')}.`);
  if (kind === undefined && (decision?.choice !== 'rename' || decision.name !== undefined))
    return ids.map((id) => ({ id, decision }));
  const known = await api.conflicts();
  const chosen =
    kind === undefined ? ids.map((id) => byId(known, id)) : known.filter(isOfKind(kind, decision));
  return chosen.map(({ id, suggestion }) => ({
    id,
    decision: decision?.choice === 'rename' ? { name: suggestion, ...decision } : decision,
  }));
}

function byId(known: readonly Conflict[], id: string): Conflict {
  const found = known.find((conflict) => conflict.id === id);
  if (!found) throw new CairnError('not-found', `There is no conflict ${id}`, { id });
  return found;
}

/** Taking back is for what is decided, every other decision for what is not and offers it. */
const isOfKind =
  (kind: string, decision: Decision | null) =>
  (conflict: Conflict): boolean =>
    conflict.kind === kind &&
    (conflict.decision !== null) === (decision === null) &&
    (decision === null || conflict.choices.some(({ name, enabled }) => enabled && name === decision.choice));

export function addConflictCommands(program: Command, run: Run): void {
  program
    .command('conflicts')
    .description('list what waits for your decision')
    .action(() =>
      run((context) =>
        withProject(context, async ({ api }) => {
          const conflicts = await api.conflicts();
          return {
            data: { conflicts: conflictsShape(conflicts) },
            text: conflictsText(conflicts),
            answer: true,
          };
        }),
      ),
    );
  program
    .command('resolve')
    .argument('[ID...]', 'conflicts that get the same decision')
    .option('--kind <KIND>', 'instead of IDs: every undecided conflict of this kind that offers it')
    .option('--rename [NAME]', 'mine takes a new name, or what is suggested for each')
    .option('--merge', 'the two become one')
    .option('--stack <SIDE>', 'put the versions of one side (mine, theirs) on top')
    .option('--restore', 'restore it with my work')
    .option('--trash', 'trash it anyway')
    .option('--keep', 'keep theirs')
    .option('--theirs', 'take their move')
    .option('--later', 'leave it local for now')
    .option('--undo', 'take the decision back')
    .description('decide conflicts; then `sync` again finishes')
    .action((ids: string[], options: ResolveOptions) =>
      run((context) =>
        withProject(context, async ({ api }) => {
          const decision = decisionOf(options);
          const resolved = await meant(api, ids, options.kind, decision);
          for (const one of resolved) await api.resolve(one.id, one.decision);
          const conflicts = await api.conflicts();
          const open = conflicts.filter((conflict) => conflict.decision === null).length;
          const next =
            open > 0 ? `${count(open, 'conflict')} still undecided: cairn conflicts` : 'Next: cairn sync';
          return {
            data: { resolved, undecided: open },
            text: lines(resolvedText(resolved, conflicts), next),
          };
        }),
      ),
    );
}
