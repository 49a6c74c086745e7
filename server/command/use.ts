/** A command's studio: opened for its work, and closed after it, while nobody copies it. */
import type { StudioConfig } from '../config.ts';
import { holdFolder } from '../metadata/hold.ts';
import { openStudio, type Studio } from '../studio.ts';

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
