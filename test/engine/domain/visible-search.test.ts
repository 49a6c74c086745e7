import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Dependency, Item } from '../../../engine/domain/rows.ts';
import { VisibleSearch } from '../../../engine/domain/visible-search.ts';
import { item } from '../../support/changes.ts';
import { visibleTo } from '../../support/visible.ts';

/** Any graph: numbers name items, parents may loop and be missing, as rows in between two pulls may. */
const GRAPH = fc.record({
  items: fc.array(
    fc.record({
      parent: fc.integer({ min: -3, max: 11 }),
      asset: fc.boolean(),
      shared: fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
      mine: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
      trashed: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
    }),
    { minLength: 1, maxLength: 12, size: 'max' },
  ),
  edges: fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.boolean()), { maxLength: 10, size: 'max' }),
  asked: fc.uniqueArray(fc.nat(12), { minLength: 1, maxLength: 12 }),
});

type Graph = typeof GRAPH extends fc.Arbitrary<infer T> ? T : never;

const rowsOf = ({ items, edges }: Graph): { items: Item[]; dependencies: Dependency[] } => ({
  items: items.map(({ parent, asset, shared, mine, trashed }, index) =>
    item({
      ...{ id: `i${index}`, name: `n${index}`, kind: asset ? 'asset' : 'collection', trashed },
      ...{ shared: !asset && shared, task: asset && mine, assigneeId: mine ? 'me' : 'other' },
      // What lies in an asset lies nowhere.
      parentId: parent < 0 ? '' : `i${parent}`,
    }),
  ),
  dependencies: edges.map(([from, to, present]) => ({ itemId: `i${from}`, targetId: `i${to}`, present })),
});

/** Runs a search over rows, and counts what it asked to know. */
function search(graph: ReturnType<typeof rowsOf>, ids: readonly string[]) {
  const found = new VisibleSearch('me', ids);
  let read = 0;
  for (let question = found.next(); question; question = found.next()) {
    const wanted = new Set(question.ids);
    assert.equal(wanted.size, question.ids.length, 'nothing is asked twice');
    read += wanted.size;
    if (question.about === 'items') {
      const items = graph.items.filter(({ id }) => wanted.has(id));
      found.tellItems(
        question.ids,
        items.map((row) => ({ ...row, alive: !row.trashed })),
      );
    } else {
      found.tellDependents(
        graph.dependencies.filter(({ targetId, present }) => present && wanted.has(targetId)),
      );
    }
  }
  return { visible: found.visible, read };
}

describe('searching what is visible', () => {
  it('finds what going through everything finds', () => {
    const seen = new Set<boolean>();
    fc.assert(
      fc.property(GRAPH, (graph) => {
        const rows = rowsOf(graph);
        const asked = graph.asked.map((index) => `i${index}`);
        const all = visibleTo('me', rows.items, rows.dependencies);
        const { visible } = search(rows, asked);
        for (const id of asked) {
          if (rows.items.find((row) => row.id === id)?.kind === 'collection') continue;
          assert.equal(visible.has(id), all.has(id), id);
          seen.add(all.has(id));
        }
      }),
      { numRuns: 2_000 },
    );
    assert.equal(seen.size, 2, 'some were visible and some were not');
  });

  it('reads what leads to an asset, and nothing of the thousand beside it', () => {
    const shelf = item({ id: 'shelf', name: 'shelf', kind: 'collection', shared: true });
    const beside = Array.from({ length: 1_000 }, (_, index) =>
      item({ id: `b${index}`, name: `b${index}`, parentId: 'shelf' }),
    );
    const { visible, read } = search({ items: [shelf, ...beside], dependencies: [] }, ['b5']);
    assert.deepEqual([...visible], ['b5']);
    assert.equal(read, 2);
  });

  it('follows what needs it through collections, cycles and diamonds', () => {
    const task = item({ id: 'task', name: 't', task: true, assigneeId: 'me' });
    const rig = item({ id: 'rig', name: 'rig', kind: 'collection' });
    const inside = item({ id: 'inside', name: 'i', parentId: 'rig' });
    const far = item({ id: 'far', name: 'f' });
    const edge = (itemId: string, targetId: string) => ({ itemId, targetId, present: true });
    const dependencies = [
      edge('task', 'rig'),
      edge('inside', 'far'),
      edge('far', 'inside'),
      edge('far', 'rig'),
    ];
    const { visible } = search({ items: [task, rig, inside, far], dependencies }, ['far', 'inside']);
    assert.deepEqual(visible, new Set(['far', 'inside']));
  });

  it('judges what stands above something visible, where it leads to something else', () => {
    const folder = (id: string, parentId = '', shared = false) =>
      item({ id, name: id, kind: 'collection', parentId, shared });
    const items = [
      ...[folder('top'), item({ id: 'far', name: 'far', parentId: 'top' }), folder('rig')],
      folder('shared', 'rig', true),
    ];
    const dependencies = [
      { itemId: 'rig', targetId: 'far', present: true },
      { itemId: 'shared', targetId: 'rig', present: true },
    ];
    const { visible } = search({ items, dependencies }, ['far', 'shared']);
    assert.deepEqual(visible, new Set(['far', 'shared']));
  });
});
