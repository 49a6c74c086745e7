/**
 * The visible set asked the other way round: whether these items belong to it, by what stands above them and what depends
 * on them. It gives the same answer as `visibleAssets` over everything, which a test holds it to, and reads only what
 * leads to these items.
 *
 * A search does no input: it says what it has to know next, and whoever runs it tells it, at once (the project file) or
 * later (the studio's database).
 */
import { type Dependency, type Id, ROOT } from './rows.ts';
import type { VisibilityItem } from './visibility.ts';

export interface SearchedItem extends VisibilityItem {
  /** Neither trashed, nor purged, nor merged away. What is above it may still be. */
  readonly alive: boolean;
}

export type Edge = Pick<Dependency, 'itemId' | 'targetId'>;

/** What a search has to know next: these items; or the dependencies, as far as they are present, on these items. */
export type Question =
  | { readonly about: 'items'; readonly ids: readonly Id[] }
  | { readonly about: 'dependents'; readonly ids: readonly Id[] };

export class VisibleSearch {
  readonly #userId: Id;
  readonly #asked: ReadonlySet<Id>;
  /** Items read; null: there is none. */
  readonly #items = new Map<Id, SearchedItem | null>();
  /** Items found to be visible, collections with all below them. */
  readonly #visible = new Set<Id>();
  /** What becomes visible with an item: what depends on it leads there, or it lies in it. */
  readonly #leadsTo = new Map<Id, Set<Id>>();
  readonly #dependentsKnown = new Set<Id>();
  readonly #judged = new Set<Id>();
  /** Items to judge, once what is above them is read. */
  #open: Set<Id>;
  /** Items judged: not visible by themselves or what is above them. What depends on these has to be known. */
  #undecided = new Set<Id>();

  /** @param ids items of any kind. */
  constructor(userId: Id, ids: Iterable<Id>) {
    this.#userId = userId;
    this.#asked = new Set(ids);
    this.#open = new Set(this.#asked);
  }

  /** Undefined: all is known. */
  next(): Question | undefined {
    const items = this.#unread();
    if (items.length > 0) return { about: 'items', ids: items };
    for (const id of this.#open) this.#judge(id);
    this.#open = new Set();
    const ids = [...this.#undecided].filter((id) => !this.#dependentsKnown.has(id) && !this.#isSettled(id));
    this.#undecided = new Set();
    if (ids.length === 0) return undefined;
    for (const id of ids) this.#dependentsKnown.add(id);
    return { about: 'dependents', ids };
  }

  /** The answer to a question about items: those there are. */
  tellItems(ids: readonly Id[], found: Iterable<SearchedItem>): void {
    for (const id of ids) this.#items.set(id, null);
    for (const item of found) this.#items.set(item.id, item);
  }

  tellDependents(edges: Iterable<Edge>): void {
    for (const { itemId, targetId } of edges) {
      this.#lead(itemId, targetId);
      if (!this.#judged.has(itemId)) this.#open.add(itemId);
      else if (this.#visible.has(itemId)) this.#enter(targetId);
      // It may have been settled while it led to nothing else that was asked for.
      else if (this.#chain(itemId)) this.#undecided.add(itemId);
    }
  }

  /** Of the items asked about. */
  get visible(): Set<Id> {
    return new Set([...this.#asked].filter((id) => this.#visible.has(id)));
  }

  /** Ids on the ways up that were not read yet. */
  #unread(): Id[] {
    const unread = new Set<Id>();
    for (const id of this.#open) {
      const seen = new Set<Id>();
      let at: Id = id;
      while (at !== ROOT && !seen.has(at)) {
        seen.add(at);
        const item = this.#items.get(at);
        if (item === undefined) unread.add(at);
        at = item?.parentId ?? ROOT;
      }
    }
    return [...unread];
  }

  /** The item and all above it, nearest first; undefined where one of them is not live, or not there. */
  #chain(id: Id): SearchedItem[] | undefined {
    const chain: SearchedItem[] = [];
    const seen = new Set<Id>();
    for (let at: Id = id; at !== ROOT; ) {
      const item = this.#items.get(at);
      if (!item?.alive || seen.has(at)) return undefined;
      seen.add(at);
      chain.push(item);
      at = item.parentId;
    }
    return chain;
  }

  #judge(id: Id): void {
    this.#judged.add(id);
    const chain = this.#chain(id);
    if (!chain) return;
    for (const [place, item] of chain.entries()) {
      const below = chain[place - 1];
      if (below) this.#lead(item.id, below.id);
    }
    for (const item of chain) if (this.#visible.has(item.id) || this.#isSeed(item)) this.#enter(item.id);
    // What is above something visible was not asked about: it is judged where it leads to something else.
    if (this.#visible.has(id)) return;
    for (const item of chain) {
      this.#judged.add(item.id);
      this.#undecided.add(item.id);
    }
  }

  #isSeed(item: SearchedItem): boolean {
    if (item.kind === 'collection') return item.shared;
    return item.task && item.assigneeId === this.#userId;
  }

  #lead(from: Id, to: Id): void {
    const known = this.#leadsTo.get(from);
    if (known) known.add(to);
    else this.#leadsTo.set(from, new Set([to]));
  }

  #enter(id: Id): void {
    const queue = [id];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (this.#visible.has(at)) {
        if (at !== id) continue;
      } else this.#visible.add(at);
      for (const next of this.#leadsTo.get(at) ?? []) if (!this.#visible.has(next)) queue.push(next);
    }
  }

  /** Everything that this item would make visible is visible already. */
  #isSettled(id: Id): boolean {
    if (this.#visible.has(id)) return true;
    const next = this.#leadsTo.get(id);
    return next !== undefined && !this.#asked.has(id) && [...next].every((to) => this.#visible.has(to));
  }
}
