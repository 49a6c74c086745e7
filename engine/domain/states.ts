/** The state of one asset, from what is known about its file and its history (product.md, "Asset states"). */
import type { AssetState, Flag } from '../api.ts';

export interface AssetFacts {
  /** The working file's content, told by what it equals; undefined where there is none. */
  readonly file: { readonly isLatest: boolean; readonly isBase: boolean } | undefined;
  /** The version that the working file is based on; null where unknown. */
  readonly base: number | null;
  readonly latest: number | null;
  /** The content may be had: entitled to it, or here already. */
  readonly obtainable: boolean;
  /** The file lies elsewhere than its row says: a teammate renamed or moved it. */
  readonly moved: boolean;
}

export function assetState(facts: AssetFacts): { state: AssetState; flags: Flag[] } {
  const { file, base, latest } = facts;
  if (file === undefined) {
    return { state: facts.obtainable && latest !== null ? 'rebuild' : 'metadata-only', flags: [] };
  }
  const moved: Flag[] = facts.moved ? ['moved'] : [];
  const behind = latest !== null && (base ?? 0) < latest;
  if (file.isLatest && (behind || file.isBase)) {
    return { state: facts.moved ? 'outdated' : 'normal', flags: moved };
  }
  if (file.isBase) {
    return { state: behind || facts.moved ? 'outdated' : 'normal', flags: moved };
  }
  return { state: 'modified', flags: behind ? ['outdated', ...moved] : moved };
}

/** The least urgent first. */
export const URGENCY: readonly AssetState[] = [
  'normal',
  'metadata-only',
  'untracked',
  'rebuild',
  'outdated',
  'modified',
];
