/** One direction of one connection through the line. */
import type { Socket } from 'node:net';
import { type Link, Window } from './link.ts';

/** Bytes. */
const SEGMENT = 64 * 1024;
/** Bytes that are read ahead of the line. */
const READ_AHEAD = 256 * 1024;

/** What happens at a time; times only grow within each queue, as the delay is the same for all. */
interface Event {
  readonly at: number;
  readonly run: (now: number) => void;
}

export class Timeline {
  readonly #events: Event[] = [];
  #next = 0;

  add(at: number, run: Event['run']): void {
    this.#events.push({ at, run });
  }

  /** Runs what is due. */
  advance(now: number): void {
    for (; this.#next < this.#events.length && this.#events[this.#next]!.at <= now; this.#next++)
      this.#events[this.#next]!.run(now);
    if (this.#next < 1000) return;
    this.#events.splice(0, this.#next);
    this.#next = 0;
  }

  get empty(): boolean {
    return this.#next === this.#events.length;
  }
}

export class Flow {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #link: Link;
  readonly #arrivals: Timeline;
  readonly #acknowledgements: Timeline;
  readonly #window = new Window();
  readonly #waiting: Buffer[] = [];
  readonly #notBefore: number;
  #waitingBytes = 0;
  /** Bytes that arrived and are not acknowledged. */
  #delivered = 0;
  #ended = false;
  #closed = false;

  /** @param notBefore when the first byte may leave: the handshake takes a round trip */
  constructor(
    from: Socket,
    to: Socket,
    link: Link,
    queues: { readonly arrivals: Timeline; readonly acknowledgements: Timeline },
    notBefore: number,
    wake: () => void,
  ) {
    this.#from = from;
    this.#to = to;
    this.#link = link;
    this.#arrivals = queues.arrivals;
    this.#acknowledgements = queues.acknowledgements;
    this.#notBefore = notBefore;
    from.on('data', (piece: Buffer) => {
      this.#waiting.push(piece);
      this.#waitingBytes += piece.length;
      if (this.#waitingBytes > READ_AHEAD) from.pause();
      wake();
    });
    to.on('drain', () => {
      this.#acknowledge();
      wake();
    });
    from.on('end', () => {
      this.#ended = true;
      wake();
    });
  }

  /** Something is to be sent, now or when there is room. */
  get busy(): boolean {
    return !this.#closed && (this.#waitingBytes > 0 || this.#ended);
  }

  /** Sends one segment where line and window have room. True where it did: others come first before the next. */
  pump(now: number): boolean {
    if (!this.busy || now < this.#notBefore || !this.#link.open(now)) return false;
    const room = Math.min(SEGMENT, this.#window.room(now));
    if (this.#waitingBytes === 0) return this.#close(now);
    if (room <= 0) return false;
    const piece = this.#take(room);
    this.#window.sent(now, piece.length);
    this.#arrivals.add(this.#link.send(now, piece.length), () => this.#deliver(piece));
    if (this.#waitingBytes <= READ_AHEAD && this.#from.isPaused()) this.#from.resume();
    return true;
  }

  #take(most: number): Buffer {
    const first = this.#waiting.shift()!;
    const piece = first.length > most ? first.subarray(0, most) : first;
    if (piece.length < first.length) this.#waiting.unshift(first.subarray(most));
    this.#waitingBytes -= piece.length;
    return piece;
  }

  /** Only what the receiver has taken is acknowledged: a slow one slows the sender. */
  #deliver(piece: Buffer): void {
    if (this.#to.destroyed) return;
    this.#delivered += piece.length;
    if (this.#to.write(piece)) this.#acknowledge();
  }

  #acknowledge(): void {
    const bytes = this.#delivered;
    this.#delivered = 0;
    if (bytes === 0) return;
    const at = performance.now() + this.#link.shape.delay;
    this.#acknowledgements.add(at, () => this.#window.acknowledged(bytes));
  }

  #close(now: number): boolean {
    this.#closed = true;
    this.#arrivals.add(this.#link.send(now, 0), () => this.#to.end());
    return true;
  }
}
