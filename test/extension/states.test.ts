import assert from 'node:assert/strict';
import type { Entry, StatusReport } from '../../engine/api.ts';
import { badgeOf } from '../../extension/decorations/decoration.ts';
import { acceptsRow } from '../../extension/operations/table.ts';
import { sameEntry } from '../../extension/project/sameEntry.ts';
import { StateMap } from '../../extension/project/states.ts';
import { plain } from '../../extension/text.ts';
import { diffChildren } from '../../extension/tree/diff.ts';
import { accessibleLabel, contextValue, description } from '../../extension/tree/words.ts';
import { CHANGES_PER_PAGE, DeltaTracker } from '../../extension/worker/delta.ts';
import { entry } from './entries.ts';

const report = (...assets: Entry[]): StatusReport => ({
  project: { id: 'p', name: 'P', studio: null },
  unsent: 0,
  watermark: 0,
  counts: {},
  conflicts: 0,
  toPull: 0,
  lastSync: null,
  assets,
});

describe('differences of states', () => {
  it('leave out what is up to date the first time, and tell only what changed after that', () => {
    const tracker = new DeltaTracker();
    const first = tracker.next(report(entry('a'), entry('b', { state: 'modified' })));
    assert.equal(first.full, true);
    assert.deepEqual(
      first.changed.map((each) => each.path),
      ['b'],
    );
    const second = tracker.next(report(entry('b'), entry('c', { state: 'untracked' })));
    assert.equal(second.full, false);
    assert.deepEqual(
      second.changed.map((each) => each.path),
      ['b', 'c'],
    );
    assert.deepEqual(second.removed, ['a']);
    const third = tracker.next(report(entry('b'), entry('c', { state: 'untracked' })));
    assert.deepEqual([third.changed, third.removed], [[], []]);
  });

  it('come in pages that the host can take in', () => {
    const tracker = new DeltaTracker();
    const all = Array.from({ length: CHANGES_PER_PAGE + 5 }, (_, i) =>
      entry(`f${i}`, { state: 'untracked' }),
    );
    const first = tracker.next(report(...all));
    assert.deepEqual([first.changed.length, first.more], [CHANGES_PER_PAGE, true]);
    assert.deepEqual(tracker.nextPage(), all.slice(CHANGES_PER_PAGE));
    assert.deepEqual(tracker.nextPage(), []);
    assert.equal(tracker.next(report(...all)).more, false);
  });

  it('keep only marked entries, and say everything changed after a full one', () => {
    const tracker = new DeltaTracker();
    const map = new StateMap();
    assert.equal(map.apply(tracker.next(report(entry('a', { state: 'modified' })))).paths, null);
    assert.equal(map.get('a')?.state, 'modified');
    assert.deepEqual(map.apply(tracker.next(report(entry('a')))).paths, ['a']);
    assert.equal(map.get('a'), undefined);
  });
});

describe('rows of one folder', () => {
  it('are the same structure while only states change', () => {
    const before = [entry('a'), entry('b')];
    const after = [entry('a'), entry('b', { state: 'modified' })];
    assert.deepEqual(diffChildren(before, after), { structure: false, changed: [after[1]] });
  });

  it('are another structure when one comes, goes, is renamed or changes places', () => {
    const a = entry('a');
    const b = entry('b');
    for (const after of [[a], [a, b, entry('c')], [b, a], [a, { ...b, name: 'B' }]]) {
      assert.equal(diffChildren([a, b], after).structure, true);
    }
  });
});

describe('two entries', () => {
  it('show the same unless one fact differs', () => {
    const a = entry('a', { tags: ['x'], flags: ['unsent'] });
    assert.ok(sameEntry(a, structuredClone(a)));
    const others: Partial<Entry>[] = [
      { tags: ['x', 'y'] },
      { flags: [] },
      { status: 'wip' },
      { latest: 2 },
      { size: 11 },
      { description: 'wet' },
    ];
    for (const other of others) assert.ok(!sameEntry(a, { ...a, ...other }), JSON.stringify(other));
  });
});

describe('what a row says', () => {
  const both = entry('x/rock.png', {
    state: 'modified',
    flags: ['outdated'],
    base: 2,
    latest: 3,
    assignee: 'ada',
    status: 'wip',
    task: true,
  });

  it('names every fact to a screen reader', () => {
    assert.equal(
      accessibleLabel(both, plain),
      'rock.png, task, modified, the studio has a newer version, version 3, status wip, assigned to ada',
    );
    assert.match(accessibleLabel(entry('a', { state: 'rebuild' }), plain), /^a, asset, not on this disk/u);
  });

  it('shows versions, status and assignee behind the name', () => {
    assert.equal(description(both), 'v2 → v3 · wip · @ada');
    assert.equal(description(entry('a')), 'v1');
    assert.equal(description(entry('a', { kind: 'untracked', latest: null })), '');
  });

  it('has a badge of at most two characters for every mix of state and flags', () => {
    const states: Entry['state'][] = [
      'normal',
      'modified',
      'outdated',
      'untracked',
      'rebuild',
      'metadata-only',
    ];
    const flags: Entry['flags'][] = [
      [],
      ['outdated'],
      ['conflict', 'outdated'],
      ['rejected', 'unsent'],
      ['moved'],
    ];
    for (const state of states) {
      for (const marks of flags) {
        const badge = badgeOf(entry('a', { state, flags: marks }), plain);
        if (state === 'normal' && marks.length === 0) assert.equal(badge, null);
        else
          assert.ok(
            badge !== null && badge.letters.length >= 1 && badge.letters.length <= 2,
            `${state} ${marks}`,
          );
      }
    }
  });

  it('shows both of two facts', () => {
    assert.deepEqual(badgeOf(both, plain)?.letters, 'M↓');
    assert.equal(badgeOf(entry('a', { state: 'modified', flags: ['conflict'] }), plain)?.letters, 'M!');
  });

  it('gives collections no badge of their own', () => {
    assert.equal(badgeOf(entry('a', { kind: 'collection', state: 'modified' }), plain), null);
  });
});

describe('which actions a row offers', () => {
  const offers = (row: Entry): string[] =>
    (['untracked', 'modified', 'outdated', 'rebuild', 'on-disk', 'asset', 'item', 'file'] as const).filter(
      (accepts) => acceptsRow(accepts, contextValue(row)),
    );

  it('one for each state', () => {
    assert.deepEqual(offers(entry('a')), ['on-disk', 'asset', 'item', 'file']);
    assert.deepEqual(offers(entry('a', { state: 'modified' })), ['modified', 'asset', 'item', 'file']);
    assert.deepEqual(offers(entry('a', { state: 'outdated' })), [
      'outdated',
      'on-disk',
      'asset',
      'item',
      'file',
    ]);
    assert.deepEqual(offers(entry('a', { state: 'rebuild' })), ['rebuild', 'asset', 'item']);
    assert.deepEqual(offers(entry('a', { state: 'untracked', kind: 'untracked' })), ['untracked', 'file']);
    assert.deepEqual(offers(entry('a', { state: 'metadata-only' })), ['asset', 'item']);
  });

  it('both where two facts hold', () => {
    const row = entry('a', { state: 'modified', flags: ['outdated'] });
    assert.deepEqual(offers(row), ['modified', 'outdated', 'asset', 'item', 'file']);
  });

  it('no Checkpoint on a task of somebody else, no Track where the name is refused', () => {
    assert.ok(!offers(entry('a', { state: 'modified', flags: ['locked'], task: true })).includes('modified'));
    const refused = entry('a?', { state: 'untracked', kind: 'untracked', flags: ['name-refused'] });
    assert.ok(!offers(refused).includes('untracked'));
  });

  it('all of what may be inside for a collection', () => {
    const row = entry('a', { kind: 'collection' });
    assert.deepEqual(offers(row), ['modified', 'outdated', 'rebuild', 'on-disk', 'item']);
  });
});
