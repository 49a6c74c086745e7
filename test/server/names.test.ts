/** The studio keeps the rules of names by itself, whatever a client sends. */
import assert from 'node:assert/strict';
import { nameProblem } from '../../engine/domain/names.ts';
import { edit, item, newItem } from '../support/changes.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

describe('names on the studio', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  beforeEach(async () => {
    ({ studio, ada } = await startTeam(folder(), {}));
  });
  afterEach(() => studio.close());

  const REFUSED = [
    '',
    '.',
    '..',
    '..\u200b',
    'a/b',
    'a\\b',
    'a\0b',
    'a:b',
    'end.',
    'end ',
    'NUL.txt',
    'com\u00b9',
    '.Cairn',
    'CAIRN~1',
    '.ca\u200cirn',
    '.cairn-tmp-x',
    '\u6f22'.repeat(86),
  ];

  it('are refused one by one, with a name that would do, by create and by rename', async () => {
    const fine = item({ name: 'fine' });
    const rows = REFUSED.map((name) => item({ name }));
    const made = await ada.push(newItem(fine), ...rows.map(newItem));
    const expected = Object.fromEntries(REFUSED.map((_name, index) => [index + 1, 'name-refused']));
    assert.deepEqual(made.rejected, expected);
    for (const message of made.messages) {
      const suggestion = /"([^"]*)" would do\.$/u.exec(message)?.[1] ?? '';
      assert.equal(nameProblem(suggestion), undefined, message);
    }
    for (const name of REFUSED) {
      const renamed = await ada.push(edit(fine, { name }));
      assert.deepEqual(renamed.rejected, { 0: 'name-refused' }, JSON.stringify(name));
    }
    assert.deepEqual(
      [...(await ada.items()).values()].map((row) => row.name),
      ['fine'],
    );
  });

  for (const [one, other] of [
    ['Tex.PNG', 'tex.png'],
    ['caf\u00e9', 'cafe\u0301'],
    ['stra\u00dfe', 'STRA\u1e9eE'],
    ['a\u200bb', 'ab'],
    ['\u01c6', '\u01c4'],
  ] as const) {
    it(`take ${one} and ${other} for one, an asset and a collection too, and let the case change`, async () => {
      const first = item({ name: one });
      const second = item({ name: other, kind: 'collection' });
      assert.deepEqual((await ada.push(newItem(first), newItem(second))).rejected, { 1: 'name-taken' });
      assert.deepEqual((await ada.push(edit(first, { name: other }))).rejected, {});
      assert.deepEqual(
        [...(await ada.items()).values()].map((row) => row.name),
        [other],
      );
    });
  }
});
