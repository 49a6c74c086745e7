/**
 * Decoding with a bound on the number of fields. A message of sixteen megabytes may hold eight million empty fields,
 * each of which would become an object of a hundred bytes before anybody could count them.
 */
import protobuf from 'protobufjs/minimal.js';
import {
  MAX_CHECKPOINTS,
  MAX_DELTA_BASES,
  MAX_HASHES,
  MAX_PUSH_CHANGES,
  MAX_TOUCHED_ROWS,
  PULL_PAGE_ROWS,
} from './limits.ts';

/** More than one row takes with its lists: permissions, bases. */
const ROW_FIELDS = 200;
/** Rows that an answer to a push brings along have few lists. */
const STORED_FIELDS = 40;

/** Most fields of a message, those of messages in it included. */
export const MOST_FIELDS = {
  frame: MAX_DELTA_BASES + 16,
  /** Lists of hashes, and of the checkpoints that they are for. */
  hashes: MAX_HASHES + 4 * MAX_CHECKPOINTS,
  /** Frames of an object, with what those of them that are deltas stand on. */
  direct: MAX_HASHES * 16,
  row: ROW_FIELDS,
  page: PULL_PAGE_ROWS * ROW_FIELDS,
  push: MAX_PUSH_CHANGES * ROW_FIELDS,
  answer: MAX_TOUCHED_ROWS * STORED_FIELDS,
} as const;

class BoundedReader extends protobuf.BufferReader {
  #left: number;

  constructor(bytes: Uint8Array, most: number) {
    super(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#left = most;
  }

  override tag(): number {
    if (this.#left-- === 0) throw new RangeError('more fields than such a message can have');
    return super.tag();
  }
}

interface Message<T> {
  decode(reader: protobuf.Reader): T;
}

/** @throws {Error} where `bytes` are no such message, or one of more than `most` fields. */
export const decodeBounded = <T>(type: Message<T>, bytes: Uint8Array, most: number): T =>
  type.decode(new BoundedReader(bytes, most));
