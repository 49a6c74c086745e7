/** Copying bytes where either side may lie in memory that threads share. */

/**
 * Copies all of `from`. V8 copies a typed array into or out of shared memory byte by byte, many times as slowly, and that is what `set` asks
 * for, and `Buffer.copy` where it copies a buffer from its start to its end. This is one memcpy.
 */
export function copyInto(to: Buffer, from: Uint8Array, at = 0): void {
  if (from.length > 0) to.fill(from, at, at + from.length);
}

/** The same memory. A Buffer copies parts of shared memory many times as fast as a typed array does; for all of it there is {@link copyInto}. */
export const bufferOf = (data: ArrayBufferView): Buffer =>
  Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
