/** Numbers as protobuf and LEB128 write them: seven bits a byte, the lowest first, the highest bit says that more follow. */

/** Writes a value below 2^31; returns the place behind it. */
export function writeVarint(into: Uint8Array, at: number, value: number): number {
  let end = at;
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) into[end++] = (rest & 0x7f) | 0x80;
  into[end++] = rest;
  return end;
}
