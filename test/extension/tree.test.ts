import assert from 'node:assert/strict';
import type { Entry } from '../../engine/api.ts';
import { Entries } from '../../engine/snapshot/entries.ts';
import { Emitter } from '../../extension/events.ts';
import type { Project } from '../../extension/project/project.ts';
import type { StateChange } from '../../extension/project/states.ts';
import { PAGE, ProjectRows, type TreeNode } from '../../extension/tree/model.ts';
import { entry } from '../support/entries.ts';

/** A project of these entries, listed as the engine lists them. */
function projectOf(all: readonly Entry[]) {
  const entries = new Entries();
  for (const one of all) entries.set(one, undefined);
  const changed = new Emitter<StateChange>();
  const asked: [string, number, readonly string[] | undefined][] = [];
  const held: { read: () => void; released: Promise<void> }[] = [];
  /** The next listing that is asked for is read when it is, and answered once it is released. */
  const hold = () => {
    const [read, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    held.push({ read: read.resolve, released: released.promise });
    return { read: read.promise, release: released.resolve };
  };
  const listing = async (path: string, limit: number, also?: readonly string[]) => {
    asked.push([path, limit, also]);
    const found = entries.listing(path, limit, also);
    const holding = held.shift();
    holding?.read();
    await holding?.released;
    return found;
  };
  const project = { onDidChangeStates: changed.event, api: async () => ({ listing }) };
  return { project: project as unknown as Project, entries, changed, asked, hold };
}

const name = (index: number): string => `crowd/f${String(index).padStart(5, '0')}`;
const CROWD = [
  entry('crowd', { kind: 'collection', folder: true }),
  ...Array.from({ length: PAGE * 3 }, (_, index) => entry(name(index))),
];

async function opened() {
  const world = projectOf(CROWD);
  const rows = new ProjectRows(world.project);
  const redrawn: TreeNode[] = [];
  rows.onDidChange((nodes) => redrawn.push(...nodes));
  const [crowd] = await rows.children(rows.root);
  assert.ok(crowd?.kind === 'entry');
  return { ...world, rows, redrawn, crowd };
}

const hidden = (nodes: readonly TreeNode[]): number | undefined => {
  const last = nodes.at(-1);
  return last?.kind === 'more' ? last.hidden : undefined;
};

describe('the rows of a folder with thousands of siblings', () => {
  it('are drawn a page at a time', async () => {
    const { rows, crowd, redrawn } = await opened();
    const first = await rows.children(crowd);
    assert.deepEqual([first.length, hidden(first)], [PAGE + 1, PAGE * 2]);
    const more = first.at(-1);
    assert.ok(more?.kind === 'more');
    rows.showMore(more);
    assert.deepEqual(redrawn, [crowd]);
    assert.equal(hidden(await rows.children(crowd)), PAGE);
  });

  it('hold one from further down where that is looked for, without those between', async () => {
    const { rows, crowd, redrawn } = await opened();
    await rows.children(crowd);
    const wanted = name(PAGE * 2 + 7);
    const found = await rows.reach(crowd, wanted);
    assert.equal(found?.entry.path, wanted);
    assert.deepEqual(redrawn, [crowd]);
    const shown = await rows.children(crowd);
    assert.deepEqual([shown.length, hidden(shown)], [PAGE + 2, PAGE * 2 - 1]);
    assert.equal(shown.at(-2), found, 'the row stays the same');
    assert.equal(await rows.reach(crowd, 'crowd/nowhere'), undefined);
  });

  it('are drawn again one by one where only their states change', async () => {
    const { rows, crowd, redrawn, entries, changed } = await opened();
    await rows.children(crowd);
    entries.set(entry(name(3), { state: 'modified' }), undefined);
    entries.set(entry(name(PAGE + 3), { state: 'modified' }), undefined);
    changed.fire({ paths: [name(3), name(PAGE + 3)] });
    while (redrawn.length === 0) await new Promise(setImmediate);
    assert.deepEqual(
      redrawn.map((node) => node.kind === 'entry' && [node.entry.path, node.entry.state]),
      [[name(3), 'modified']],
    );
  });

  it('are told of once where some came while the folder is collapsed, and not again with each later change', async () => {
    const { rows, crowd, redrawn, entries, changed } = await opened();
    await rows.children(crowd);
    const first = 'crowd/a new one';
    const tell = async (facts: Partial<Entry>) => {
      redrawn.length = 0;
      entries.set(entry(first, facts), undefined);
      changed.fire({ paths: [first] });
      while (redrawn.length === 0) await new Promise(setImmediate);
      return redrawn.map((node) => node.kind === 'entry' && node.entry.path);
    };
    assert.deepEqual(await tell({ state: 'untracked' }), ['crowd']);
    assert.deepEqual(await tell({ state: 'modified' }), [first]);
    const shown = await rows.children(crowd);
    assert.deepEqual([shown.length, hidden(shown)], [PAGE + 1, PAGE * 2 + 1]);
  });

  it('are drawn as they are where the folder is asked for while a look at it goes on', async () => {
    const { rows, crowd, redrawn, entries, changed, hold } = await opened();
    await rows.children(crowd);
    const path = name(3);
    const normal = entry(path);
    const [asked, looked] = [hold(), hold()];
    const answer = rows.children(crowd);
    await asked.read;
    entries.set(entry(path, { state: 'modified' }), undefined);
    changed.fire({ paths: [path] });
    await looked.read;
    // Answers come in the order of the questions.
    asked.release();
    await answer;
    looked.release();
    while (redrawn.length === 0) await new Promise(setImmediate);
    assert.equal(rows.find(path)?.entry.state, 'modified');

    redrawn.length = 0;
    entries.set(normal, undefined);
    changed.fire({ paths: [path] });
    for (let turns = 0; turns < 20 && redrawn.length === 0; turns++) await new Promise(setImmediate);
    assert.equal(rows.find(path)?.entry.state, 'normal');
    assert.equal(redrawn.length, 1);
  });
});
