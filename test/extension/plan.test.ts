import assert from 'node:assert/strict';
import type { SyncPlan } from '../../engine/api.ts';
import { plain } from '../../engine/domain/said.ts';
import { planWords } from '../../extension/commands/planWords.ts';
import { leftWords } from '../../extension/commands/syncWords.ts';
import { needsSummary } from '../../extension/needs/words.ts';
import { layout, path } from '../../webview-ui/needs/layout.ts';
import { german } from '../support/german.ts';
import { conflict } from '../webview/conflicts.ts';

const plan = (over: Partial<SyncPlan>): SyncPlan => ({
  push: [],
  pull: 0,
  conflicts: [],
  bytesUp: 0,
  bytesDown: 0,
  ...over,
});

describe('what will sync, in words', () => {
  it('is nothing where nothing waits', () => {
    const words = planWords(plan({}), plain);
    assert.deepEqual(
      [words.nothing, words.up, words.down],
      [true, 'Nothing goes up', 'Nothing new comes down'],
    );
  });

  it('has counts and bytes both ways, and a row for each item', () => {
    const push = [
      { path: 'a.png', kind: 'item' },
      { path: 'a.png', kind: 'checkpoint' },
      { path: 'a.png', kind: 'checkpoint' },
      { path: 'b.png', kind: 'odd' },
    ];
    const words = planWords(
      plan({ push, bytesUp: 2_000, pull: 3, bytesDown: 1_000, conflicts: [conflict('c')] }),
      plain,
    );
    assert.equal(words.nothing, false);
    assert.equal(words.up, '4 changes go up, at most 2.0 KB of content');
    assert.equal(words.down, '3 changes come down, and 1.0 KB of content from before');
    assert.equal(words.conflicts, '1 conflict waits for your decision then');
    assert.deepEqual(words.rows, [
      { label: 'a.png', detail: 'properties or place, 2 × new checkpoint' },
      { label: 'b.png', detail: 'odd' },
    ]);
  });

  it('says one where it is one, in German too', () => {
    const push = [{ path: 'a.png', kind: 'checkpoint' }];
    const one = planWords(plan({ push, pull: 1, bytesUp: 2_000 }), plain);
    assert.deepEqual(
      [one.up, one.down],
      ['1 change goes up, at most 2.0 KB of content', '1 change comes down'],
    );
    const deutsch = planWords(plan({ push, pull: 1 }), german);
    assert.deepEqual([deutsch.up, deutsch.down], ['1 Änderung geht hinauf', '1 Änderung kommt herunter']);
    // Content of what is known since an earlier sync.
    assert.equal(planWords(plan({ bytesDown: 5_000_000 }), plain).down, '5.0 MB of content come down');
  });

  it('tells what a sync left to look at, one or several', () => {
    const words = (refused: number, lost: number) =>
      leftWords({ rejected: Array(refused).fill({}), superseded: Array(lost).fill({}) } as never, plain);
    assert.equal(words(0, 0), null);
    assert.match(words(1, 3) ?? '', /refused one of your changes; it is kept here/u);
    assert.match(words(2, 0) ?? '', /refused 2 of your changes; they are kept here/u);
    assert.match(words(0, 1) ?? '', /One of your edits lost to a newer one/u);
    assert.match(words(0, 2) ?? '', /2 of your edits lost to newer ones/u);
  });

  it('counts what it does not list', () => {
    const push = Array.from({ length: 700 }, (_, index) => ({ path: `f${index}`, kind: 'checkpoint' }));
    assert.deepEqual(planWords(plan({ push }), plain).rows.at(-1), { label: 'and 200 more', detail: '' });
  });
});

describe('what an item brings down', () => {
  const item = (id: string, depth: number) =>
    ({ id, path: `x/${id}`, kind: 'asset', depth, size: '1 KB', local: true }) as const;

  it('is told with its size', () => {
    const needs = { path: 'a', items: [], links: [], assets: 3, bytes: 2_000, missingBytes: 1_000 };
    assert.equal(needsSummary(needs, plain), '3 assets, 2.0 KB, of which 1.0 KB are not on this machine.');
    assert.equal(
      needsSummary({ ...needs, assets: 1, missingBytes: 0 }, plain),
      '1 asset, 2.0 KB; all of it is on this machine.',
    );
  });

  it('stands in columns, lines lead from one to the next, and many are left to the table', () => {
    const items = [item('a', 0), ...Array.from({ length: 20 }, (_, index) => item(`n${index}`, 1))];
    const links = items.slice(1).map(({ id }) => ({ from: 'a', to: id, why: 'needs' as const }));
    const { boxes, lines, hidden, width, height } = layout({ items, links });
    assert.deepEqual([boxes.length, lines.length, hidden], [13, 12, 8]);
    assert.ok(boxes.every(({ x, y }) => x < width && y < height));
    assert.match(path(lines[0] as (typeof lines)[0]), /^M \d+ \d+ C/u);
  });
});
