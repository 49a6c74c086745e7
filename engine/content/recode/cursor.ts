/** The opened form of frames, written and read: bytes, and numbers as LEB128. */
import { bufferOf } from '../bytes.ts';
import { writeVarint } from '../varint.ts';
import { NotRecodable } from './not-recodable.ts';

export class OpenedWriter {
  readonly #room: Buffer;
  #length = 0;

  /** @param room that is filled from its start; more is an error. */
  constructor(room: Buffer) {
    this.#room = room;
  }

  /** A view. */
  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length);
  }

  /** @param value below 2^31. */
  number(value: number): void {
    this.#reserve(5);
    this.#length = writeVarint(this.#room, this.#length, value);
  }

  /** Bytes [start, end). */
  copy(from: Uint8Array, start: number, end: number): void {
    bufferOf(from).copy(this.take(end - start), 0, start, end);
  }

  /** Room for so many bytes, to be filled by the caller. */
  take(length: number): Buffer {
    this.#reserve(length);
    this.#length += length;
    return this.#room.subarray(this.#length - length, this.#length);
  }

  /** Gives back what of the room taken last was not filled. */
  giveBack(length: number): void {
    this.#length -= length;
  }

  #reserve(more: number): void {
    if (this.#length + more > this.#room.length) throw new NotRecodable('an opened form above its bounds');
  }
}

export class OpenedReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** @param most a larger number is an error. */
  number(most: number): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new NotRecodable('an opened form that ends too early');
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    if (value > most) throw new NotRecodable('a number out of bounds');
    return value;
  }

  /** All that is left, a view, for a caller that goes on by itself and says with {@link skip} how far it went. */
  get rest(): Uint8Array {
    return this.#bytes.subarray(this.#at);
  }

  skip(length: number): void {
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new NotRecodable('an opened form that ends too early');
  }

  /** A view. */
  take(length: number): Uint8Array {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    if (taken.length !== length) throw new NotRecodable('an opened form that ends too early');
    this.#at += length;
    return taken;
  }
}
