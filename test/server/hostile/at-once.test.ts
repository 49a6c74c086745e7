/** What happens once, asked for many times at one moment, over real sockets. */
import assert from 'node:assert/strict';
import { issueSetupToken } from '../../../server/accounts/setup.ts';
import { PASSWORD, startTeam, TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const TIMES = 8;

describe('what happens once', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  afterEach(() => studio.close());

  /** Statuses of so many calls at once, in order. */
  const ask = async (path: string, body: (at: number) => object): Promise<number[]> => {
    const url = await studio.app.listen({ host: '127.0.0.1', port: 0 });
    const asked = Array.from({ length: TIMES }, async (_, at) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body(at)) });
      await answer.arrayBuffer();
      return answer.status;
    });
    return (await Promise.all(asked)).sort();
  };
  const accounts = async () =>
    (await studio.studio.metadata.db.selectFrom('account').select('name').execute()).length;

  it('is to set a studio up, with one token', async () => {
    studio = await TestStudio.open(folder());
    const setupToken = await issueSetupToken(studio.studio.metadata);
    const [first, ...others] = await ask('/v1/setup', (at) => ({
      setupToken,
      name: `ada${at}`,
      password: PASSWORD,
    }));
    assert.equal(first, 200);
    assert.ok(
      others.every((status) => status >= 400 && status < 500),
      String(others),
    );
    assert.equal(await accounts(), 1);
  });

  it('is to come in by an invitation, whoever has it', async () => {
    const team = await startTeam(folder(), {});
    studio = team.studio;
    const made = await team.ada.person.call('POST', team.ada.url('invitations'), { role: 'Artist' });
    const { invitation } = made.raw.json<{ invitation: string }>();
    const [first, ...others] = await ask('/v1/invitations/accept', (at) => ({
      ...{ invitation, name: `eve${at}`, password: PASSWORD },
    }));
    assert.equal(first, 200);
    assert.ok(
      others.every((status) => status >= 400 && status < 500),
      String(others),
    );
    assert.equal(await accounts(), 2);
  });
});
