/** Long work of one transaction, in pieces: what drives it may give way between two of them, or stop there. */
import { TurnTaker } from '../content/pace.ts';

export type Pieces<T = void> = Generator<undefined, T, undefined>;

/** Does all of it without giving way. */
export function atOnce<T>(work: Pieces<T>): T {
  for (;;) {
    const piece = work.next();
    if (piece.done) return piece.value;
  }
}

/** Lets timers, messages and an abort have their turn in between. @throws {CairnError} `cancelled` */
export async function givingWay<T>(work: Pieces<T>, signal: AbortSignal): Promise<T> {
  const turns = new TurnTaker();
  for (;;) {
    const piece = work.next();
    if (piece.done) return piece.value;
    if (turns.due) await turns.take(signal);
  }
}
