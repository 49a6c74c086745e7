import assert from 'node:assert/strict';
import type { Conflict, Decision } from '../../engine/api.ts';
import { applyToKind, nextUndecided, openFor, overview, reuse } from '../../webview-ui/model.ts';
import { belowText, progressText, waitingText } from '../../webview-ui/words.ts';
import { conflict } from './conflicts.ts';

const merge = { choice: 'merge' } as const;
const folder = { kind: 'collection-name', path: 'assets' } as const;

describe('the conflict page: what counts', () => {
  it('puts nested conflicts below their parent and leaves them out of the count until it is merged', () => {
    const nested = conflict('b', { parent: 'a', path: 'assets/hero.png' });
    const open = overview([nested, conflict('a', folder)]);
    assert.deepEqual(
      open.rows.map((row) => [row.conflict.id, row.depth, row.relevant]),
      [
        ['a', 0, true],
        ['b', 1, false],
      ],
    );
    assert.deepEqual([open.decided, open.relevant], [0, 1]);

    const merged = overview([nested, conflict('a', { ...folder, decision: merge })]);
    assert.equal(merged.rows[1]?.relevant, true);
    assert.deepEqual([merged.decided, merged.relevant], [1, 2]);
  });

  it('does not ask for what is nested in something that is renamed', () => {
    const renamed = conflict('a', { ...folder, decision: { choice: 'rename', name: 'assets 2' } });
    const view = overview([renamed, conflict('b', { parent: 'a' }), conflict('c', { parent: 'b' })]);
    assert.deepEqual([view.decided, view.relevant], [1, 1]);
  });

  it('asks for what is nested in something trashed once that is restored, or kept', () => {
    const nested = conflict('b', { parent: 'a' });
    const standing = (kind: Conflict['kind'], decision: Decision | null) =>
      overview([conflict('a', { kind, decision }), nested]).rows[1]?.waitsFor?.id ?? 'asks';
    assert.equal(standing('trashed-there', null), 'a');
    assert.equal(standing('trashed-there', { choice: 'restore' }), 'asks');
    assert.equal(standing('trashed-there', { choice: 'trash' }), 'a');
    assert.equal(standing('trashed-here', { choice: 'keep' }), 'asks');
    assert.equal(standing('trashed-here', { choice: 'trash' }), 'a');
  });

  it('says what becomes of nested ones when the choice above changes', () => {
    const decided = (choice: 'merge' | 'rename' | null, nested: Decision | null) =>
      overview([
        conflict('a', { ...folder, decision: choice && { choice } }),
        conflict('b', { parent: 'a', decision: nested }),
        conflict('c', { parent: 'a' }),
        conflict('d', { parent: 'b' }),
      ]);
    const told = (view: ReturnType<typeof overview>, choice: 'merge' | 'rename') => {
      const [row] = view.rows;
      return row && belowText(choice, row.conflict, row.below);
    };
    assert.equal(told(decided(null, null), 'merge'), '3 conflicts below are to be decided then.');
    assert.equal(told(decided(null, null), 'rename'), null);
    assert.equal(told(decided('merge', null), 'merge'), null);
    assert.equal(told(decided('merge', null), 'rename'), 'The 3 conflicts below do not arise then.');
    assert.equal(
      told(decided('merge', merge), 'rename'),
      'The 3 conflicts below do not arise then. What you decided there is kept for “Merge”.',
    );
    assert.equal(told(decided('rename', merge), 'merge'), '2 conflicts below are to be decided then.');
    const renamed = decided('rename', merge);
    assert.deepEqual([renamed.relevant, renamed.decided, renamed.closed], [1, 1, 3]);
    assert.equal(progressText(1, 1, 3), 'Decided · 3 do not arise');
    assert.equal(
      waitingText('Only if merged', conflict('b', { decision: merge })),
      'Only if merged; then: Merge',
    );
  });

  it('shows a conflict whose parent is gone as one of its own', () => {
    assert.equal(overview([conflict('b', { parent: 'gone' })]).rows[0]?.depth, 0);
  });

  it('applies a choice to the undecided of the same kind that offer it, each with its own suggestion', () => {
    const like = conflict('a', { decision: { choice: 'rename', name: 'x.png' } });
    const all = [
      like,
      conflict('b', { suggestion: 'b (ada).png' }),
      conflict('c', { decision: merge }),
      conflict('d', { kind: 'collection-name' }),
      conflict('e', { choices: [{ name: 'rename', enabled: false, reason: 'locked', effect: '' }] }),
    ];
    const view = overview(all);
    assert.deepEqual(applyToKind(view.rows, like, 'rename'), [
      { conflictId: 'b', decision: { choice: 'rename', name: 'b (ada).png' } },
    ]);
    assert.equal(openFor(view, like), 1);
  });

  it('goes to the next undecided, around the end, and past what does not arise', () => {
    const rows = overview([
      conflict('a', { path: 'a' }),
      conflict('b', { path: 'b', decision: { choice: 'rename', name: 'b2' } }),
      conflict('c', { path: 'c', parent: 'b' }),
      conflict('d', { path: 'd' }),
    ]).rows;
    assert.equal(nextUndecided(rows, 'a'), 'd');
    assert.equal(nextUndecided(rows, 'd'), 'a');
    assert.equal(nextUndecided(rows, null), 'a');
    assert.equal(nextUndecided(overview([conflict('a', { decision: merge })]).rows, null), null);
  });

  it('keeps the objects of conflicts that did not change', () => {
    const before = [conflict('a'), conflict('b')];
    const after = reuse(before, [conflict('a'), conflict('b', { decision: merge })]);
    assert.equal(after[0], before[0]);
    assert.notEqual(after[1], before[1]);
    assert.deepEqual(after[1]?.decision, merge);
  });
});
