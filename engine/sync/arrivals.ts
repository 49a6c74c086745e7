/** What a pull brought that may cross work done here: kept on the way, while the rows of before are still known. */
import { type Id, ITEM_FIELDS, type Item, ROOT } from '../domain/rows.ts';
import { type Items, isLive, type LocalItem } from '../project/items.ts';
import type { Project } from '../project/project.ts';

/** In the trash by the studio's word, not by an edit of mine. */
export const trashedThere = (item: LocalItem): boolean =>
  item.rev > 0 && item.trashed && !(item.base && 'trashed' in item.base);

/** Trashed or purged here, and the studio does not know it yet: nor the item, where that was made here. */
export const trashedHere = ({ rev, trashed, base }: LocalItem): boolean =>
  rev === 0 ? trashed : base?.trashed === false || base?.purged === false;

/** Purged by the studio's word. */
export const purgedThere = (item: LocalItem): boolean => item.purged && !(item.base && 'purged' in item.base);

/** So many are remembered to be there. */
const MOST_THERE = 5_000;

export class Arrivals {
  rows = 0;
  /** What went into the trash or was purged on the studio, but not by me, as it was here before. */
  readonly gone = new Map<Id, LocalItem>();
  /** What others moved, and what others merged something into: with it, work of mine may have come into the trash. */
  readonly moved = new Set<Id>();
  /** Items with a new checkpoint, edit or place on the studio; only kept where something here waits to be trashed. */
  readonly news = new Set<Id>();
  /** What was merged into something else on the studio, as it was here before. */
  readonly redirects = new Map<Id, LocalItem | undefined>();
  /** Purged on the studio: their contents are dropped once everything is settled. */
  readonly purged: Id[] = [];
  /** One item of each loop that the studio's places may make: those have what was moved, or what came after something in it. */
  readonly places = new Set<Id>();
  /** Whether news matter: something here waits to be trashed. */
  readonly notesNews: boolean;
  readonly #items: Items;
  /** Collections that are known to be there: most of what comes lies in a few. */
  readonly #there = new Set<Id>();

  constructor(project: Project) {
    this.#items = project.items;
    this.notesNews = project.items.hasUnsentTrash();
  }

  item(before: LocalItem | undefined, theirs: Item): void {
    this.#place(before, theirs);
    if (theirs.purged) this.purged.push(theirs.id);
    else if (theirs.mergedInto !== '') this.redirects.set(theirs.id, before);
    if (before && before.rev > 0 && before.mergedInto === '') {
      const known = { ...before, ...before.base };
      const purged = theirs.purged && !before.purged;
      if (purged || (theirs.trashed && !known.trashed && !before.trashed)) this.gone.set(theirs.id, before);
      if (known.parentId !== theirs.parentId && before.parentId !== theirs.parentId)
        this.moved.add(theirs.id);
    }
    if (!this.notesNews) return;
    const isNews = isLive(theirs) ? this.#isNews(before, theirs) : this.#isUnseenInTrash(before, theirs);
    if (isNews) this.worked(theirs.id);
  }

  #place(before: LocalItem | undefined, { parentId }: Item): void {
    if (parentId === ROOT) return;
    if (before) {
      const isMoved = before.parentId !== parentId || (before.base?.parentId ?? parentId) !== parentId;
      if (isMoved) this.places.add(parentId);
      return;
    }
    if (this.#there.has(parentId)) return;
    if (!this.#items.has(parentId)) return void this.places.add(parentId);
    if (this.#there.size >= MOST_THERE) this.#there.clear();
    this.#there.add(parentId);
  }

  /** In the trash there, and nowhere near where it lay when I last saw it: nothing to a trashing, but a purge would remove it. */
  #isUnseenInTrash(before: LocalItem | undefined, theirs: Item): boolean {
    if (theirs.purged || theirs.mergedInto !== '') return false;
    if (!before) return true;
    return before.rev > 0 && { ...before, ...before.base }.parentId !== theirs.parentId;
  }

  #isNews(before: LocalItem | undefined, theirs: Item): boolean {
    if (!before) return true;
    if (before.rev === 0) return false;
    const known: Item = { ...before, ...before.base };
    return ITEM_FIELDS.some((field) => known[field] !== theirs[field]);
  }

  /** Somebody worked on this item. */
  worked(id: Id): void {
    if (this.notesNews) this.news.add(id);
  }
}
