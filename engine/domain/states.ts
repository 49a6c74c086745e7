/** The state of one asset, from what is known about its file and its history (product.md, "Asset states"). */
import type { AssetState, Flag } from '../api.ts';
import type { Checkpoint, Hash } from './rows.ts';

type Version = Pick<Checkpoint, 'version' | 'contentHash'>;

export interface AssetFacts {
  /** Hash of the working file; undefined where there is none. */
  readonly file: Hash | undefined;
  /** The checkpoint the working file is based on; undefined where unknown. */
  readonly base: Version | undefined;
  readonly latest: Version | undefined;
  /** The content may be had: entitled to it, or here already. */
  readonly obtainable: boolean;
  /** The file lies elsewhere than its row says: a teammate renamed or moved it. */
  readonly moved: boolean;
}

export function assetState(facts: AssetFacts): { state: AssetState; flags: Flag[] } {
  const { file, base, latest } = facts;
  if (file === undefined) {
    return { state: facts.obtainable && latest !== undefined ? 'rebuild' : 'metadata-only', flags: [] };
  }
  const moved: Flag[] = facts.moved ? ['moved'] : [];
  const behind = latest !== undefined && (base?.version ?? 0) < latest.version;
  if (latest !== undefined && file === latest.contentHash && (behind || base?.contentHash === file)) {
    return { state: facts.moved ? 'outdated' : 'normal', flags: moved };
  }
  if (base !== undefined && file === base.contentHash) {
    return { state: behind || facts.moved ? 'outdated' : 'normal', flags: moved };
  }
  return { state: 'modified', flags: behind ? ['outdated', ...moved] : moved };
}

const URGENCY: readonly AssetState[] = [
  'normal',
  'metadata-only',
  'untracked',
  'rebuild',
  'outdated',
  'modified',
];

/** What a collection shows for all it holds. */
export const mostUrgent = (a: AssetState, b: AssetState): AssetState =>
  URGENCY.indexOf(a) >= URGENCY.indexOf(b) ? a : b;
