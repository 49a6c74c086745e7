/**
 * Decides a push: which changes are accepted, and how the project looks afterwards.
 *
 * Names are judged at the end, so that two items may swap theirs. Where two items end up with one name, the change that
 * brought it is rejected and everything is judged again without it.
 */
import type { Id } from '../../engine/domain/rows.ts';
import { StudioError } from '../errors.ts';
import { siblingKey, takesName } from '../metadata/rows.ts';
import type { PushContext } from './context.ts';
import { Draft } from './draft.ts';
import { Rejection } from './rejection.ts';
import type { DecodedChange } from './request.ts';
import { applyChange } from './rules.ts';
import type { Snapshot } from './snapshot.ts';

/** The item that has a place and name (see `siblingKey`) in the database; only items outside the draft matter. */
export type FindOccupants = (keys: readonly string[]) => Promise<ReadonlyMap<string, Id>>;

export interface Decision {
  readonly draft: Draft;
  /** By place in the request. */
  readonly rejections: ReadonlyMap<number, Rejection>;
}

/** A rejected rename may make another clash, in a chain; past this many rounds, all that renames is rejected. */
const MAX_ROUNDS = 8;

/** Changes that may fail halfway; each makes the others be applied again. */
const MAX_TORN = 16;

export async function decidePush(
  snapshot: Snapshot,
  revision: number,
  changes: readonly DecodedChange[],
  context: PushContext,
  occupants: FindOccupants,
): Promise<Decision> {
  const clashing = new Map<number, Rejection>();
  for (let round = 0; ; round++) {
    const decision = applyAll(snapshot, revision, changes, context, clashing);
    const clashes = await findClashes(decision.draft, occupants);
    if (clashes.size === 0) return decision;
    const blamed = round < MAX_ROUNDS ? clashes : new Set([...clashes, ...renames(decision.draft)]);
    for (const index of blamed) {
      clashing.set(index, new Rejection('name-taken', 'Another item there has this name already'));
    }
  }
}

/** Changes that gave an item that existed another name or place: what a chain of clashes is made of. */
const renames = (draft: Draft): number[] =>
  [...draft.namedBy].filter(([id]) => draft.snapshot.items.has(id)).map(([, index]) => index);

function applyAll(
  snapshot: Snapshot,
  revision: number,
  changes: readonly DecodedChange[],
  context: PushContext,
  clashing: ReadonlyMap<number, Rejection>,
): Decision {
  const given = new Map(clashing);
  for (;;) {
    const draft = new Draft(snapshot, revision);
    const rejections = new Map<number, Rejection>();
    const torn = applyOnce(draft, changes, context, given, rejections);
    if (torn === undefined) return { draft, rejections };
    given.set(torn, rejections.get(torn)!);
    if (given.size - clashing.size > MAX_TORN) {
      throw new StudioError(
        'too-large',
        'Too many of these changes are too large: push them in smaller parts',
      );
    }
  }
}

/** Applies each change in order. Answers the place of one that failed halfway: its traces must not stay. */
function applyOnce(
  draft: Draft,
  changes: readonly DecodedChange[],
  context: PushContext,
  given: ReadonlyMap<number, Rejection>,
  rejections: Map<number, Rejection>,
): number | undefined {
  const lost = new Set<Id>();
  for (const change of changes) {
    const before = draft.mutations;
    try {
      const known = given.get(change.index);
      if (known) throw known;
      if (referencesOf(change).some((id) => lost.has(id))) {
        throw new Rejection('depends-on-rejected', 'It belongs to something that was not accepted');
      }
      applyChange(draft, change, context);
    } catch (error) {
      if (!(error instanceof Rejection)) throw error;
      rejections.set(change.index, error);
      if (draft.mutations !== before) return change.index;
      if (change.created || change.problem) addLost(lost, change, draft);
    }
  }
  return undefined;
}

function addLost(lost: Set<Id>, change: DecodedChange, draft: Draft): void {
  const { row } = change;
  const id = change.problem
    ? change.claimedId
    : row?.kind === 'item' || row?.kind === 'checkpoint'
      ? row.row.id
      : '';
  if (id !== '' && !draft.item(id) && !draft.checkpoint(id)) lost.add(id);
}

function referencesOf({ row, created }: DecodedChange): Id[] {
  switch (row?.kind) {
    case 'item':
      return created
        ? [row.row.parentId, row.row.mergedInto]
        : [row.row.id, row.row.parentId, row.row.mergedInto];
    case 'checkpoint':
      return created ? [row.row.assetId, row.row.parentId] : [row.row.id];
    case 'tagging':
      return [row.row.itemId];
    case 'dependency':
      return [row.row.itemId, row.row.targetId];
    default:
      return [];
  }
}

/** Places of the changes that gave an item a name another has. */
async function findClashes(draft: Draft, occupants: FindOccupants): Promise<Set<number>> {
  const blamed = new Set<number>();
  const holders = new Map<string, Id>();
  const named = [...draft.namedBy].sort(([, a], [, b]) => a - b);
  const wanted: { id: Id; key: string; index: number }[] = [];
  for (const [id, index] of named) {
    const item = draft.item(id);
    if (item && takesName(item)) wanted.push({ id, key: siblingKey(item), index });
  }
  for (const [key, id] of await occupants(wanted.map(({ key }) => key))) {
    const now = draft.item(id);
    if (!now || (takesName(now) && siblingKey(now) === key)) holders.set(key, id);
  }
  for (const { id, key, index } of wanted) {
    const holder = holders.get(key);
    if (holder === undefined) holders.set(key, id);
    else if (holder !== id) blamed.add(index);
  }
  return blamed;
}
