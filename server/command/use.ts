/** A command's studio: opened for its work, and closed after it, while nobody copies it. */
import { statSync } from 'node:fs';
import type { StudioConfig } from '../config.ts';
import { StudioError } from '../errors.ts';
import { holdFolder } from '../metadata/hold.ts';
import { holdsStudio, layout, openStudio, type Studio } from '../studio.ts';

/** A studio that exists: a slip of the pen must not make one. @throws {StudioError} not-found */
export async function withStudio<T>(config: StudioConfig, work: (studio: Studio) => Promise<T>): Promise<T> {
  if (config.database === undefined && !holdsStudio(config.data))
    throw new StudioError('not-found', `${config.data} holds no studio`);
  return useStudio(config, work);
}

export async function useStudio<T>(config: StudioConfig, work: (studio: Studio) => Promise<T>): Promise<T> {
  const hold = await holdFolder(config.data, false);
  try {
    const studio = await openStudio(config);
    try {
      return await work(studio);
    } finally {
      await studio.close();
    }
  } finally {
    hold.close();
  }
}

/**
 * Root may write to anybody's folder, but what it makes there is root's: a studio that serves under an account of its own could not go on with such
 * packs. (Databases look after themselves.)
 * @throws {StudioError} forbidden
 */
export function requireOwner({ data, database, s3Bucket }: StudioConfig): void {
  if (s3Bucket !== undefined) return;
  const file = database === undefined ? layout(data).database : layout(data).chunks;
  const owner = statSync(file, { throwIfNoEntry: false })?.uid;
  if (process.geteuid?.() !== 0 || owner === undefined || owner === 0) return;
  throw new StudioError(
    'forbidden',
    `${data} belongs to another user (${owner}): what root makes there, a studio that serves as that user could not write to. Run this as that user, such as with sudo -u '#${owner}'; nothing was changed`,
    { data, owner },
  );
}
