/** What can be filtered by, in the reader's language. */
import type { AssetState, Flag } from '../../engine/api.ts';
import type { Translate } from '../../engine/domain/said.ts';
import { flagName, stateName } from '../tree/words.ts';
import type { Filter, QueryWords, StateFilter } from './query.ts';

const STATES: readonly AssetState[] = [
  'modified',
  'outdated',
  'untracked',
  'rebuild',
  'normal',
  'metadata-only',
];
/** Beside the states; `outdated` is one of those. */
const FLAGS: readonly Flag[] = ['conflict', 'rejected', 'unsent', 'moved', 'renamed', 'locked', 'shared'];

export const queryWords = (t: Translate): QueryWords => ({
  filters: {
    state: t('state').toLowerCase(),
    status: t('status').toLowerCase(),
    assignee: t('assignee').toLowerCase(),
    type: t('type').toLowerCase(),
    tag: t('tag').toLowerCase(),
  },
  states: [
    ...STATES.map((state) => [state, stateName(state, t)] as const),
    ...FLAGS.map((flag) => [flag, flagName(flag, t)] as const),
  ] satisfies (readonly [StateFilter, string])[],
  none: t('none'),
  me: t('me'),
});

/** For a list of what to filter by. */
export const filterName = (filter: Filter, t: Translate): string => {
  const names: Readonly<Record<Filter, string>> = {
    state: t('State'),
    status: t('Status'),
    assignee: t('Assignee'),
    type: t('Type'),
    tag: t('Tag'),
  };
  return names[filter];
};
