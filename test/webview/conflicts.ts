/** Conflicts for the page's tests. */
import type { Conflict, ConflictSide } from '../../engine/api.ts';

export function side(over: Partial<ConflictSide> = {}): ConflictSide {
  return {
    id: 'item',
    path: 'assets/hero.png',
    name: 'hero.png',
    kind: 'asset',
    author: 'ada',
    time: Date.UTC(2025, 4, 6, 9, 30),
    versions: 3,
    comments: ['Warmer light', 'First pass'],
    size: 12_400_000,
    status: 'wip',
    assignee: null,
    children: 0,
    preview: null,
    checkpointId: null,
    gone: null,
    ...over,
  };
}

export function conflict(id: string, over: Partial<Conflict> = {}): Conflict {
  return {
    id,
    kind: 'asset-name',
    path: 'assets/hero.png',
    parent: null,
    choices: [
      {
        name: 'rename',
        enabled: true,
        effect: 'Yours takes a new name; the one on the studio keeps its own.',
      },
      { name: 'merge', enabled: true, effect: 'Your 3 versions go on top of the 2 on the studio.' },
    ],
    mine: side(),
    theirs: side({ author: 'ben', versions: 2, size: 9_900_000, comments: ['From the plate'] }),
    suggestion: 'hero (ada).png',
    decision: null,
    ...over,
  };
}
