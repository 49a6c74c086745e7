/** A clock that is set wrong for a while, ahead or back, and what that must not do. */
import assert from 'node:assert/strict';
import { holdOff } from '../../server/operations/clock.ts';
import { Schedule } from '../../server/operations/schedule.ts';
import { edit, item, newItem } from '../support/changes.ts';
import { Receiver } from '../support/receiver.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const HOUR = 3_600_000;
const YEAR = 365 * 24 * HOUR;

describe('a clock that leaps', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let warned: string[];
  beforeEach(async () => {
    const options = { webhookNetworks: ['127.0.0.0/8'], sessionDays: 3_650 };
    ({ studio, ada } = await startTeam(folder(), {}, options));
    warned = [];
  });
  afterEach(() => studio.close());

  const log = {
    info: () => {},
    warn: (_what: object, message: string) => void warned.push(message),
    error: (_what: object, message: string) => assert.fail(message),
  };
  const alive = async () => [...(await ada.items()).values()].filter(({ purged }) => !purged).length;

  it('a year ahead purges no trash until it was a day to look at; what comes an hour later is as ever', async () => {
    const rock = item({ name: 'rock' });
    await ada.push(newItem(rock));
    await ada.push(edit(rock, { trashed: true }));
    await ada.person.call('PUT', ada.url('retention'), { trashDays: 30 });
    await new Schedule(studio.studio, log).close();
    studio.pass(YEAR);
    await new Schedule(studio.studio, log).close();
    assert.equal(await alive(), 1);
    assert.match(warned.join(), /clock is far ahead/u);
    for (let hour = 0; hour < 24; hour++) {
      assert.ok((await holdOff(studio.studio)) > 0);
      studio.pass(HOUR);
    }
    const schedule = new Schedule(studio.studio, log);
    while ((await alive()) > 0) await new Promise((resolve) => setImmediate(resolve));
    await schedule.close();
  });

  it('ahead and back again holds nothing off for as long', async () => {
    await holdOff(studio.studio);
    studio.pass(YEAR);
    assert.ok((await holdOff(studio.studio)) > 0);
    studio.pass(-YEAR);
    assert.equal(await holdOff(studio.studio), 0);
  });

  it('ahead and back again keeps nobody out whose guesses were counted meanwhile', async () => {
    const guess = async (password: string) => {
      const payload = { name: 'ada', password, device: '' };
      return (await studio.app.inject({ method: 'POST', url: '/v1/login', payload })).statusCode;
    };
    studio.pass(YEAR);
    for (let count = 0; count < 10; count++) assert.equal(await guess('wrong'), 403);
    assert.equal(await guess('wrong'), 429);
    studio.pass(-YEAR);
    assert.equal(await guess('wrong'), 403);
    // From here on it counts as ever.
    for (let count = 0; count < 9; count++) await guess('wrong');
    assert.equal(await guess('wrong'), 429);
  });

  it('ahead and back again puts no message of a webhook off until that day', async () => {
    const receiver = await Receiver.open();
    receiver.status = 500;
    await ada.person.call('POST', ada.url('webhooks'), { url: receiver.url });
    studio.pass(YEAR);
    await ada.push(newItem(item({ name: 'rock' })));
    const { courier } = studio.studio;
    courier.start(log);
    while (!warned.join().includes('could not be delivered'))
      await new Promise((resolve) => setImmediate(resolve));
    receiver.status = 204;
    studio.pass(-YEAR);
    courier.nudge();
    await receiver.has(2);
    await receiver.close();
  });

  it('back leaves nobody in who has left', async () => {
    const { person } = ada;
    const other = await studio.signIn('ada');
    studio.pass(-HOUR);
    assert.equal((await other.call('POST', '/v1/logout')).status, 204);
    assert.equal((await other.call('GET', '/v1/me')).status, 401);
    assert.equal((await person.call('GET', '/v1/me')).status, 200);
  });
});
