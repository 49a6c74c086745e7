import assert from 'node:assert/strict';
import type { Changes, Entry } from '../../engine/api.ts';
import { plain } from '../../engine/domain/said.ts';
import { sameEntry } from '../../engine/snapshot/same-entry.ts';
import { badgeOf } from '../../extension/decorations/decoration.ts';
import { acceptsRow } from '../../extension/operations/accepts.ts';
import { Hints } from '../../extension/project/hints.ts';
import { StateMap } from '../../extension/project/states.ts';
import { diffChildren } from '../../extension/tree/diff.ts';
import { accessibleLabel, contextValue, description, tooltipLines } from '../../extension/tree/words.ts';
import { CHANGES_PER_PAGE, DeltaTracker } from '../../extension/worker/delta.ts';
import { entry } from '../support/entries.ts';

/** An engine that answers with these changes, one after the other. */
function answering(...answers: Partial<Changes>[]) {
  const asked: (readonly [number, readonly string[] | undefined])[] = [];
  const summary = {
    unsent: 0,
    watermark: 0,
    counts: {},
    conflicts: 0,
    toPull: 0,
    lastSync: null,
    renames: [],
  };
  const project = { id: 'p', name: 'P', studio: null };
  const nothing = { project, ...summary, full: false, changed: [], removed: [] };
  const changes = async (since: number, hints?: readonly string[]): Promise<Changes> => {
    asked.push([since, hints]);
    return { ...nothing, version: asked.length, ...answers[asked.length - 1] };
  };
  return { tracker: new DeltaTracker({ changes, commitsElsewhere: async () => 1 }), asked };
}

describe('differences of states', () => {
  it('leave out what is up to date the first time, and ask for what changed after that', async () => {
    const marked = entry('b', { state: 'modified' });
    const { tracker, asked } = answering(
      { full: true, changed: [entry('a'), marked] },
      { changed: [entry('b')], removed: ['a'] },
    );
    assert.deepEqual((await tracker.next()).changed, [marked]);
    const second = await tracker.next(['b']);
    assert.deepEqual([second.changed, second.removed, second.full], [[entry('b')], ['a'], false]);
    assert.deepEqual(asked, [
      [0, undefined],
      [1, ['b']],
    ]);
  });

  it('come in pages that the host can take in', async () => {
    const all = Array.from({ length: CHANGES_PER_PAGE + 5 }, (_, i) =>
      entry(`f${i}`, { state: 'untracked' }),
    );
    const { tracker } = answering({ full: true, changed: all });
    const first = await tracker.next();
    assert.deepEqual([first.changed.length, first.more], [CHANGES_PER_PAGE, true]);
    assert.deepEqual(tracker.nextPage(), all.slice(CHANGES_PER_PAGE));
    assert.deepEqual(tracker.nextPage(), []);
    assert.equal((await tracker.next([])).more, false);
  });

  it('start anew where more went than one message should hold', async () => {
    const removed = Array.from({ length: 20_000 }, (_, i) => `f${i}`);
    const left = entry('left', { state: 'modified' });
    const { tracker, asked } = answering({ removed }, { full: true, changed: [left] });
    const told = await tracker.next();
    assert.deepEqual([told.full, told.changed, told.removed], [true, [left], []]);
    assert.deepEqual(asked.at(-1), [0, []]);
  });

  it('keep only marked entries, and say everything changed after a full one', async () => {
    const { tracker } = answering(
      { full: true, changed: [entry('a', { state: 'modified' })] },
      { changed: [entry('a')] },
    );
    const map = new StateMap();
    assert.equal(map.apply(await tracker.next()).paths, null);
    assert.equal(map.get('a')?.state, 'modified');
    assert.deepEqual(map.apply(await tracker.next()).paths, ['a']);
    assert.equal(map.get('a'), undefined);
  });

  it('are asked for by the paths that events named, until there are too many to tell apart', () => {
    const hints = new Hints();
    assert.deepEqual(hints.take(), []);
    hints.add(['a', 'b']);
    hints.add(['a']);
    assert.deepEqual(hints.take(), ['a', 'b']);
    hints.add(['a']);
    hints.add(undefined);
    hints.add(['b']);
    assert.equal(hints.take(), undefined);
    hints.add(Array.from({ length: 1_001 }, (_, i) => `f${i}`));
    assert.equal(hints.take(), undefined);
    assert.deepEqual(hints.take(), []);
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
    (
      ['untracked', 'modified', 'outdated', 'rebuild', 'renamed', 'on-disk', 'asset', 'item', 'file'] as const
    ).filter((accepts) => acceptsRow(accepts, contextValue(row)));

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

  it('accepting and declining on both ends of a rename', () => {
    const rename = { id: 'x', kind: 'asset', from: 'a', to: 'b' } as const;
    const [from, to] = [
      entry('a', { state: 'rebuild', flags: ['renamed'], rename }),
      entry('b', { state: 'untracked', kind: 'untracked', flags: ['renamed'], rename }),
    ];
    assert.deepEqual(offers(from), ['rebuild', 'renamed', 'asset', 'item']);
    assert.deepEqual(offers(to), ['untracked', 'renamed', 'file']);
    assert.ok(tooltipLines(from, plain).includes('a is now b, it seems.'));
    assert.match(accessibleLabel(to, plain), /renamed outside of Cairn/u);
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
