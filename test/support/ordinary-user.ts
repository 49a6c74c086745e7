import { chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const NOBODY = 65_534;

/**
 * Runs `work` as a user whom file permissions bind: as root (in containers) they bind nobody, so the process becomes
 * another user for the time, who is given `folder` first.
 */
export async function asOrdinaryUser<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return await work();
  for (const entry of ['', ...(readdirSync(folder, { recursive: true }) as string[])]) {
    chownSync(join(folder, entry), NOBODY, NOBODY);
  }
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
