/**
 * What people put into the trash, by what they did and what they saw then. Whatever else is found there came there by itself.
 * Rows are all that is looked at: which item lies in which, and what is marked.
 */
import type { Conflict, Decision } from '../../engine/api.ts';
import type { Item, Stored, StoredProject } from './stored.ts';

/** Somebody trashes something, and has not been told yet that it is done. */
interface Begun {
  readonly who: string;
  readonly id: string;
  /** Where it lies; another window may have put something else there by then. */
  readonly path: string;
  readonly alive: () => boolean;
}

/** Somebody trashed `top` with all that lay in it where they are. */
interface Put {
  readonly who: string;
  readonly top: string;
  readonly items: ReadonlySet<string>;
  readonly order: number;
}

/** Somebody decided that this stays although what it lies in was trashed. */
interface Claim {
  readonly who: string;
  readonly order: number;
}

const isGone = (item: Item) => Boolean(item.trashed) || Boolean(item.purged);

/** The item and what it lies in, nearest first. */
function chainOf({ items }: Stored, id: string): readonly Item[] {
  const chain = new Set<Item>();
  for (let at = items.get(id); at && !chain.has(at); at = items.get(at.parent)) chain.add(at);
  return [...chain];
}

/** The item and all that lies in it. */
function below({ items }: Stored, top: string): ReadonlySet<string> {
  const found = new Set([top]);
  // A set goes on with what is added to it meanwhile.
  for (const at of found) for (const { id, parent } of items.values()) if (parent === at) found.add(id);
  return found;
}

const pathOf = (stored: Stored, id: string): string =>
  chainOf(stored, id)
    .map(({ name }) => name)
    .reverse()
    .join('/');

export class Trash {
  readonly #begun = new Set<Begun>();
  /** What anybody ever trashed itself, not only with what it lies in. */
  readonly #named = new Set<string>();
  /** The same of single versions. */
  readonly #versions = new Set<string>();
  readonly #put: Put[] = [];
  /** What was given up, with all that whoever gave it up knew to be in it. */
  readonly #givenUp = new Set<string>();
  /** Of which somebody decided that what is in it goes along, by that and the conflict. */
  readonly #agreed = new Map<string, { readonly who: string; readonly item: string }>();
  readonly #claims = new Map<string, Claim>();
  #order = 0;

  /** @returns to be called when it is over */
  trashes(begun: Begun): (now: StoredProject) => void {
    this.#begun.add(begun);
    return (now) => {
      this.see(begun.who, now);
      this.#begun.delete(begun);
    };
  }

  /** What a member has at some moment: what they began to trash may be done, also where their program died then. */
  see(who: string, now: Stored): void {
    for (const begun of this.#begun) {
      if (begun.who !== who) continue;
      for (const { id, trashed } of now.items.values()) {
        if (!trashed || (id !== begun.id && pathOf(now, id) !== begun.path)) continue;
        this.#named.add(id);
        this.#put.push({ who, top: id, items: below(now, id), order: ++this.#order });
      }
      if (!begun.alive()) this.#begun.delete(begun);
    }
  }

  /** Before it is done. */
  trashesVersion(id: string): void {
    this.#versions.add(id);
  }

  giveUp(item: string, known: Stored): void {
    for (const id of below(known, item)) this.#givenUp.add(id);
  }

  /** Before it is done. */
  decides(who: string, { id, mine }: Conflict, { choice }: Decision): void {
    if (choice === 'trash' || choice === 'theirs') this.#agreed.set(`${who} ${id}`, { who, item: mine.id });
  }

  /** Once it is done: what was decided, and what others had trashed before, does not count any more. @param known as they have it */
  decided(
    who: string,
    { id: about, kind, mine }: Conflict,
    { choice }: Decision,
    known: StoredProject,
  ): void {
    if (choice === 'trash' || choice === 'theirs') return;
    this.#agreed.delete(`${who} ${about}`);
    if (kind !== 'trashed-there') return;
    const order = ++this.#order;
    for (const id of below(known, mine.id))
      if (id !== mine.id && known.placed.has(id) && !chainOf(known, id).some(isGone))
        this.#claims.set(id, { who, order });
  }

  /** What somebody moves back is not theirs any more. */
  moves(who: string): void {
    for (const [id, claim] of this.#claims) if (claim.who === who) this.#claims.delete(id);
  }

  /** What a member made, moved or gave versions and did not send. @returns what is in the trash and not by what they did */
  unsentByItself(who: string, project: StoredProject): string | undefined {
    const unsent = [...project.placed, ...project.continued];
    return unsent.find((id) => this.#isByItself(id, project, [who]));
  }

  /** When all is at rest. @returns what is in the trash, and nobody put it there */
  byItself(stored: Stored, team: readonly string[]): string | undefined {
    for (const { id, trashed, purged, merged } of stored.items.values()) {
      if (merged !== '' || purged) continue;
      if (trashed ? !this.#named.has(id) : this.#isByItself(id, stored, team)) return id;
    }
    return undefined;
  }

  /** When all is at rest. @returns a version that is in the trash, and nobody put it there */
  versionByItself({ versions }: Stored): string | undefined {
    for (const { id, trashed } of versions.values()) if (trashed && !this.#versions.has(id)) return id;
    return undefined;
  }

  #isByItself(id: string, stored: Stored, team: readonly string[]): boolean {
    const chain = chainOf(stored, id);
    if (!chain.some(isGone) || chain[0]?.merged !== '') return false;
    if (this.#givenUp.has(id)) return false;
    for (const { who, item } of this.#agreed.values())
      if (team.includes(who) && chain.some((one) => one.id === item)) return false;
    const tops = new Set(chain.filter(isGone).map((item) => item.id));
    const since = this.#claims.get(id)?.order ?? 0;
    return !this.#put.some(
      ({ who, top, items, order }) => team.includes(who) && tops.has(top) && items.has(id) && order > since,
    );
  }

  /** For people. */
  tell(id: string, stored: Stored): string {
    const chain = chainOf(stored, id).map(({ name, trashed, purged }) =>
      trashed || purged ? `${name} (trashed)` : name,
    );
    return `${chain.reverse().join('/')} (${id})`;
  }
}
