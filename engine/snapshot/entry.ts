/** What is shown of one item, or of one untracked file or folder. */
import type { Entry, Flag, RenameOffer } from '../api.ts';
import { nameOf } from '../domain/item-path.ts';
import { nameProblem } from '../domain/names.ts';
import { assetState } from '../domain/states.ts';
import { mayCheckpoint } from '../domain/visibility.ts';
import type { OverviewRow } from '../project/overview.ts';
import type { Facts } from './facts.ts';
import { pathKey, type TreeNode } from './tree.ts';

/** @param unreadable its file is there and cannot be read: what is known of it is what the cache holds. */
export function assetEntry(
  node: TreeNode,
  facts: Facts,
  unreadable: boolean,
  rename: RenameOffer | undefined,
): Entry {
  const { item, path } = node;
  const file = node.cached ?? (unreadable && !node.file ? item.file : undefined);
  const absent = file ? undefined : facts.absent(node);
  const { state, flags } = assetState({
    file,
    base: file?.base ?? null,
    latest: item.latest,
    obtainable: absent?.obtainable ?? true,
    moved: file !== undefined && file.path !== path && pathKey(file.path) !== pathKey(path),
  });
  flags.push(...facts.flags(item));
  if (!mayCheckpoint(item, facts.me)) flags.push('locked');
  if (unreadable) flags.push('unreadable');
  return itemEntry(node, facts, {
    state,
    flags,
    rename,
    base: file ? (file.base ?? 0) : null,
    latest: item.latest,
    size: file ? file.size : (absent?.size ?? null),
  });
}

/** @param state the most urgent of what it holds. */
export function collectionEntry(
  node: TreeNode,
  facts: Facts,
  state: Entry['state'],
  rename: RenameOffer | undefined,
): Entry {
  const flags = facts.flags(node.item);
  if (node.item.shared) flags.push('shared');
  return itemEntry(node, facts, { state, flags, rename, base: null, latest: null, size: null });
}

interface Told extends Pick<Entry, 'state' | 'flags' | 'base' | 'latest' | 'size'> {
  readonly rename: RenameOffer | undefined;
}

function itemEntry({ item, path }: { item: OverviewRow; path: string }, facts: Facts, told: Told): Entry {
  return {
    path,
    name: item.name,
    kind: item.kind,
    state: told.state,
    flags: withRename(told.flags, told.rename),
    id: item.id,
    base: told.base,
    latest: told.latest,
    assignee: item.assigneeId ? facts.userName(item.assigneeId) : null,
    status: item.status || null,
    type: item.type || null,
    task: item.task,
    tags: facts.tags(item.id),
    description: item.description,
    size: told.size,
    folder: item.kind === 'collection',
    ...(told.rename && { rename: told.rename }),
  };
}

const withRename = (flags: readonly Flag[], rename: RenameOffer | undefined): readonly Flag[] =>
  rename ? [...flags, 'renamed'] : flags;

/** @param size of a file, in bytes; null for a folder. */
export function untrackedEntry(path: string, size: number | null, rename: RenameOffer | undefined): Entry {
  const name = nameOf(path);
  const flags: Flag[] = nameProblem(name) === undefined ? [] : ['name-refused'];
  return {
    path,
    name,
    kind: 'untracked',
    state: 'untracked',
    flags: withRename(flags, rename),
    id: null,
    base: null,
    latest: null,
    assignee: null,
    status: null,
    type: null,
    task: false,
    tags: [],
    description: '',
    size,
    folder: size === null,
    ...(rename && { rename }),
  };
}
