/** Rows that a studio without rules sends, each of them readable: what reconciling makes of them, with work that was done here. */
import assert from 'node:assert/strict';
import type { Conflict } from '../../../engine/api.ts';
import type { Item, Row } from '../../../engine/domain/rows.ts';
import { StagedWorld } from '../../support/staged-world.ts';
import { hasCode, type Target } from '../target.ts';

const NAMES = ['a', 'A', 'b', 'c', 'CON', 'a/../b'.replaceAll('/', '\\'), '\u00e9', 'e\u0301'];
/** Bytes that make one row. */
const ROW = 5;
const ROUNDS = 4;

interface Scene {
  readonly world: StagedWorld;
  readonly items: readonly Item[];
}

/** Two trees that everybody has, and work here of every sort. */
async function scene(): Promise<Scene> {
  const world = await StagedWorld.create();
  const collections = ['a', 'b', 'c'].map((name) => world.theirItem(world.item('collection', name)));
  const [a, b, c] = collections as [Item, Item, Item];
  const below = [
    world.theirItem(world.item('collection', 'd', a.id)),
    world.theirItem(world.item('asset', 'leaf', b.id)),
    world.theirItem(world.item('asset', 'twig', c.id)),
  ] as const;
  for (const { id } of below.slice(1)) world.theirCheckpoint(id, `first of ${id}`);
  world.pull();
  const { items, tags, dependencies } = world.project;
  const [deep, leaf, twig] = below;
  items.edit(b.id, { parentId: deep.id });
  items.edit(twig.id, { trashed: true });
  items.edit(c.id, { name: 'mine' });
  world.myCheckpoint(leaf.id, 'mine');
  world.mine('asset', 'new', a.id);
  tags.set(leaf.id, 'hero', true);
  dependencies.set(leaf.id, twig.id, true);
  const made = [world.item('collection', 'e'), world.item('asset', 'f', c.id)];
  return { world, items: [...collections, ...below, ...made] };
}

function rowOf({ world, items }: Scene, bytes: Uint8Array): Omit<Row, 'revision'> {
  const [kind = 0, which = 0, other = 0, name = 0, flags = 0] = bytes;
  const item = items[which % items.length] as Item;
  const target = items[other % (items.length + 1)]?.id ?? '';
  if (kind % 4 === 1) {
    const row = world.checkpoint(item.id, `of ${name}`, '', flags % 5, world.other);
    return { kind: 'checkpoint', row: { ...row, trashed: flags > 200 } } as Omit<Row, 'revision'>;
  }
  if (kind % 4 === 2) {
    const row = { itemId: item.id, targetId: target || item.id, present: flags % 2 === 0 };
    return { kind: 'dependency', row } as Omit<Row, 'revision'>;
  }
  const row: Item = {
    ...item,
    parentId: target,
    name: NAMES[name % NAMES.length] ?? '',
    trashed: flags % 8 === 1,
    purged: flags % 16 === 2,
    mergedInto: flags % 8 === 3 ? (items[name % items.length]?.id ?? '') : '',
    kind: flags % 32 === 4 ? 'asset' : item.kind,
  };
  return { kind: 'item', row } as Omit<Row, 'revision'>;
}

function settle(world: StagedWorld, conflicts: readonly Conflict[], by: number): void {
  for (const [index, { id, choices, suggestion }] of conflicts.entries()) {
    const open = choices.filter(({ enabled }) => enabled);
    assert.ok(open.length > 0, 'some choice is always open');
    const { name: choice } = open[(by + index) % open.length]!;
    world.project.staging.decide(
      id,
      choice === 'rename' ? { choice, name: suggestion || `n${index}` } : { choice },
    );
  }
}

export const reconciled: Target = {
  name: 'rows-of-any-studio',
  runs: 60,
  samples: () =>
    [
      [0, 0, 3, 0, 0, 1, 4, 0, 9, 2],
      [0, 2, 8, 3, 1, 0, 5, 8, 2, 0, 2, 4, 5, 0, 0],
      [0, 4, 1, 2, 3, 0, 3, 8, 0, 2, 1, 5, 0, 0, 255],
      [0, 6, 7, 0, 0, 0, 7, 6, 1, 0, 1, 7, 0, 0, 0],
    ].map((bytes) => Buffer.from(bytes)),
  decode: async (input) => {
    const made = await scene();
    const { world } = made;
    const { project } = world;
    try {
      for (let at = 0; at + ROW <= Math.min(input.length, 60 * ROW); at += ROW)
        world.theirs(rowOf(made, input.subarray(at, at + ROW)));
      let { conflicts } = world.pull();
      for (let round = 0; round < ROUNDS && conflicts.length > 0; round++) {
        settle(world, conflicts, input[round] ?? 0);
        ({ conflicts } = world.pull());
      }
      for (const { id } of project.items.live()) assert.equal(typeof world.path(id), 'string');
      assert.deepEqual(project.db.all('PRAGMA foreign_key_check'), []);
      assert.equal(project.db.value('PRAGMA integrity_check'), 'ok');
    } finally {
      world.dispose();
    }
  },
  isExpected: hasCode('studio-garbage'),
  memory: 96 * 1024 * 1024,
};
