/** `migrate`: an embedded studio, which stays as it is, to the database and storage that another configuration names. */
import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { PackStore } from '../chunks/packs/pack-store.ts';
import type { StudioConfig } from '../config.ts';
import { StudioError } from '../errors.ts';
import { holdFolder } from '../metadata/hold.ts';
import { embedded, holdsStudio, layout, openMetadata, openStudio } from '../studio.ts';
import type { Say } from './progress.ts';
import { type Transferred, transfer } from './transfer.ts';

/** Where a studio of this configuration has its chunks, to tell whether two have them in the same place. */
function chunkPlace({ data, s3Bucket, s3Endpoint, s3Prefix }: StudioConfig): string {
  if (s3Bucket !== undefined) return `${s3Endpoint} ${s3Bucket} ${s3Prefix}`;
  const { chunks } = layout(data);
  return existsSync(chunks) ? realpathSync(chunks) : chunks;
}

/**
 * @param say is told what is done at the moment
 * @throws {StudioError} in-use, where the source is used; name-taken, where the target holds a studio already
 */
export async function migrate(from: StudioConfig, to: StudioConfig, say: Say): Promise<Transferred> {
  const source = embedded(from);
  if (!holdsStudio(source.data)) throw new StudioError('not-found', `${source.data} holds no studio`);
  const stays = chunkPlace(source) === chunkPlace(to);
  if (to.database === undefined && stays)
    throw new StudioError('bad-request', 'The configuration names the very same studio');
  const opened: { close(): unknown }[] = [];
  const open = async <T extends { close(): unknown }>(opening: Promise<T>): Promise<T> => {
    const one = await opening;
    opened.unshift(one);
    return one;
  };
  try {
    for (const data of new Set([source.data, to.data].map((folder) => resolve(folder))))
      await open(holdFolder(data, true));
    const metadata = await open(openMetadata(source));
    // Not for reading alone: after a power failure, what its index lacks is read from the packs.
    const chunks = stays ? undefined : await open(PackStore.open(layout(source.data).chunks));
    return await transfer({ metadata, chunks }, await open(openStudio(to, Date.now, true)), say);
  } finally {
    for (const one of opened) await one.close();
  }
}
