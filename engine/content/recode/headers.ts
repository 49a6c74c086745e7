/** Headers of zstd frames and their blocks (RFC 8878, 3.1.1 and 3.1.2). */

const MAGIC = 0xfd2fb528;
/** Frames that hold something else: the lowest four bits are free. */
const SKIPPABLE = 0x184d2a50;
/** Bytes of the longest header: magic, descriptor, window, dictionary id, content size. */
export const MOST_HEADER = 4 + 1 + 1 + 4 + 8;

export const [RAW, RLE, COMPRESSED] = [0, 1, 2];

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

/** Whether a frame of compressed bytes may start here. */
export const isFrame = (bytes: Uint8Array): boolean => bytes.length >= 9 && word(bytes, 0) === MAGIC;

/** Bytes of the frame's header, which are all of it for a skippable one; undefined where there is no frame. */
export function headerLength(data: Uint8Array, at: number): number | undefined {
  const magic = word(data, at);
  if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) return 8 + word(data, at + 4);
  if (magic !== MAGIC) return undefined;
  const descriptor = data[at + 4]!;
  const single = (descriptor & 0x20) !== 0;
  const content = [single ? 1 : 0, 2, 4, 8][descriptor >>> 6]!;
  return 5 + (single ? 0 : 1) + [0, 1, 2, 4][descriptor & 3]! + content;
}

/** Bytes behind the frame's last block. */
export const checksumLength = (data: Uint8Array, at: number): number => ((data[at + 4]! & 4) !== 0 ? 4 : 0);

/** Bytes of the frame at the start of `data`, by its headers; undefined where it does not end in there, or is none of compressed bytes. */
export function frameLength(data: Uint8Array): number | undefined {
  if (!isFrame(data)) return undefined;
  let at = headerLength(data, 0) ?? data.length;
  for (let last = false; !last; ) {
    if (at + 3 > data.length) return undefined;
    const block = readBlockHeader(data, at);
    if (!block.valid) return undefined;
    last = block.last;
    at += 3 + block.length;
  }
  const end = at + checksumLength(data, 0);
  return end > data.length ? undefined : end;
}

/** What the three bytes in front of a block say. */
export interface BlockHeader {
  readonly last: boolean;
  readonly type: number;
  /** The type is none of those reserved. */
  readonly valid: boolean;
  /** Bytes that follow; of an RLE block, one. */
  readonly length: number;
  /** Its size field. */
  readonly size: number;
}

export function readBlockHeader(data: Uint8Array, at: number): BlockHeader {
  const value = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16);
  const type = (value >>> 1) & 3;
  const size = value >>> 3;
  return { last: (value & 1) === 1, type, valid: type <= COMPRESSED, length: type === RLE ? 1 : size, size };
}

export function writeBlockHeader(
  data: Buffer,
  at: number,
  header: { last: boolean; type: number; size: number },
): void {
  data.writeUIntLE((header.last ? 1 : 0) | (header.type << 1) | (header.size << 3), at, 3);
}
