/**
 * One direction of a long line: bytes leave one after another at its rate and arrive a fixed time later. Pure; times are
 * milliseconds of any clock that does not go back.
 */
export interface LinkShape {
  readonly bytesPerSecond: number;
  /** One way. */
  readonly delay: number;
}

/** Milliseconds of sending that may wait in front of the line; who comes later has to hold back. */
const LONGEST_QUEUE = 20;

export class Link {
  readonly shape: LinkShape;
  #freeAt = 0;

  constructor(shape: LinkShape) {
    this.shape = shape;
  }

  /** Whether more may be given to the line now. */
  open(now: number): boolean {
    return this.#freeAt - now < LONGEST_QUEUE;
  }

  /** Sends; returns when the last byte arrives. */
  send(now: number, bytes: number): number {
    this.#freeAt = Math.max(this.#freeAt, now) + (bytes / this.shape.bytesPerSecond) * 1000;
    return this.#freeAt + this.shape.delay;
  }
}

/** Bytes: ten segments, the initial window of RFC 6928. */
const INITIAL = 14_600;
/** Bytes: what Linux lets a socket grow to by itself (the maximum of tcp_wmem). */
const LARGEST = 4 * 1024 * 1024;
/** Milliseconds without sending after which the window is small again, as RFC 5681 wants. */
const IDLE = 1000;

/** How much a connection may have on the way: it begins small and grows by what was acknowledged, as TCP's does. */
export class Window {
  #size = INITIAL;
  #inFlight = 0;
  #lastSent = 0;

  /** Bytes that may leave now. */
  room(now: number): number {
    if (this.#inFlight === 0 && now - this.#lastSent > IDLE) this.#size = INITIAL;
    return this.#size - this.#inFlight;
  }

  sent(now: number, bytes: number): void {
    this.#inFlight += bytes;
    this.#lastSent = now;
  }

  acknowledged(bytes: number): void {
    this.#inFlight -= bytes;
    this.#size = Math.min(LARGEST, this.#size + bytes);
  }
}
