/** zstd as this runtime has it. One frame in, one frame out; nothing else passes. */
import zlib from 'node:zlib';
import { MAX_CHUNK_BYTES } from '../../proto/limits.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import { lazily } from './lazily.ts';
import { FrameMaker, FrameReader, frameBound } from './zstd-frames.ts';
import { type DictionaryZstd, loadDictionaryZstd } from './zstd-wasm.ts';

/** Node 22.15 and later. */
export const hasZstd = typeof zlib.zstdCompressSync === 'function';

/** First bytes of a zstd dictionary with tables. A plain dictionary must not begin so, or zstd would read it as one. */
const DICTIONARY_MAGIC = 0xec30a437;

/** Whether bytes can serve as a dictionary as they are. */
export const isPlainDictionary = (bytes: Uint8Array): boolean =>
  bytes.length >= 8 && Buffer.from(bytes.buffer, bytes.byteOffset, 4).readUInt32LE() !== DICTIONARY_MAGIC;

const { ZSTD_c_compressionLevel } = zlib.constants;

/** The level of what is kept whole: a context for it is made once in each thread. */
export const LEVEL = 1;
const frames = lazily(() => ({ maker: FrameMaker.make(LEVEL, MAX_CHUNK_BYTES) }));

/** One frame at {@link LEVEL}, behind `head` bytes that are the caller's: a view that holds until the next call of this module. */
export const compress = (plain: Uint8Array, head = 0): Buffer =>
  frames().maker?.frame(plain, head) ?? Buffer.concat([Buffer.alloc(head), compressOnce(plain, LEVEL)]);

/** Bytes that {@link compress} takes. */
export const compressedLength = (plain: Uint8Array): number =>
  (frames().maker?.frame(plain) ?? compressOnce(plain, LEVEL)).length;

/**
 * One frame, from a context of its own.
 * @param level from 1 on. Never -1: Node's zstd silently takes it for 3.
 */
export const compressOnce = (plain: Uint8Array, level: number): Buffer =>
  zlib.zstdCompressSync(plain, {
    chunkSize: frameBound(plain.length),
    params: { [ZSTD_c_compressionLevel]: level },
  });

/** Size of an output buffer for so many bytes. Node takes 16 KiB at a time otherwise and puts them together, which costs a tenth. */
const inOnePiece = (bytes: number): number => bytes + 64;

/** Kept in each thread; made anew where a damaged frame has spoiled it. */
const reading = lazily((): { reader: FrameReader | undefined } => ({
  reader: hasZstd ? FrameReader.make() : undefined,
}));

/**
 * The bytes of exactly one frame of exactly `size` plain bytes; memory is bounded by `size` whatever the frame pretends.
 * @param into so many bytes, where they may be put. @throws {Error} for anything else.
 */
export function decompress(data: Uint8Array, size: number, into?: Buffer): Buffer {
  const kept = reading();
  const plain = kept.reader?.read(data, size, into);
  if (kept.reader?.usable === false) kept.reader = FrameReader.make();
  return plain ?? decompressNatively(data, size, {});
}

/** Node ignores trailing bytes and further frames, so the consumed length is compared. */
function decompressNatively(data: Uint8Array, size: number, more: { dictionary?: Uint8Array }): Buffer {
  if (!hasZstd) throw unavailable();
  const options = { ...more, info: true, maxOutputLength: size, chunkSize: inOnePiece(size) };
  const { buffer, engine } = zlib.zstdDecompressSync(data, options) as unknown as {
    buffer: Buffer;
    engine: { bytesWritten: number };
  };
  if (engine.bytesWritten !== data.length) throw new Error('bytes behind the zstd frame');
  if (buffer.length !== size) throw new Error('wrong size');
  return buffer;
}

const unavailable = (): CairnError =>
  new CairnError('engine-unavailable', said`Cairn needs Node.js 22.15 or newer to read compressed content`);

const native: DictionaryZstd = {
  compress: (plain, dictionary, level) =>
    frames().maker?.frameOn(dictionary, plain, level) ??
    zlib.zstdCompressSync(plain, { dictionary, params: { [ZSTD_c_compressionLevel]: level } }),
  decompress: (data, size, dictionary, into) =>
    reading().reader?.readOn(dictionary, data, size, into) ?? decompressNatively(data, size, { dictionary }),
};

/** Node 24.6 and later. */
function isKnownToTakeDictionaries(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return hasZstd && (major > 24 || (major === 24 && minor >= 6));
}

/** Whether the runtime's zstd takes dictionaries; older ones ignore the option silently, so it is tried. */
function nativeTakesDictionaries(): boolean {
  if (!hasZstd || isKnownToTakeDictionaries()) return hasZstd;
  const sample = Buffer.from(Array.from({ length: 512 }, (_, i) => (i * i * 7) & 255));
  return native.compress(sample, sample, 1).length < compressOnce(sample, 1).length / 2;
}

/** What this thread found out about its runtime: set once, by itself or by {@link prepareZstd}. */
const dictionaries = lazily((): { zstd: DictionaryZstd | undefined } => ({
  zstd: nativeTakesDictionaries() ? native : undefined,
}));

/**
 * Makes deltas readable and writable on a runtime whose zstd takes no dictionaries; elsewhere nothing. To be awaited
 * once in each thread that reads or writes chunks.
 */
export async function prepareZstd(): Promise<void> {
  dictionaries().zstd ??= await loadDictionaryZstd();
}

/** Whether deltas can be made here. */
export const hasDictionaries = (): boolean => dictionaries().zstd !== undefined;

/** One frame over a dictionary. @throws {RangeError} where zstd would not take the dictionary as it is. */
export function compressOn(dictionary: Uint8Array, plain: Uint8Array, level: number): Buffer {
  if (!isPlainDictionary(dictionary)) throw new RangeError('not a plain dictionary');
  return withDictionaries().compress(plain, dictionary, level);
}

/** As {@link decompress}, of a frame that was made with `dictionary`. */
export const decompressOn = (dictionary: Uint8Array, data: Uint8Array, size: number, into?: Buffer): Buffer =>
  withDictionaries().decompress(data, size, dictionary, into);

function withDictionaries(): DictionaryZstd {
  const { zstd } = dictionaries();
  if (!zstd)
    throw new CairnError(
      'engine-unavailable',
      said`This version of Node.js cannot read versions that are kept as differences`,
    );
  return zstd;
}
