import { open } from 'node:fs/promises';

/** Makes the bytes of a file last; its name is its folder's. */
export async function flushFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  await handle.sync().finally(() => handle.close());
}
