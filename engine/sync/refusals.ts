/**
 * Pushes that a studio, or a proxy before it, refuses as a whole: without an answer for each row nobody knows which of them it is.
 * Halves are sent until single rows are left; those are marked as rejected, and everything else goes.
 */
import { rowKey } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';
import type { OutboxEntry } from './outbox.ts';

/** Refusals in one go, but for what was refused before, after which the reason is not in the rows. */
const MOST = 64;
/** Codes of rows that were refused before for what is in them. */
const SUSPECT: readonly string[] = ['bad-row', 'too-large'];
/** A studio's words for a body that it does not take. All others are about who sends it, or where to: no row is at fault. */
const OF_BODY: readonly unknown[] = ['bad-message', 'bad-request', 'too-large'];
/** Of answers that are none of a studio's: a proxy's "too large". */
const TOO_LARGE = 413;

/** Whether sending the same once more would be refused once more for what is in it, and it was never carried out. */
export const isRefusedWhole = (error: unknown): error is CairnError =>
  (CairnError.is(error, 'studio-refused') && OF_BODY.includes(error.details.code)) ||
  ((CairnError.is(error, 'studio-refused') || CairnError.is(error, 'studio-garbage')) &&
    error.details.status === TOO_LARGE);

const codeOf = ({ details }: CairnError): string =>
  details.code === 'too-large' || details.status === TOO_LARGE ? 'too-large' : 'bad-row';

export class Refusals {
  readonly #project: Project;
  readonly #refused = new Map<OutboxEntry, CairnError>();
  /** Refused in an earlier sync. */
  readonly #suspects = new Set<OutboxEntry>();
  #count = 0;

  constructor(project: Project) {
    this.#project = project;
  }

  /**
   * The outbox in its order, cut so that what was refused before goes by itself: it would make others be sent in halves again. It keeps
   * its turn: what comes after may stand on it, or take the lock that it needs.
   */
  apart(entries: readonly OutboxEntry[]): OutboxEntry[][] {
    const known = new Set(
      this.#project.staging
        .rejected()
        .flatMap(({ kind, key, code }) => (SUSPECT.includes(code) ? [`${kind}:${key}`] : [])),
    );
    const groups: OutboxEntry[][] = [[]];
    for (const entry of entries) {
      if (!known.has(`${entry.row.kind}:${rowKey(entry.row)}`)) {
        groups.at(-1)?.push(entry);
        continue;
      }
      this.#suspects.add(entry);
      groups.push([entry], []);
    }
    return groups;
  }

  /**
   * What to send in place of a part that was refused.
   * @throws {CairnError} the refusal itself, where smaller ones have been refused too often
   */
  smaller(part: readonly OutboxEntry[], error: CairnError): OutboxEntry[][] {
    const [first] = part;
    const isKnown = part.length === 1 && first !== undefined && this.#suspects.has(first);
    if (!isKnown && ++this.#count > MOST) throw error;
    const half = Math.ceil(part.length / 2);
    if (half < part.length) return [part.slice(0, half), part.slice(half)];
    for (const entry of part) this.#refused.set(entry, error);
    return [];
  }

  /** Marks the rows that were refused alone: last, since other parts of an item's row may have gone through. */
  mark(): void {
    const { staging, db } = this.#project;
    if (this.#refused.size === 0) return;
    db.transaction(() => {
      for (const [{ row }, error] of this.#refused)
        staging.reject(row.kind, rowKey(row), codeOf(error), error.message);
    });
  }
}
