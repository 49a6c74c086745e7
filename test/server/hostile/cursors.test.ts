/** Places in lists that a studio gave to somebody, changed, made up, or of another project. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { cairn } from '../../../proto/generated/cairn.js';
import { PULL_PAGE_ROWS } from '../../../proto/limits.ts';
import { edit, item, newItem } from '../../support/changes.ts';
import { Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const sealed = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('a place in a list', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let seats: Readonly<Record<string, Seat>>;
  beforeEach(async () => {
    ({ studio, ada, seats } = await startTeam(folder(), { ben: 'Artist' }));
  });
  afterEach(() => studio.close());

  const page = async (seat: Seat, query: string) => {
    const { status, code, raw } = await seat.person.call('GET', seat.url(`changes?${query}`));
    return { status, code, page: status === 200 ? cairn.v1.PullPage.decode(raw.rawPayload) : undefined };
  };
  const items = (found: Awaited<ReturnType<typeof page>>) =>
    (found.page?.rows ?? []).flatMap(({ item: one }) => (one?.name ? [one.name] : []));

  it('is nothing but a place: one of another project shows nothing of it, nor skips what is to be seen', async () => {
    for (let at = 0; at <= PULL_PAGE_ROWS; at += 200)
      await ada.push(...Array.from({ length: 200 }, (_, n) => newItem(item({ name: `secret${at + n}` }))));
    const { cursor } = (await page(ada, 'since=0')).page ?? {};
    assert.ok(cursor);
    const id = uuid();
    const { person } = seats.ben as Seat;
    assert.equal((await person.call('POST', '/v1/projects', { id, name: 'own' })).status, 200);
    const own = new Seat(person, id);
    await own.push(newItem(item({ name: 'mine' })));
    assert.deepEqual(items(await page(own, 'since=0')), ['mine']);
    assert.ok(items(await page(own, `since=0&cursor=${cursor}`)).every((name) => name === 'mine'));
    // A number that is below what was asked for does not lead further back.
    const { head = 0 } = (await page(ada, 'since=0')).page ?? {};
    assert.deepEqual(items(await page(ada, `since=${head}&cursor=${sealed([1, 'item', ''])}`)), []);
  });

  it('that nobody gave is refused, or leads nowhere', async () => {
    await ada.push(newItem(item({ name: 'rock' })));
    const refused = ['x', '%00', 'null', '[[[[', sealed('null'), sealed('[['), 'a'.repeat(4_001)];
    for (const value of [
      [],
      [1, 'item'],
      [1, 'item', 'x', 'y'],
      [-1, 'item', 'x'],
      [1.5, 'item', 'x'],
      [1e300, 'item', 'x'],
      [2 ** 53, 'item', 'x'],
      ['1', 'item', 'x'],
      [1, {}, 'x'],
      [1, 'i'.repeat(41), 'x'],
      [1, 'item', 'x'.repeat(1_001)],
      [1, '\0', 'x'],
      [1, 'item', '\0'],
      { 0: 1, 1: 'item', 2: 'x', length: 3 },
    ])
      refused.push(sealed(value));
    for (const cursor of refused) {
      const found = await page(ada, `since=0&cursor=${cursor}`);
      assert.deepEqual([found.status, found.code], [400, 'bad-request'], cursor.slice(0, 60));
    }
    for (const value of [
      [2 ** 53 - 1, 'item', 'x'],
      [2 ** 32, 'item', ''],
      [10, "' or 1=1 --", 'x'],
      [10, '\ud800', '\udfff'],
    ])
      assert.deepEqual(items(await page(ada, `since=0&cursor=${sealed(value)}`)), [], JSON.stringify(value));
    for (const since of ['-1', '1.5', '1e99', 'NaN', '%00', '9007199254740992', '1&since=2', 'Infinity'])
      assert.equal((await page(ada, `since=${since}`)).status, 400, since);
    assert.deepEqual(items(await page(ada, `since=${2 ** 53 - 1}`)), []);
  });

  it('in an activity is a number, or an id, and shows nothing that is not one’s to see', async () => {
    const rock = item({ name: 'rock' });
    await ada.push(newItem(rock));
    await ada.push(edit(rock, { description: 'grey' }));
    const { ben } = seats as { ben: Seat };
    for (const before of ['0', '-1', '1.5', '1e400', 'x', '%00', '1&before=2', '9007199254740992'])
      for (const seat of [ada, ben])
        assert.equal(
          (await seat.person.call('GET', seat.url(`activity?before=${before}`))).code,
          'bad-request',
          before,
        );
    const last = ada.url(`activity?before=${2 ** 53 - 1}&limit=1`);
    const { next } = (await ada.person.call('GET', last)).raw.json();
    assert.equal(typeof next, 'number');
    for (const before of ['%00', 'x'.repeat(5_000)])
      assert.equal((await ada.person.call('GET', `/v1/activity?before=${before}`)).code, 'bad-request');
    for (const before of ['x', "'", '%F0%9F%98%80', next])
      assert.equal((await ada.person.call('GET', `/v1/activity?before=${before}`)).status, 200);
    assert.equal((await ben.person.call('GET', '/v1/activity?before=zzzz')).code, 'forbidden');
  });
});
