/** What a sync would do, as rows to read. Pure. */
import type { SyncPlan } from '../../engine/api.ts';
import { changesByItem } from '../../engine/domain/by-item.ts';
import type { Translate } from '../../engine/domain/said.ts';
import { formatBytes } from '../format.ts';

export interface PlanRow {
  readonly label: string;
  readonly detail: string;
}

export interface PlanWords {
  /** One sentence for each direction, and for conflicts. */
  readonly up: string;
  readonly down: string;
  readonly conflicts: string;
  /** What goes up, item by item. */
  readonly rows: readonly PlanRow[];
  readonly nothing: boolean;
}

/** Rows that are listed; more are counted. */
const MOST_ROWS = 500;

const kindOf = (kind: string, t: Translate): string =>
  (
    ({
      item: t('properties or place'),
      checkpoint: t('new checkpoint'),
      tagging: t('tags'),
      dependency: t('dependencies'),
    }) as Readonly<Record<string, string>>
  )[kind] ?? kind;

const conflictWords = (count: number, t: Translate): string => {
  if (count === 0) return t('No conflicts');
  return count === 1
    ? t('1 conflict waits for your decision then')
    : t('{0} conflicts wait for your decision then', count);
};

function upWords(changes: number, bytes: number, t: Translate): string {
  if (changes === 0) return t('Nothing goes up');
  const content = bytes === 0 ? '' : t(', at most {0} of content', formatBytes(bytes, t));
  return changes === 1 ? t('1 change goes up{0}', content) : t('{0} changes go up{1}', changes, content);
}

function downWords(changes: number, bytes: number, t: Translate): string {
  const size = formatBytes(bytes, t);
  // Of what is known already, and was not brought yet.
  if (changes === 0) return bytes === 0 ? t('Nothing new comes down') : t('{0} of content come down', size);
  // How much the content of new changes is, only the sync itself finds out.
  const content = bytes === 0 ? '' : t(', and {0} of content from before', size);
  return changes === 1
    ? t('1 change comes down{0}', content)
    : t('{0} changes come down{1}', changes, content);
}

export function planWords({ push, pull, conflicts, bytesUp, bytesDown }: SyncPlan, t: Translate): PlanWords {
  const items = changesByItem(push);
  const rows = items.slice(0, MOST_ROWS).map(({ path, kinds }) => {
    const words = kinds.map(([kind, times]) =>
      times === 1 ? kindOf(kind, t) : t('{0} × {1}', times, kindOf(kind, t)),
    );
    return { label: path, detail: words.join(', ') };
  });
  const hidden = items.length - rows.length;
  return {
    up: upWords(push.length, bytesUp, t),
    down: downWords(pull, bytesDown, t),
    conflicts: conflictWords(conflicts.length, t),
    rows: hidden > 0 ? [...rows, { label: t('and {0} more', hidden), detail: '' }] : rows,
    nothing: push.length === 0 && pull === 0 && bytesDown === 0 && conflicts.length === 0,
  };
}
