/** What a push carries: the changed rows, ordered so that nothing comes before what it refers to. */
import type { cairn } from '../../proto/generated/cairn.js';
import { type Id, ITEM_FIELDS, ROOT, type Row } from '../domain/rows.ts';
import { encodeRow } from '../domain/wire.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

/** Most older checkpoints named as the basis of one: enough to cover what a new version shares with its history. */
const MAX_BASIS = 16;

export interface OutboxEntry {
  readonly row: Row;
  readonly change: cairn.v1.IChange;
}

/** Checkpoints whose content is not complete here cannot be sent; they stay in the outbox. */
export function outbox(project: Project, sendable: (checkpointId: Id) => boolean): OutboxEntry[] {
  const depths = new Map<Id, number>();
  const items = project.items.outbox();
  const plain = items.filter((item) => item.mergedInto === '');
  const merged = items.filter((item) => item.mergedInto !== '');
  const depth = (item: LocalItem) => depthOf(project, item.id, depths);
  plain.sort((a, b) => depth(a) - depth(b) || (a.id < b.id ? -1 : 1));
  // What lies in a merged collection is renamed, moved or merged before the collection itself.
  merged.sort((a, b) => depth(b) - depth(a) || (a.id < b.id ? -1 : 1));
  return [
    ...[...plain, ...merged].map(itemEntry),
    ...project.checkpoints
      .outbox()
      .filter((checkpoint) => sendable(checkpoint.id))
      .map((row) => entry({ kind: 'checkpoint', revision: 0, row }, true, [], basisOf(project, row.assetId))),
    ...project.tags
      .outbox()
      .map(({ itemId, member, present, rev }) =>
        entry({ kind: 'tagging', revision: rev, row: { itemId, tag: member, present } }, rev === 0, [
          'present',
        ]),
      ),
    ...project.dependencies
      .outbox()
      .map(({ itemId, member, present, rev }) =>
        entry({ kind: 'dependency', revision: rev, row: { itemId, targetId: member, present } }, rev === 0, [
          'present',
        ]),
      ),
  ];
}

/** The asset's checkpoints that the studio has: their chunks need not be sent again. */
export function basisOf(project: Project, assetId: Id): Id[] {
  const known = project.checkpoints.of(assetId).filter((checkpoint) => checkpoint.rev > 0);
  return known.slice(-MAX_BASIS).map((checkpoint) => checkpoint.id);
}

function itemEntry(item: LocalItem): OutboxEntry {
  const { rev, base, ...row } = item;
  const fields = rev === 0 ? ITEM_FIELDS : ITEM_FIELDS.filter((field) => base !== undefined && field in base);
  return entry({ kind: 'item', revision: rev, row }, rev === 0, [...fields]);
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
