import assert from 'node:assert/strict';
import { hashToBytes } from '../../../engine/domain/wire.ts';
import { cairn } from '../../../proto/generated/cairn.js';
import { MESSAGE_TYPE, PROTOCOL_VERSION } from '../../../proto/limits.ts';
import { contentOf } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { type Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

/** Two of this size are not sent together. */
const PART = 700_000;
const PARTS = 3;

describe('an answer that takes long', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let art: Seat;
  let url: string;
  let reading: AbortController;
  /** Lets all answers go on to their next part, and to the one behind it. */
  let goOn: (() => void)[];
  beforeEach(async () => {
    const team = await startTeam(folder(), { art: 'Artist' });
    ({ studio, ada } = team);
    art = team.seats.art!;
    reading = new AbortController();
    const gates = Array.from({ length: PARTS - 1 }, () => Promise.withResolvers<void>());
    goOn = gates.map(({ resolve }) => resolve);
    const { chunks } = studio.studio;
    const frames = chunks.frames.bind(chunks);
    chunks.frames = async function* (...asked) {
      let sent = 0;
      for await (const part of frames(...asked)) {
        await gates[sent++ - 1]?.promise;
        yield part;
      }
    };
    url = await studio.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    reading.abort();
    for (const open of goOn) open();
    await studio.close();
  });

  /** What a fetch of content by `seat` answers. @returns reads so many bytes, or to its end; answers how many came */
  const answer = async (seat: Seat, body: Uint8Array): Promise<(bytes: number) => Promise<number>> => {
    const headers = {
      authorization: `Bearer ${seat.person.token}`,
      'cairn-protocol': String(PROTOCOL_VERSION),
      'content-type': MESSAGE_TYPE,
    };
    const response = await fetch(url + seat.url('chunks/fetch'), {
      ...{ method: 'POST', headers, body: Buffer.from(body), signal: reading.signal },
    });
    assert.equal(response.status, 200);
    const reader = response.body!.getReader();
    let came = 0;
    return async (bytes) => {
      while (came < bytes) {
        const { value } = await reader.read();
        if (!value) break;
        came += value.length;
      }
      return came;
    };
  };

  for (const [what, end] of [
    ['the membership', () => ada.person.call('DELETE', ada.url('members/art'))],
    ['the session', () => art.person.call('POST', '/v1/logout')],
    ['the account', () => ada.person.call('DELETE', '/v1/users/art')],
  ] as const)
    it(`ends with ${what}`, async () => {
      const content = contentOf(...Array.from({ length: PARTS }, (_, at) => seededBytes(at, PART)));
      const { checkpoint } = await art.asset('rock', content);
      const hashes = content.chunks.slice(0, PARTS).map(({ hash }) => hashToBytes(hash));
      const request = cairn.v1.FetchRequest.encode({ checkpointId: checkpoint.id, hashes }).finish();
      const [mine, hers] = await Promise.all([answer(art, request), answer(ada, request)]);
      for (const read of [mine, hers]) assert.ok((await read(PART)) < 2 * PART);
      studio.pass(3_000);
      goOn[0]?.();
      for (const read of [mine, hers]) assert.ok((await read(2 * PART)) < 3 * PART);
      assert.ok((await end()).status < 300);
      studio.pass(3_000);
      goOn[1]?.();
      await assert.rejects(mine(Number.POSITIVE_INFINITY));
      assert.ok((await hers(Number.POSITIVE_INFINITY)) > 3 * PART);
    });
});
