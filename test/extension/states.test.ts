import assert from 'node:assert/strict';
import type { Changes, Entry } from '../../engine/api.ts';
import { plain } from '../../engine/domain/said.ts';
import { sameEntry } from '../../engine/snapshot/same-entry.ts';
import { badgeOf, onePerFolder } from '../../extension/decorations/decoration.ts';
import { type Accepts, acceptsRow, menuCondition } from '../../extension/operations/accepts.ts';
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

  it('tell once and for all that some asset has a version after its first', async () => {
    const { tracker } = answering(
      { full: true, changed: [entry('a', { latest: 1 }), entry('b', { latest: null })] },
      { changed: [entry('a', { latest: 2 })] },
      { removed: ['a'] },
    );
    const told = [await tracker.next(), await tracker.next(), await tracker.next()];
    assert.deepEqual(
      told.map(({ checkpointed }) => checkpointed),
      [false, true, true],
    );
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
    const take = async () => {
      const refresh = await tracker.next();
      const intake = map.begin(refresh);
      intake.add(refresh.changed);
      return intake.end().paths;
    };
    assert.equal(await take(), null);
    assert.equal(map.get('a')?.state, 'modified');
    assert.deepEqual(await take(), ['a']);
    assert.equal(map.get('a'), undefined);
  });

  it('are as they were until all pages of a full look are in', () => {
    const map = new StateMap();
    const [old, first, second] = ['old', 'first', 'second'].map((path) => entry(path, { state: 'modified' }));
    assert.ok(old && first && second);
    const before = map.begin({ full: true, removed: [] });
    before.add([old]);
    before.end();
    const intake = map.begin({ full: true, removed: [] });
    intake.add([first]);
    assert.deepEqual([...map.all()], [['old', old]]);
    intake.add([second]);
    assert.equal(intake.end().paths, null);
    assert.deepEqual(
      [...map.all()],
      [
        ['first', first],
        ['second', second],
      ],
    );
    const later = map.begin({ full: false, removed: ['first'] });
    later.add([entry('second')]);
    assert.deepEqual(later.end().paths, ['second', 'first']);
    assert.deepEqual([...map.all()], []);
  });

  it('name what changed, until there is too much to name', () => {
    const map = new StateMap();
    const changed = (count: number, removed: string[]) => {
      const intake = map.begin({ full: false, removed });
      intake.add(Array.from({ length: count }, (_, i) => entry(`f${i}`, { state: 'modified' })));
      return intake.end().paths;
    };
    assert.equal(changed(2_000, [])?.length, 2_000);
    assert.equal(changed(2_000, ['f0']), null);
    assert.deepEqual(changed(1, ['f1']), ['f0', 'f1']);
  });

  it('keep what somebody works on whole, and of all else what a badge shows, once', () => {
    const map = new StateMap();
    const intake = map.begin({ full: true, removed: [] });
    const worked = [
      entry('a', { state: 'modified' }),
      entry('b', { state: 'outdated' }),
      entry('c', { flags: ['moved'] }),
    ];
    intake.add(worked);
    const untracked = { kind: 'untracked', state: 'untracked', id: null } as const;
    intake.add([entry('d', untracked), entry('e', untracked)]);
    intake.add([entry('f', { flags: ['unsent'] }), entry('g', { flags: ['unsent', 'shared'] })]);
    intake.end();
    assert.deepEqual(
      worked.map(({ path }) => map.get(path)),
      worked,
    );
    assert.deepEqual(map.get('d'), { kind: 'untracked', state: 'untracked', flags: [], folder: false });
    assert.equal(map.get('d'), map.get('e'));
    assert.deepEqual(
      ['f', 'g'].map((path) => map.get(path)?.flags),
      [['unsent'], ['unsent', 'shared']],
    );
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

  it('colours the folders above of very many by one file each', () => {
    const modified = { state: 'modified' } as const;
    const all = [
      entry('a/1', { flags: ['unsent'] }),
      entry('a/2', modified),
      entry('a/3', modified),
      entry('b/c/1', { state: 'rebuild' }),
      entry('b/d/1', { flags: ['conflict'] }),
      entry('a/4', modified),
      entry('top', modified),
      entry('e', { kind: 'collection', state: 'modified' }),
    ];
    const marks = all.map((one) => [one.path, one] as const);
    assert.deepEqual(onePerFolder(marks, 10), ['a/2', 'b/d/1', 'top']);
    assert.deepEqual(onePerFolder(marks, 2), ['a/2', 'b/d/1']);
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

  it('what asks for a state for several of whatever state, and what asks for a kind for that kind alone', () => {
    const values = [
      entry('a', { state: 'modified' }),
      entry('b', { state: 'outdated' }),
      entry('c', { kind: 'untracked', state: 'untracked' }),
    ].map(contextValue);
    /** As the editor does: what each of them has. */
    const offered = (accepts: Accepts, rows: readonly string[]): boolean => {
      const condition = menuCondition(accepts, true).replaceAll(
        /viewItem =~ (\/[^/]+\/)/gu,
        '$1.test(viewItem)',
      );
      const evaluate = new Function('viewItem', 'listMultiSelection', `return ${condition}`);
      return rows.every((row) => evaluate(row, rows.length > 1));
    };
    for (const accepts of ['modified', 'outdated', 'untracked', 'rebuild', 'on-disk'] as const)
      assert.ok(offered(accepts, values), accepts);
    for (const accepts of ['asset', 'item', 'collection', 'renamed'] as const)
      assert.ok(!offered(accepts, values), accepts);
    assert.ok(offered('asset', values.slice(0, 2)));
    assert.ok(offered('modified', values.slice(0, 1)) && !offered('modified', values.slice(1, 2)));
    assert.ok(
      !offered('modified', [...values, ';project;']),
      'nothing is asked of a project, or of "Show more"',
    );
  });
});
