/**
 * zstd with dictionaries for runtimes whose own has none (Node before 24.6, and so the extension host of VS Code before
 * that came to it): libzstd compiled to WebAssembly. Same frames, more slowly.
 */
import type * as Library from '@bokuweb/zstd-wasm';
import { bufferOf } from './bytes.ts';

export interface DictionaryZstd {
  compress(plain: Uint8Array, dictionary: Uint8Array, level: number): Buffer;
  /** @param into so many bytes, where they may be put. @throws {Error} for anything but one frame of `size` plain bytes. */
  decompress(data: Uint8Array, size: number, dictionary: Uint8Array, into?: Buffer): Buffer;
}

export async function loadDictionaryZstd(): Promise<DictionaryZstd> {
  const zstd: typeof Library = await import('@bokuweb/zstd-wasm');
  await zstd.init();
  const [compressing, decompressing] = [zstd.createCCtx(), zstd.createDCtx()];
  return {
    compress: (plain, dictionary, level) =>
      Buffer.from(zstd.compressUsingDict(compressing, Buffer.from(plain), Buffer.from(dictionary), level)),
    decompress: (data, size, dictionary) => {
      // The library allocates what the frame says: so that is looked at first.
      if (frameContentSize(data) !== size) throw new Error('not a frame of the declared size');
      return Buffer.from(zstd.decompressUsingDict(decompressing, Buffer.from(data), Buffer.from(dictionary)));
    },
  };
}

const MAGIC = 0xfd2fb528;

/** The plain size that a frame's header gives (RFC 8878, section 3.1.1.1), or undefined where it gives none. */
export function frameContentSize(frame: Uint8Array): number | undefined {
  const bytes = bufferOf(frame);
  if (bytes.length < 6 || bytes.readUInt32LE() !== MAGIC) return undefined;
  const descriptor = bytes.readUInt8(4);
  const singleSegment = (descriptor & 0x20) !== 0;
  const at = 5 + (singleSegment ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const length = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >>> 6] ?? 0;
  if (length === 0 || bytes.length < at + length) return undefined;
  if (length === 8) return Number(bytes.readBigUInt64LE(at));
  return bytes.readUIntLE(at, length) + (length === 2 ? 256 : 0);
}
