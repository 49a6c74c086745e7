/** What was done here and the studio does not have, by item. */
import { type Id, ITEM_FIELDS, rowKey } from '../domain/rows.ts';
import type { LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

export interface Work {
  readonly id: Id;
  /** The item was made here. */
  readonly made: boolean;
  /** It was moved to where it is. */
  readonly moved: boolean;
  /** Checkpoints that were not sent. */
  readonly versions: number;
  /** Fields or sets were changed. */
  readonly edited: boolean;
  /** The studio said before that it lies in the trash. */
  readonly refused: boolean;
}

type Mutable = { -readonly [K in keyof Work]: Work[K] };

/** Fields that are no work: they say what becomes of the item as a whole. */
const FATE: readonly string[] = ['trashed', 'purged', 'mergedInto'];

/** @param before items as they were, where a pull took their edits away. O(outbox). */
export function unsentWork(project: Project, before: ReadonlyMap<Id, LocalItem>): Map<Id, Work> {
  const found = new Map<Id, Mutable>();
  const at = (id: Id): Mutable => {
    const known = found.get(id);
    if (known) return known;
    const none = { id, made: false, moved: false, versions: 0, edited: false, refused: false };
    found.set(id, none);
    return none;
  };
  const edits = (item: LocalItem) => {
    const fields = ITEM_FIELDS.filter((field) => item.base && field in item.base && !FATE.includes(field));
    if (fields.length > 0) at(item.id).edited = true;
    if (fields.includes('parentId')) at(item.id).moved = true;
  };
  for (const item of project.items.outbox()) {
    if (item.rev === 0) at(item.id).made = true;
    else edits(item);
  }
  for (const item of before.values()) edits(item);
  for (const { assetId } of project.checkpoints.outbox()) at(assetId).versions++;
  for (const set of [project.tags, project.dependencies]) {
    for (const { itemId } of set.outbox()) at(itemId).edited = true;
  }
  for (const { kind, key, code } of project.staging.rejected()) {
    const id = code === 'trashed' ? project.rejectedItem(kind, key) : '';
    const work = found.get(id);
    if (work) work.refused = true;
  }
  return found;
}

/** Keys of everything in the outbox, as rejected rows are named. */
export function unsentKeys(project: Project): Set<string> {
  const keys = new Set<string>();
  for (const { id } of project.items.outbox()) keys.add(`item:${id}`);
  for (const { id } of project.checkpoints.outbox()) keys.add(`checkpoint:${id}`);
  for (const { id } of project.versionEdits.outbox()) keys.add(`checkpoint:${id}`);
  for (const { itemId, member: tag, present } of project.tags.outbox())
    keys.add(`tagging:${rowKey({ kind: 'tagging', revision: 0, row: { itemId, tag, present } })}`);
  for (const { itemId, member: targetId, present } of project.dependencies.outbox())
    keys.add(`dependency:${rowKey({ kind: 'dependency', revision: 0, row: { itemId, targetId, present } })}`);
  return keys;
}
