/**
 * The state machine of a sync (docs/sync-spec.md has the same table in words; a test compares the two). A run goes
 * through it: a step that ends with an event that its state does not know, or a state without a step, does not compile.
 */
import { TRANSITIONS } from './transitions.ts';

/** States in which there is something to do. */
export type Running =
  | 'idle'
  | 'connecting'
  | 'resending'
  | 'pulling'
  | 'reconciling'
  | 'relocating'
  | 'uploading'
  | 'pushing'
  | 'downloading'
  | 'pausing'
  | 'rehearsing';

/** States in which a run is over. */
export type Over = 'done' | 'paused' | 'planned' | 'cancelled' | 'failed';

export type SyncState = Running | Over;

export type SyncEvent =
  /** A run begins, with nothing left of another. */
  | 'start'
  /** A run begins where an earlier one was interrupted. */
  | 'resume'
  | 'connected'
  /** Connected, to find out and tell only. */
  | 'planning'
  /** What an earlier run may have sent is answered, or there was none. */
  | 'settled'
  | 'progress'
  | 'pulled'
  | 'applied'
  | 'conflicts'
  | 'relocated'
  | 'uploaded'
  /** The whole outbox is answered. */
  | 'pushed'
  /** Others pushed in between. */
  | 'behind'
  | 'downloaded'
  | 'previewed'
  | 'rehearsed'
  | 'cancel'
  | 'fail';

type Table = typeof TRANSITIONS;
/** The events that can happen in a state. */
export type EventOf<S extends SyncState> = {
  [E in SyncEvent]: Table[S][E] extends null ? never : E;
}[SyncEvent];
/** Those that the state's step may end with: being stopped and telling how far it is are nobody's result. */
export type ResultOf<S extends Running> = Exclude<EventOf<S>, 'progress' | 'cancel' | 'fail'>;

export const isOver = (state: SyncState): state is Over =>
  Object.values(TRANSITIONS[state]).every((next) => next === null);

/** A mistake in Cairn: an event in a state that does not know it. Nothing is done on it. */
export class IllegalTransition extends Error {
  readonly code = 'illegal-transition';

  constructor(state: SyncState, event: SyncEvent) {
    super(`A sync that is ${state} cannot take the event ${event}`);
  }
}

/** @throws {IllegalTransition} */
export function next(state: SyncState, event: SyncEvent): SyncState {
  const to: SyncState | null = TRANSITIONS[state][event];
  if (to === null) throw new IllegalTransition(state, event);
  return to;
}

/** Where a run is. */
export class SyncMachine {
  #state: SyncState = 'idle';
  readonly #entered: (from: SyncState, event: SyncEvent, to: SyncState) => void;

  /** @param entered told of every change of state. */
  constructor(entered: (from: SyncState, event: SyncEvent, to: SyncState) => void = () => undefined) {
    this.#entered = entered;
  }

  get state(): SyncState {
    return this.#state;
  }

  /** @throws {IllegalTransition} */
  take(event: SyncEvent): SyncState {
    const from = this.#state;
    this.#state = next(from, event);
    if (this.#state !== from) this.#entered(from, event, this.#state);
    return this.#state;
  }
}
