/**
 * The note that a look at everything leaves for the next {@link glance}: what it answered, and all that it saw, packed
 * into three pieces. Only ever a short cut: whatever is wrong with it means that there is none.
 */
import { crc32 } from 'node:zlib';
import type { Brief } from '../api.ts';
import { bufferOf } from '../content/bytes.ts';
import type { QuickStamp } from '../content/file-stamp.ts';
import type { Listing } from '../workspace/scan.ts';

export interface Note {
  /** What must be the same for the note to hold, besides the folder. */
  readonly key: string;
  readonly brief: Brief;
  /** Tracked files that a scan does not come by; null: there was none. */
  readonly byName: readonly (readonly [path: string, stamp: QuickStamp | null])[];
  readonly listings: readonly Listing[];
  /** Paths of the files that were looked at, and of each its size, mtime and inode. */
  readonly files: readonly string[];
  readonly stamps: Float64Array;
}

type Head = Pick<Note, 'key' | 'brief' | 'byName'>;

const MAGIC = 'CRNGLNC1';
/** Magic, checksum of all behind it, lengths of head and text. Stamps begin at a multiple of 8. */
const PREFIX = 24;
const CHECKSUM_AT = 8;
const CHECKED_FROM = 12;
/** No path holds it. */
const SEPARATOR = '\0';
const NUMBERS = 3;

const align = (bytes: number): number => (bytes + 7) & ~7;

export function encodeNote({ listings, files, stamps, ...head }: Note): Buffer {
  const headBytes = Buffer.from(JSON.stringify(head satisfies Head));
  const text = [
    listings.length,
    ...listings.map(({ path }) => path),
    ...listings.map(({ names }) => names),
    ...files,
  ];
  const textBytes = Buffer.from(text.join(SEPARATOR));
  const stampsAt = align(PREFIX + headBytes.length + textBytes.length);
  const note = Buffer.alloc(stampsAt + stamps.byteLength);
  note.write(MAGIC, 'latin1');
  note.writeUInt32LE(headBytes.length, 12);
  note.writeUInt32LE(textBytes.length, 16);
  headBytes.copy(note, PREFIX);
  textBytes.copy(note, PREFIX + headBytes.length);
  bufferOf(stamps).copy(note, stampsAt);
  note.writeUInt32LE(crc32(note.subarray(CHECKED_FROM)), CHECKSUM_AT);
  return note;
}

/** A checksum says that it is as it was written, not by whom: a working folder may come from anybody. */
function headOf(text: string): Head | undefined {
  try {
    const head = JSON.parse(text) as Partial<Head> | null;
    const isOne = typeof head?.brief === 'object' && head.brief !== null && Array.isArray(head.byName);
    return isOne && head.byName?.every(Array.isArray) ? (head as Head) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined where it is no note, or not for `key`. */
export function decodeNote(bytes: Buffer, key: string): Note | undefined {
  if (bytes.length < PREFIX || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  if (bytes.readUInt32LE(CHECKSUM_AT) !== crc32(bytes.subarray(CHECKED_FROM))) return undefined;
  const textAt = PREFIX + bytes.readUInt32LE(12);
  const textEnd = textAt + bytes.readUInt32LE(16);
  const head = headOf(bytes.toString('utf8', PREFIX, textAt));
  if (head?.key !== key) return undefined;
  const text = bytes.toString('utf8', textAt, textEnd).split(SEPARATOR);
  const folders = Number(text[0]);
  if (!Number.isInteger(folders) || folders < 0 || 1 + 2 * folders > text.length) return undefined;
  const listings = text
    .slice(1, 1 + folders)
    .map((path, index) => ({ path, names: text[1 + folders + index] ?? '' }));
  const files = text.slice(1 + 2 * folders);
  const copy = Uint8Array.prototype.slice.call(bytes, align(textEnd));
  if (copy.byteLength % Float64Array.BYTES_PER_ELEMENT !== 0) return undefined;
  const stamps = new Float64Array(
    copy.buffer,
    copy.byteOffset,
    copy.byteLength / Float64Array.BYTES_PER_ELEMENT,
  );
  return stamps.length === files.length * NUMBERS ? { ...head, listings, files, stamps } : undefined;
}
