/** Names of files in a folder of chunks. Ids and hashes come from the wire: only their exact forms become paths. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from '../../../engine/content/missing.ts';
import type { Hash, Id } from '../../../engine/domain/rows.ts';

const HASH = /^[0-9a-f]{64}$/u;
const PROJECT = /^[0-9a-f-]{36}$/u;
const PACK = /^(\d{1,15})\.pack$/u;

export const indexFile = (root: string): string => join(root, 'index.sqlite');

export function projectFolder(root: string, projectId: Id): string {
  if (!PROJECT.test(projectId)) throw new RangeError('not a project id');
  return join(root, projectId);
}

export function requireHash(hash: Hash): Hash {
  if (!HASH.test(hash)) throw new RangeError('not a hash');
  return hash;
}

export const isHash = (name: string): boolean => HASH.test(name);

export const packFolder = (root: string, projectId: Id): string =>
  join(projectFolder(root, projectId), 'packs');

export const packFile = (root: string, projectId: Id, id: number): string =>
  join(packFolder(root, projectId), `${id}.pack`);

/** Numbers of the packs on disk, ascending. */
export async function packsOnDisk(root: string, projectId: Id): Promise<number[]> {
  const found = (await names(packFolder(root, projectId))).map((name) => Number(PACK.exec(name)?.[1]));
  return found.filter((id) => Number.isSafeInteger(id)).sort((a, b) => a - b);
}

export async function projectsOnDisk(root: string): Promise<Id[]> {
  return (await names(root)).filter((name) => PROJECT.test(name));
}

/** Names in a folder; none where there is no folder. */
export async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
