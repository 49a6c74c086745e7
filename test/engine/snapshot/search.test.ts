import assert from 'node:assert/strict';
import type { Search } from '../../../engine/api.ts';
import { Entries } from '../../../engine/snapshot/entries.ts';
import { facetsOf, findEntries } from '../../../engine/snapshot/search.ts';
import { entry } from '../../support/entries.ts';

const ALL = [
  entry('props', { kind: 'collection', folder: true, state: 'modified', flags: ['shared'] }),
  entry('props/Rock.png', { state: 'modified', flags: ['outdated'], status: 'WIP', tags: ['wet', 'hero'] }),
  entry('props/moss.png', { status: 'review', assignee: 'ada', type: 'texture', tags: ['wet'] }),
  entry('shots/sh010.ma', { state: 'outdated', assignee: 'Ben', type: 'scene' }),
  entry('notes.txt', { kind: 'untracked', state: 'untracked', id: null }),
];
const paths = (search: Search, limit = 10): string[] =>
  findEntries(ALL, search, limit).map(({ path }) => path);

describe('finding entries', () => {
  it('by a part of the path, whatever the case', () => {
    assert.deepEqual(paths({ text: 'ROCK' }), ['props/Rock.png']);
    assert.deepEqual(paths({ text: 'props/' }), ['props/Rock.png', 'props/moss.png']);
    const strange = [entry('caf\u00e9/STRASSE.png')];
    for (const text of ['CAFE\u0301', 'stra\u00dfe'])
      assert.equal(findEntries(strange, { text }, 1).length, 1, text);
    assert.equal(paths({}).length, ALL.length);
    assert.equal(paths({}, 2).length, 2);
  });

  it('by any of several states and flags, a collection by its own only', () => {
    assert.deepEqual(paths({ states: ['outdated'] }), ['props/Rock.png', 'shots/sh010.ma']);
    assert.deepEqual(paths({ states: ['modified'] }), ['props/Rock.png']);
    assert.deepEqual(paths({ states: ['untracked', 'shared'] }), ['props', 'notes.txt']);
  });

  it('by status, assignee and type, written in any case, or by their absence', () => {
    assert.deepEqual(paths({ statuses: ['wip'] }), ['props/Rock.png']);
    assert.deepEqual(paths({ statuses: ['wip', 'Review'] }), ['props/Rock.png', 'props/moss.png']);
    assert.deepEqual(paths({ assignees: ['BEN'] }), ['shots/sh010.ma']);
    assert.deepEqual(paths({ types: [''], kinds: ['asset'] }), ['props/Rock.png']);
  });

  it('by all of several tags, and only where everything holds', () => {
    assert.deepEqual(paths({ tags: ['wet'] }), ['props/Rock.png', 'props/moss.png']);
    assert.deepEqual(paths({ tags: ['Wet', 'hero'] }), ['props/Rock.png']);
    assert.deepEqual(paths({ tags: ['wet'], assignees: ['ada'], text: 'png', states: ['normal'] }), [
      'props/moss.png',
    ]);
    assert.deepEqual(paths({ tags: ['wet'], types: ['scene'] }), []);
  });

  it('says what there is to ask for', () => {
    assert.deepEqual(facetsOf(ALL), {
      statuses: ['review', 'WIP'],
      assignees: ['ada', 'Ben'],
      types: ['scene', 'texture'],
      tags: ['hero', 'wet'],
    });
  });
});

describe('the children of a folder', () => {
  it('are listed up to a limit, with single ones from further down', () => {
    const entries = new Entries();
    for (const name of ['a', 'b', 'c', 'd', 'e']) entries.set(entry(name), undefined);
    const names = (limit: number, also?: readonly string[]) =>
      entries.listing('', limit, also).entries.map(({ name }) => name);
    assert.deepEqual(names(2), ['a', 'b']);
    assert.deepEqual(names(2, ['e', 'b', 'gone', 'd']), ['a', 'b', 'd', 'e']);
    assert.equal(entries.listing('', 2, ['e']).total, 5);
  });
});
