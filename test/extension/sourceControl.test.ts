import assert from 'node:assert/strict';
import type { Entry } from '../../engine/api.ts';
import { fromSourceControl } from '../../extension/scm/arguments.ts';
import { grouped, groupsOf, MOST_ROWS } from '../../extension/scm/groups.ts';
import { entry } from '../support/entries.ts';

const one = (path: string, over: Partial<Entry>): Entry => ({ ...entry(path), ...over });

const byPath = (entries: readonly Entry[]) => entries.map((entry) => [entry.path, entry] as const);

describe('the Source Control view', () => {
  it('lists modified, untracked and outdated files, and one that is both in both', () => {
    const all = [
      one('b.png', { state: 'modified' }),
      one('a.png', { state: 'modified', flags: ['outdated'] }),
      one('c.png', { state: 'outdated' }),
      one('new.png', { kind: 'untracked', state: 'untracked', id: null }),
      one('folder', { kind: 'untracked', state: 'untracked', folder: true, id: null }),
      one('con', { kind: 'untracked', state: 'untracked', flags: ['name-refused'], id: null }),
      one('art', { kind: 'collection', state: 'modified' }),
      one('gone.png', { state: 'rebuild' }),
    ];
    const groups = grouped(byPath(all));
    const paths = (name: keyof typeof groups) => groups[name].rows.map(({ path }) => path);
    assert.deepEqual(paths('modified'), ['a.png', 'b.png']);
    assert.deepEqual(paths('untracked'), ['new.png']);
    assert.deepEqual(paths('outdated'), ['a.png', 'c.png']);
    assert.deepEqual(groupsOf(one('m.png', { flags: ['moved'] })), ['outdated']);
  });

  it('counts all and lists the first of thousands', () => {
    const many = Array.from({ length: MOST_ROWS + 5 }, (_, index) =>
      one(`f${index}`, { kind: 'untracked', state: 'untracked' }),
    );
    const { untracked } = grouped(byPath(many));
    assert.deepEqual([untracked.total, untracked.rows.length], [MOST_ROWS + 5, MOST_ROWS]);
  });

  it('lists the first by path, in whatever order they come', () => {
    const names = Array.from({ length: 5 * MOST_ROWS }, (_, index) => String(index).padStart(5, '0'));
    const first = names.slice(0, MOST_ROWS);
    // Each number once, far from its neighbours.
    const mixed = names.map((_, index) => names[(index * 1_999) % names.length] ?? '');
    for (const order of [names, names.toReversed(), mixed]) {
      const { modified } = grouped(byPath(order.map((path) => one(path, { state: 'modified' }))));
      assert.deepEqual([modified.total, modified.rows.map(({ path }) => path)], [names.length, first]);
    }
  });

  it('gives rows and groups to commands as files, and leaves other arguments alone', () => {
    const row = (name: string) => ({ resourceUri: name, contextValue: 'modified' });
    assert.deepEqual(fromSourceControl([row('a'), row('b')]), ['a', ['a', 'b']]);
    assert.deepEqual(fromSourceControl([{ id: 'modified', resourceStates: [row('a'), row('b')] }]), [
      'a',
      ['a', 'b'],
    ]);
    const other = [{ paths: ['a'] }, undefined];
    assert.equal(fromSourceControl(other), other);
    assert.deepEqual(fromSourceControl([]), []);
  });
});
