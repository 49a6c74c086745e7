/** A command's studio: opened for its work, and closed after it, while nobody copies it. */
import { existsSync } from 'node:fs';
import type { StudioConfig } from '../config.ts';
import { StudioError } from '../errors.ts';
import { holdFolder } from '../metadata/hold.ts';
import { layout, openStudio, type Studio } from '../studio.ts';

/** A studio that exists: a slip of the pen must not make one. @throws {StudioError} not-found */
export async function withStudio<T>(config: StudioConfig, work: (studio: Studio) => Promise<T>): Promise<T> {
  if (config.database === undefined && !existsSync(layout(config.data).database))
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
