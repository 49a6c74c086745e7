/**
 * How much is in work at once, and whose turn is next. Whoever finds no room waits a moment, then is told to come back; turns go round the
 * accounts (of who has none, the networks), not the requests, so that nobody can keep everybody else out by asking more often.
 */
import type { ServerResponse } from 'node:http';
import type { Id } from '../../engine/domain/rows.ts';
import { StudioError } from '../errors.ts';
import { Seniority } from './seniority.ts';

/** How long a request may wait for its turn, in milliseconds. */
const PATIENCE_MS = 2_000;

/** An answer that will be given. */
interface Reply {
  readonly raw: ServerResponse;
}

interface Ticket {
  /** When its party began to wait, also where it was turned away since; milliseconds, monotonic. */
  readonly since: number;
  readonly enter: () => void;
  readonly refuse: () => void;
}

/** What decides who may wait. */
interface Claim {
  readonly size: number;
  readonly since: number;
}

interface Party {
  inWork: number;
  /** The oldest first. */
  readonly waiting: Ticket[];
}

const sizeOf = ({ inWork, waiting }: Party): number => inWork + waiting.length;

export class Load {
  readonly #most: number;
  readonly #mostOfOne: number;
  /** What one of them, and all strangers together, may have in work: somebody else always comes in. */
  readonly #share: number;
  readonly #patience: number;
  readonly #parties = new Map<string, Party>();
  readonly #turnedAway = new Seniority();
  /** Requests of which nobody knows yet who asks. */
  #unknown = 0;
  #strangers = 0;
  #inWork = 0;
  #waiting = 0;

  /** @param patience milliseconds. */
  constructor(most: number, mostOfOne: number, patience = PATIENCE_MS) {
    this.#most = most;
    this.#mostOfOne = mostOfOne;
    this.#share = Math.max(1, Math.floor(most / 2));
    this.#patience = patience;
  }

  /**
   * Lets find out who asks; the answer's end, or `known`, is the end of that.
   * @throws {StudioError} overloaded
   */
  enter(reply: Reply): { known(): void } {
    if (this.#unknown >= this.#most) throw busy();
    this.#unknown++;
    let open = true;
    const known = () => {
      if (open) this.#unknown--;
      open = false;
    };
    reply.raw.once('close', known);
    return { known };
  }

  /**
   * Takes a request of an account in work until its answer is over.
   * @returns whether it had to wait: what was known of the account may be otherwise now.
   * @throws {StudioError} overloaded
   */
  async enterAs(accountId: Id, reply: Reply): Promise<boolean> {
    return this.#take(`account ${accountId}`, 'This account', reply);
  }

  /** As one of a stranger's, of whom all together leave half to those with an account. @throws {StudioError} overloaded */
  async enterFrom(network: string, reply: Reply): Promise<void> {
    if (this.#strangers >= this.#share) throw busy('Too many people sign in at this moment');
    requireOpen(reply);
    this.#strangers++;
    reply.raw.once('close', () => this.#strangers--);
    await this.#take(`network ${network}`, 'This address', reply);
  }

  async #take(name: string, who: string, reply: Reply): Promise<boolean> {
    requireOpen(reply);
    const party = this.#parties.get(name) ?? { inWork: 0, waiting: [] };
    const size = sizeOf(party);
    if (size >= this.#mostOfOne) throw busy(`${who} has ${size} requests in work already`);
    if (this.#inWork < this.#most && party.inWork < this.#share) {
      this.#begin(name, party, reply);
      return false;
    }
    const now = performance.now();
    const since = this.#turnedAway.since(name, now) ?? now;
    if (this.#waiting >= this.#most && !this.#displace({ size: size + 1, since })) {
      this.#turnedAway.note(name, since, now);
      throw busy();
    }
    await this.#turn(name, party, { reply, since });
    return true;
  }

  #begin(name: string, party: Party, reply: Reply): void {
    this.#parties.set(name, party);
    this.#turnedAway.forget(name);
    party.inWork++;
    this.#inWork++;
    reply.raw.once('close', () => {
      party.inWork--;
      this.#inWork--;
      this.#leave(name, party);
      this.#next();
    });
  }

  /** Resolves when the request is in work. */
  #turn(name: string, party: Party, { reply, since }: { reply: Reply; since: number }): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(timer);
        reply.raw.off('close', refuse);
        party.waiting.splice(party.waiting.indexOf(ticket), 1);
        this.#waiting--;
      };
      const refuse = () => {
        end();
        this.#turnedAway.note(name, ticket.since, performance.now());
        this.#leave(name, party);
        reject(busy());
      };
      const enter = () => {
        end();
        this.#begin(name, party, reply);
        resolve();
      };
      const timer = setTimeout(refuse, this.#patience);
      const ticket: Ticket = { since, enter, refuse };
      this.#parties.set(name, party);
      party.waiting.push(ticket);
      this.#waiting++;
      reply.raw.once('close', refuse);
    });
  }

  /** Lets those in for whom there is room: of who has least in work, who has waited longest. */
  #next(): void {
    while (this.#inWork < this.#most) {
      let best: Party | undefined;
      for (const party of this.#parties.values())
        if (party.waiting.length > 0 && (!best || isBefore(party, best))) best = party;
      if (!best || best.inWork >= this.#share) return;
      best.waiting[0]?.enter();
    }
  }

  /** Makes room among those that wait, where one of them comes after this one. */
  #displace(mine: Claim): boolean {
    let last: (Claim & { readonly ticket: Ticket }) | undefined;
    for (const party of this.#parties.values()) {
      const ticket = party.waiting.at(-1);
      const claim = ticket && { size: sizeOf(party), since: ticket.since, ticket };
      if (claim && (!last || isAfter(claim, last))) last = claim;
    }
    if (!last || !isAfter(last, mine)) return false;
    last.ticket.refuse();
    return true;
  }

  #leave(name: string, party: Party): void {
    if (sizeOf(party) === 0) this.#parties.delete(name);
  }
}

const isBefore = (one: Party, other: Party): boolean =>
  one.inWork !== other.inWork
    ? one.inWork < other.inWork
    : (one.waiting[0]?.since ?? 0) < (other.waiting[0]?.since ?? 0);

/** Whose party has more, in work and in the line; then, who has not waited as long. */
const isAfter = (one: Claim, other: Claim): boolean =>
  one.size !== other.size ? one.size > other.size : one.since > other.since;

const busy = (message = 'The studio is busy'): StudioError =>
  new StudioError('overloaded', message, { retryAfter: 1 });

/** Whoever is gone would never leave: that they are was told before. @throws {StudioError} overloaded, which nobody hears */
function requireOpen({ raw }: Reply): void {
  if (raw.closed || raw.req.socket.destroyed) throw busy('The connection was closed');
}
