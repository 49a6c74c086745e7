/** What a push carries: the changed rows, ordered so that nothing comes before what it refers to. */
import type { cairn } from '../../proto/generated/cairn.js';
import { type Id, ITEM_FIELDS, type ItemField, ROOT, type Row } from '../domain/rows.ts';
import { mayCheckpoint } from '../domain/visibility.ts';
import { encodeRow } from '../domain/wire.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';
import type { MemberSet, Membership } from '../project/sets.ts';
import { trashedThere } from './arrivals.ts';

/** Most older checkpoints named as the basis of one: enough to cover what a new version shares with its history. */
const MAX_BASIS = 16;

export interface OutboxEntry {
  readonly row: Row;
  readonly change: cairn.v1.IChange;
}

/**
 * The changed fields of an item travel in groups, one for each permission they need, so that a forbidden one does not
 * hold up the others. In this order: what is moved and restored is moved first.
 */
const GROUPS: readonly (readonly ItemField[])[] = [
  ['parentId', 'name', 'type', 'description'],
  ['status'],
  ['shared'],
  ['task', 'assigneeId'],
  ['trashed', 'purged'],
];
const LOCK = GROUPS[3] as readonly ItemField[];

/**
 * Checkpoints whose content is not complete here cannot be sent; they stay in the outbox. Purges come last, and wait for
 * what leaves the purged tree (see {@link heldBack}): the studio's purge takes along what lies there by its own account.
 */
export function outbox(project: Project, sendable: (checkpointId: Id) => boolean): OutboxEntry[] {
  const depths = new Map<Id, number>();
  const trash = new TrashedAbove(project);
  const items = project.items.outbox();
  const plain = items.filter((item) => item.mergedInto === '' && !isPurge(item));
  const merged = items.filter((item) => item.mergedInto !== '');
  const depth = (item: LocalItem) => depthOf(project, item.id, depths);
  plain.sort((a, b) => depth(a) - depth(b) || (a.id < b.id ? -1 : 1));
  // What lies in a merged collection is renamed, moved or merged before the collection itself.
  merged.sort((a, b) => depth(b) - depth(a) || (a.id < b.id ? -1 : 1));
  // Where I give the lock away, my checkpoints go before it.
  const givesLock = (item: LocalItem) => item.rev > 0 && !mayCheckpoint(item, project.me);
  return [
    ...plain.flatMap((item) => itemEntries(item, trash, (group) => group !== LOCK || !givesLock(item))),
    ...merged.map((item) => itemEntry(item, ['mergedInto'], trash)),
    ...project.checkpoints
      .outbox()
      .filter((checkpoint) => sendable(checkpoint.id))
      .map((row) => {
        const basis = basisOf(project, row.assetId);
        // Of what is not here its author may hold nothing: that they may read it there lets them name it.
        const twin = project.holds(row) ? undefined : project.checkpoints.sentTwin(row);
        if (twin !== undefined && !basis.includes(twin)) basis.push(twin);
        const change = entry({ kind: 'checkpoint', revision: 0, row }, true, [], basis);
        return intoTrash(change, trash.of(row.assetId));
      }),
    ...plain.filter(givesLock).flatMap((item) => itemEntries(item, trash, (group) => group === LOCK)),
    ...versionEntries(project, sendable),
    ...setEntries(project),
    ...purges(project, items).flatMap((item) => itemEntries(item, trash, () => true)),
  ];
}

/** Only the purges that may be sent. */
export function purgeOutbox(project: Project): OutboxEntry[] {
  const trash = new TrashedAbove(project);
  return purges(project, project.items.outbox()).flatMap((item) => itemEntries(item, trash, () => true));
}

const isPurge = (item: LocalItem): boolean => item.purged && item.rev > 0;

function purges(project: Project, items: readonly LocalItem[]): LocalItem[] {
  const waiting = heldBack(project, items);
  return items.filter((item) => item.mergedInto === '' && isPurge(item) && !waiting.has(item.id));
}

/**
 * Purges that have to wait: something was moved or merged out of the purged tree here, and the studio does not know that
 * yet, or refused it.
 */
export function heldBack(project: Project, items: readonly LocalItem[] = project.items.outbox()): Set<Id> {
  const purged = new Set(items.filter(isPurge).map((item) => item.id));
  const waiting = new Set<Id>();
  if (purged.size === 0) return waiting;
  for (const item of items) {
    if (item.rev === 0 || isPurge(item)) continue;
    const leaves = item.mergedInto !== '' || item.base?.parentId !== undefined;
    if (!leaves) continue;
    const stays = placesAbove(project, item.parentId, (at) => at.parentId);
    for (const id of placesAbove(project, studioParent(item), studioParent)) {
      if (purged.has(id) && (item.mergedInto !== '' || !stays.has(id))) waiting.add(id);
    }
  }
  return waiting;
}

/** Where the studio has it. */
const studioParent = (item: LocalItem): Id => item.base?.parentId ?? item.parentId;

/** The ids of `from` and of everything above it. Moves on both sides may make loops of it for a while. */
function placesAbove(project: Project, from: Id, above: (item: LocalItem) => Id): Set<Id> {
  const found = new Set<Id>();
  for (let at = from; at !== ROOT && !found.has(at); ) {
    found.add(at);
    const item = project.items.get(at);
    at = item ? above(item) : ROOT;
  }
  return found;
}

/** After all checkpoints: a version can go to the trash where there is a newer one. */
function versionEntries(project: Project, sendable: (checkpointId: Id) => boolean): OutboxEntry[] {
  return project.versionEdits.outbox().flatMap(({ id, trashed }) => {
    const checkpoint = project.checkpoints.get(id);
    if (!checkpoint || (checkpoint.rev === 0 && !sendable(id))) return [];
    const { rev, ...row } = checkpoint;
    return [entry({ kind: 'checkpoint', revision: rev, row: { ...row, trashed } }, false, ['trashed'])];
  });
}

function setEntries(project: Project): OutboxEntry[] {
  const of = (set: MemberSet, row: (membership: Membership) => Row) =>
    set.outbox().map((membership) => entry(row(membership), membership.rev === 0, ['present']));
  return [
    ...of(project.tags, ({ itemId, member, present, rev }) => ({
      kind: 'tagging',
      revision: rev,
      row: { itemId, tag: member, present },
    })),
    ...of(project.dependencies, ({ itemId, member, present, rev }) => ({
      kind: 'dependency',
      revision: rev,
      row: { itemId, targetId: member, present },
    })),
  ];
}

/** The asset's checkpoints that the studio has: their chunks need not be sent again. */
export function basisOf(project: Project, assetId: Id): Id[] {
  const known = project.checkpoints.of(assetId).filter((checkpoint) => checkpoint.rev > 0);
  return known.slice(-MAX_BASIS).map((checkpoint) => checkpoint.id);
}

function itemEntries(
  item: LocalItem,
  trash: TrashedAbove,
  wanted: (group: readonly ItemField[]) => boolean,
): OutboxEntry[] {
  if (item.rev === 0) return wanted(GROUPS[0] ?? []) ? [itemEntry(item, ITEM_FIELDS, trash)] : [];
  const groups = GROUPS.filter(wanted).map((group) =>
    group.filter((field) => item.base !== undefined && field in item.base),
  );
  return groups.filter((group) => group.length > 0).map((group) => itemEntry(item, group, trash));
}

function itemEntry(item: LocalItem, fields: readonly ItemField[], trash: TrashedAbove): OutboxEntry {
  const { rev, base: _base, ...row } = item;
  const change = entry({ kind: 'item', revision: rev, row }, rev === 0, [...fields]);
  return intoTrash(change, trash.of(item.parentId) || trash.of(item.mergedInto));
}

const intoTrash = ({ row, change }: OutboxEntry, marked: boolean): OutboxEntry => ({
  row,
  change: marked ? { ...change, intoTrash: true } : change,
});

/** Whether an item lies in the studio's trash: what is sent there was decided to go there. */
class TrashedAbove {
  readonly #project: Project;
  readonly #known = new Map<Id, boolean>([[ROOT, false]]);

  constructor(project: Project) {
    this.#project = project;
  }

  of(id: Id): boolean {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const item = this.#project.items.get(id);
    const found = item !== undefined && (trashedThere(item) || this.of(item.parentId));
    this.#known.set(id, found);
    return found;
  }
}

function entry(row: Row, created: boolean, fields: string[], basis: Id[] = []): OutboxEntry {
  return { row, change: { row: encodeRow(row), created, fields, basis } };
}

function depthOf(project: Project, id: Id, known: Map<Id, number>): number {
  const found = known.get(id);
  if (found !== undefined) return found;
  const parent = project.items.get(id)?.parentId ?? ROOT;
  const depth = parent === ROOT ? 0 : depthOf(project, parent, known) + 1;
  known.set(id, depth);
  return depth;
}
