/** How much is in work at once: of all, and of one account, so that nobody can keep everybody else out. */
import type { FastifyReply } from 'fastify';
import type { Id } from '../../engine/domain/rows.ts';
import { StudioError } from '../errors.ts';

export class Load {
  readonly #most: number;
  readonly #mostOfOne: number;
  readonly #ofAccount = new Map<Id, number>();
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
    const count = this.#ofAccount.get(accountId) ?? 0;
    if (count >= this.#mostOfOne) {
      const message = `This account has ${count} requests in work already`;
      throw new StudioError('overloaded', message, { retryAfter: 1 });
    }
    this.#ofAccount.set(accountId, count + 1);
    reply.raw.once('close', () => this.#leave(accountId));
  }

  #leave(accountId: Id): void {
    const left = (this.#ofAccount.get(accountId) ?? 1) - 1;
    if (left > 0) this.#ofAccount.set(accountId, left);
    else this.#ofAccount.delete(accountId);
  }
}
