/** The beginning of a file: enough to see what it is. */
import { open } from 'node:fs/promises';

/** Bytes. */
const HEAD = 8_000;

export async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
