/** zstd as this runtime has it. One frame in, one frame out; nothing else passes. */
import zlib from 'node:zlib';
import { CairnError } from '../errors.ts';

/** Node 22.15 and later. */
export const hasZstd = typeof zlib.zstdCompressSync === 'function';

/** First bytes of a zstd dictionary with tables. A plain dictionary must not begin so, or zstd would read it as one. */
const DICTIONARY_MAGIC = 0xec30a437;

/** Whether bytes can serve as a dictionary as they are. */
export const isPlainDictionary = (bytes: Uint8Array): boolean =>
  bytes.length >= 8 && Buffer.from(bytes.buffer, bytes.byteOffset, 4).readUInt32LE() !== DICTIONARY_MAGIC;

export interface CompressOptions {
  /** From 1 on. Never -1: Node's zstd silently takes it for 3. */
  readonly level: number;
  readonly dictionary?: Uint8Array | undefined;
  readonly params?: Readonly<Record<number, number>> | undefined;
}

const { ZSTD_c_compressionLevel } = zlib.constants;

/** One frame. @throws {RangeError} where the dictionary is one that zstd would read in another way. */
export function compress(plain: Uint8Array, { level, dictionary, params }: CompressOptions): Buffer {
  if (dictionary && !isPlainDictionary(dictionary)) throw new RangeError('not a plain dictionary');
  const options = { params: { ...params, [ZSTD_c_compressionLevel]: level } };
  return zlib.zstdCompressSync(plain, dictionary ? withDictionary(options, dictionary) : options);
}

/** The types know no dictionary yet. */
const withDictionary = <T extends object>(options: T, dictionary: Uint8Array): T =>
  ({ ...options, dictionary }) as T;

/**
 * The bytes of exactly one frame of exactly `size` plain bytes. Node ignores trailing bytes and further frames, so the
 * consumed length is compared; memory is bounded by `size` whatever the frame pretends.
 * @throws {Error} for anything else.
 */
export function decompress(data: Uint8Array, size: number, dictionary?: Uint8Array): Buffer {
  if (!hasZstd) {
    throw new CairnError(
      'engine-unavailable',
      'Cairn needs Node.js 22.15 or newer to read compressed chunks',
    );
  }
  const options = { info: true, maxOutputLength: size };
  const { buffer, engine } = zlib.zstdDecompressSync(
    data,
    dictionary ? withDictionary(options, dictionary) : options,
  ) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
  if (engine.bytesWritten !== data.length) throw new Error('bytes behind the zstd frame');
  if (buffer.length !== size) throw new Error('wrong size');
  return buffer;
}

/** Whether this runtime's zstd takes dictionaries (Node 24.6 and later); older ones ignore the option silently. */
function detectDictionaries(): boolean {
  if (!hasZstd) return false;
  const sample = Buffer.from(Array.from({ length: 512 }, (_, i) => (i * i * 7) & 255));
  const withIt = compress(sample, { level: 1, dictionary: sample });
  return withIt.length < compress(sample, { level: 1 }).length / 2;
}

/** Node 24.6 and later. */
export const hasDictionaries = detectDictionaries();
