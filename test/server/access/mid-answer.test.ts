/** Rights that end while a long answer is on its way. */
import assert from 'node:assert/strict';
import type { FastifyRequest } from 'fastify';
import { whileAdmitted } from '../../../server/access/guard.ts';
import { type Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

describe('an answer that takes long', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let art: Seat;
  beforeEach(async () => {
    const team = await startTeam(folder(), { art: 'Artist' });
    ({ studio, ada } = team);
    art = team.seats.art!;
  });
  afterEach(() => studio.close());

  /** What a fetch of content by `seat` answers, part by part. */
  const answer = (seat: Seat): AsyncGenerator<number> => {
    const request = {
      method: 'POST',
      routeOptions: { url: '/v1/projects/:project/chunks/fetch' },
      params: { project: seat.project },
      headers: { authorization: `Bearer ${seat.person.token}` },
    } as unknown as FastifyRequest;
    return whileAdmitted(
      studio.studio,
      request,
      (async function* () {
        for (let part = 1; ; part++) yield part;
      })(),
    );
  };

  for (const [what, code, end] of [
    ['the membership', 'not-found', () => ada.person.call('DELETE', ada.url('members/art'))],
    ['the session', 'session-expired', () => art.person.call('POST', '/v1/logout')],
    ['the account', 'session-expired', () => ada.person.call('DELETE', '/v1/users/art')],
  ] as const)
    it(`ends with ${what}`, async () => {
      const [mine, hers] = [answer(art), answer(ada)];
      for (const part of [1, 2]) assert.equal((await mine.next()).value, part);
      studio.pass(3_000);
      assert.equal((await mine.next()).value, 3);
      assert.equal((await hers.next()).value, 1);
      assert.ok((await end()).status < 300);
      studio.pass(3_000);
      await assert.rejects(mine.next(), { code });
      assert.equal((await hers.next()).value, 2);
    });
});
