/** What a sync left to look at, in one sentence. Pure. */
import type { SyncReport } from '../../engine/api.ts';
import type { Translate } from '../../engine/domain/said.ts';

/** Null where nothing needs to be said: the views show what came. */
export function leftWords(
  { rejected, superseded }: Pick<SyncReport, 'rejected' | 'superseded'>,
  t: Translate,
): string | null {
  if (rejected.length === 1) return t('Synced. The studio refused one of your changes; it is kept here.');
  if (rejected.length > 1)
    return t('Synced. The studio refused {0} of your changes; they are kept here.', rejected.length);
  if (superseded.length === 1)
    return t('Synced. One of your edits lost to a newer one; both values are listed.');
  if (superseded.length > 1)
    return t('Synced. {0} of your edits lost to newer ones; both values are listed.', superseded.length);
  return null;
}
