/**
 * Where tests keep what is too large or too specific to be a dependency: `.cache/` in the checkout, or the folder
 * that CAIRN_CACHE names. Everything in it can be deleted at any time.
 */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

export const root: string = resolve(import.meta.dirname, '..', '..');

export function cacheDir(): string {
  return resolve(process.env.CAIRN_CACHE ?? join(root, '.cache'));
}

/**
 * The folder `name` of the cache, made by `make` where it is not there. It appears complete or not at all; of two
 * processes that make it at once, the first wins.
 */
export async function cached(name: string, make: (empty: string) => Promise<void>): Promise<string> {
  const target = join(cacheDir(), name);
  if (existsSync(target)) return target;
  const temp = join(cacheDir(), `${name}.${process.pid}.tmp`);
  await rm(temp, { recursive: true, force: true });
  await mkdir(temp, { recursive: true });
  try {
    await make(temp);
    await rename(temp, target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
  } finally {
    await rm(temp, { recursive: true, force: true });
  }
  return target;
}
