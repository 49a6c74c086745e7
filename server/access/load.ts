/** How much is in work at once: of all, of one account, and of who has none, so that nobody can keep everybody else out. */
import type { FastifyReply } from 'fastify';
import type { Id } from '../../engine/domain/rows.ts';
import { StudioError } from '../errors.ts';

export class Load {
  readonly #most: number;
  readonly #mostOfOne: number;
  readonly #ofOne = new Map<string, number>();
  #strangers = 0;
  #all = 0;

  constructor(most: number, mostOfOne: number) {
    this.#most = most;
    this.#mostOfOne = mostOfOne;
  }

  /** Takes a request in work until its answer is over. @throws {StudioError} overloaded */
  enter(reply: FastifyReply): void {
    if (this.#all >= this.#most) throw new StudioError('overloaded', 'The studio is busy', { retryAfter: 1 });
    this.#all++;
    reply.raw.once('close', () => this.#all--);
  }

  /** As one of an account's. @throws {StudioError} overloaded */
  enterAs(accountId: Id, reply: FastifyReply): void {
    this.#enterOf(`account ${accountId}`, 'This account', reply);
  }

  /** As one of a stranger's, of whom all together leave half to those with an account. @throws {StudioError} overloaded */
  enterFrom(network: string, reply: FastifyReply): void {
    if (this.#strangers >= Math.max(1, this.#most / 2))
      throw new StudioError('overloaded', 'Too many people sign in at this moment', { retryAfter: 1 });
    this.#enterOf(`network ${network}`, 'This address', reply);
    this.#strangers++;
    reply.raw.once('close', () => this.#strangers--);
  }

  #enterOf(one: string, who: string, reply: FastifyReply): void {
    const count = this.#ofOne.get(one) ?? 0;
    if (count >= this.#mostOfOne)
      throw new StudioError('overloaded', `${who} has ${count} requests in work already`, { retryAfter: 1 });
    this.#ofOne.set(one, count + 1);
    reply.raw.once('close', () => this.#leave(one));
  }

  #leave(one: string): void {
    const left = (this.#ofOne.get(one) ?? 1) - 1;
    if (left > 0) this.#ofOne.set(one, left);
    else this.#ofOne.delete(one);
  }
}
