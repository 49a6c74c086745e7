/** The three-way merge of one item, field by field. */
import { ITEM_FIELDS, type Item, type ItemField } from './rows.ts';

/** Field values at the last sync, for the fields changed since. */
export type ItemBase = Partial<Pick<Item, ItemField>>;

export interface LostEdit {
  readonly field: ItemField;
  readonly mine: string;
  readonly theirs: string;
}

export interface MergedItem {
  readonly row: Item;
  /** What stays unsent, against the studio's values. */
  readonly base: ItemBase;
  /** Fields that both sides changed differently: the studio's value stays, mine is listed. */
  readonly superseded: readonly LostEdit[];
}

/** Merges the studio's `theirs` with local edits; `base` holds what the studio had when they were made. */
export function mergeItem(mine: Item, base: ItemBase | undefined, theirs: Item): MergedItem {
  const row: Record<string, unknown> = { ...theirs };
  const next: Record<string, unknown> = {};
  const superseded: LostEdit[] = [];
  for (const field of ITEM_FIELDS) {
    if (!base || !(field in base) || mine[field] === theirs[field]) continue;
    if (theirs[field] === base[field]) {
      row[field] = mine[field];
      next[field] = theirs[field];
      if (field === 'trashed') Object.assign(row, { trashedBy: mine.trashedBy, trashedAt: mine.trashedAt });
    } else {
      superseded.push({ field, mine: String(mine[field]), theirs: String(theirs[field]) });
    }
  }
  return { row: row as unknown as Item, base: next as ItemBase, superseded };
}
