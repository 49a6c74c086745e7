/** What the system keeps in memory of the disk, before each measured step. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

export type CacheState = 'warm' | 'cold';

export const canDropCaches = (): boolean => process.platform === 'linux' && process.getuid?.() === 0;

/** What earlier steps wrote reaches the disk before the next one is measured; `cold` also forgets what was read. */
export function settle(state: CacheState): void {
  if (process.platform !== 'win32') spawnSync('sync');
  if (state === 'cold') writeFileSync('/proc/sys/vm/drop_caches', '3');
}
