/** What an item brings down, in words. Pure. */
import type { Needs } from '../../engine/api.ts';
import type { Translate } from '../../engine/domain/said.ts';
import { formatBytes } from '../format.ts';

export function needsSummary({ assets, bytes, missingBytes }: Needs, t: Translate): string {
  const size = formatBytes(bytes, t);
  const all = assets === 1 ? t('1 asset, {0}', size) : t('{0} assets, {1}', assets, size);
  if (missingBytes === 0) return t('{0}; all of it is on this machine.', all);
  return t('{0}, of which {1} are not on this machine.', all, formatBytes(missingBytes, t));
}
