import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { onPostgres } from '../../support/postgres.ts';
import { PASSWORD, Person, type Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const DAY = 86_400_000;

describe('ways into a project', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let art: Seat;
  let outsider: Seat;
  beforeEach(async () => {
    const team = await startTeam(folder(), { art: 'Artist', manager: 'Production Manager', outsider: '' });
    ({ studio, ada } = team);
    art = team.seats.art!;
    outsider = team.seats.outsider!;
    manager = team.seats.manager!;
  });
  let manager: Seat;
  afterEach(() => studio.close());

  const as = (seat: Seat, token: string): Person => new Person(studio.app, { token, user: seat.person });
  const make = async (seat: Seat, body: object): Promise<{ token: string; id: string }> => {
    const answer = await seat.person.call('POST', seat.url('tokens'), body);
    assert.equal(answer.status, 201, answer.raw.body);
    return answer.raw.json();
  };
  const invite = (seat: Seat, role: string, more: object = {}) =>
    seat.person.call('POST', seat.url('invitations'), { role, ...more });
  const invitationOf = async (seat: Seat, role: string, more: object = {}): Promise<string> => {
    const answer = await invite(seat, role, more);
    assert.equal(answer.status, 201, answer.raw.body);
    return (answer.raw.json() as { invitation: string }).invitation;
  };
  const accept = (invitation: string, name: string, remoteAddress = '10.0.0.1') =>
    studio.app.inject({
      ...{ method: 'POST', url: '/v1/invitations/accept', remoteAddress },
      payload: { invitation, name, password: PASSWORD },
    });
  const code = (answer: { json(): unknown }) => (answer.json() as { error?: { code: string } }).error?.code;
  const roleOf = async (name: string): Promise<string | undefined> => {
    const { members } = (await ada.person.call('GET', ada.url('members'))).raw.json() as {
      members: { user: string; role: string }[];
    };
    return members.find((member) => member.user === name)?.role;
  };

  describe('tokens', () => {
    it('are worth what their maker is, now, in one project, until their day', async () => {
      const { token } = await make(art, { scope: 'sync', days: 2 });
      const farm = as(art, token);
      assert.equal((await farm.call('GET', art.url('members'))).status, 200);
      const { projects } = (await farm.call('GET', '/v1/projects')).raw.json() as {
        projects: { id: string }[];
      };
      await art.person.createProject('of art alone');
      assert.deepEqual(
        projects.map(({ id }) => id),
        [art.project],
      );
      assert.equal(
        (await farm.call('GET', '/v1/projects')).raw.json<{ projects: unknown[] }>().projects.length,
        1,
      );
      studio.pass(2 * DAY);
      assert.equal((await farm.call('GET', art.url('members'))).code, 'session-expired');
    });

    it('end with the membership, and do not come back with it; nor do invitations', async () => {
      const { token } = await make(manager, { scope: 'sync' });
      const invitation = await invitationOf(manager, 'Artist');
      await ada.person.call('DELETE', ada.url('members/manager'));
      assert.equal((await as(manager, token).call('GET', art.url('members'))).code, 'session-expired');
      await ada.person.call('PUT', ada.url('members/manager'), { role: 'Production Manager' });
      assert.equal((await as(manager, token).call('GET', art.url('members'))).code, 'session-expired');
      const look = await ada.person.call('POST', '/v1/invitations/look', { invitation });
      assert.equal(look.code, 'invitation');
    });

    it('work also where it cannot be written down that they did: the disk is full', async () => {
      const made = await make(art, { scope: 'read' });
      const { db } = studio.studio.metadata;
      const refuse = onPostgres()
        ? sql`ALTER TABLE token ADD CONSTRAINT "full" CHECK (used_at IS NULL)`
        : sql`CREATE TRIGGER full BEFORE UPDATE ON token BEGIN SELECT raise(ABORT, 'database or disk is full'); END`;
      await refuse.execute(db);
      assert.equal((await as(art, made.token).call('GET', art.url('members'))).status, 200);
    });

    it('never administer the studio, nor make or end other tokens', async () => {
      const { token } = await make(ada, { scope: 'sync' });
      const farm = as(ada, token);
      for (const [method, url] of [
        ['GET', '/v1/users'],
        ['GET', '/v1/me/tokens'],
        ['GET', '/v1/me/sessions'],
        ['POST', ada.url('tokens')],
        ['POST', '/v1/me/password'],
        ['PATCH', `/v1/projects/${ada.project}`],
        ['POST', '/v1/logout'],
      ] as const)
        assert.equal(
          (await farm.call(method, url, method === 'GET' ? undefined : {})).code,
          'forbidden',
          url,
        );
    });

    it('are kept as hashes, listed, and end at once when they are revoked', async () => {
      const made = await make(art, { scope: 'read', label: 'night build' });
      const rows = JSON.stringify(await studio.studio.metadata.db.selectFrom('token').selectAll().execute());
      assert.ok(!rows.includes(made.token.slice(8)));
      const list = async (seat: Seat, url: string) =>
        (await seat.person.call('GET', url)).raw.json<{
          tokens: { id: string; label: string; usedAt: unknown }[];
        }>().tokens;
      assert.equal((await list(art, '/v1/me/tokens'))[0]?.usedAt, null);
      await as(art, made.token).call('GET', '/v1/me');
      assert.equal(typeof (await list(art, '/v1/me/tokens'))[0]?.usedAt, 'number');
      assert.equal((await list(ada, ada.url('tokens')))[0]?.label, 'night build');
      assert.deepEqual(await list(manager, '/v1/me/tokens'), []);
      assert.equal((await manager.person.call('DELETE', `/v1/me/tokens/${made.id}`)).code, 'not-found');
      assert.equal((await ada.person.call('DELETE', ada.url(`tokens/${made.id}`))).status, 204);
      assert.equal((await as(art, made.token).call('GET', '/v1/me')).code, 'session-expired');
    });
  });

  describe('sessions', () => {
    it('are listed by device, and end one by one', async () => {
      const laptop = await studio.signIn('art');
      const { sessions } = (await art.person.call('GET', '/v1/me/sessions')).raw.json() as {
        sessions: { id: string; device: string; current: boolean }[];
      };
      assert.equal(sessions.length, 2);
      const other = sessions.find((session) => !session.current);
      assert.equal((await ada.person.call('DELETE', `/v1/me/sessions/${other?.id}`)).code, 'not-found');
      assert.equal((await art.person.call('DELETE', `/v1/me/sessions/${other?.id}`)).status, 204);
      assert.equal((await laptop.call('GET', '/v1/me')).code, 'session-expired');
      assert.equal((await art.person.call('GET', '/v1/me')).status, 200);
    });
  });

  describe('invitations', () => {
    it('make an account and a member of whoever has one, once', async () => {
      const invitation = await invitationOf(manager, 'Artist');
      const look = await studio.app.inject({
        method: 'POST',
        url: '/v1/invitations/look',
        payload: { invitation },
      });
      assert.deepEqual(look.json(), {
        projectId: ada.project,
        project: 'feature',
        role: 'Artist',
        by: 'manager',
      });
      const accepted = await accept(invitation, 'newcomer');
      assert.equal(accepted.statusCode, 200, accepted.body);
      const { token } = accepted.json() as { token: string };
      assert.equal((await as(ada, token).call('GET', ada.url('members'))).status, 200);
      assert.equal(await roleOf('newcomer'), 'Artist');
      assert.equal(code(await accept(invitation, 'another')), 'invitation');
      assert.equal(await roleOf('another'), undefined);
    });

    it('let somebody with an account in, and leave members the role they have', async () => {
      const first = await invitationOf(ada, 'Supervisor');
      assert.equal(
        (await outsider.person.call('POST', '/v1/invitations/join', { invitation: first })).status,
        200,
      );
      assert.equal(await roleOf('outsider'), 'Supervisor');
      const second = await invitationOf(ada, 'Vendor');
      assert.equal(
        (await outsider.person.call('POST', '/v1/invitations/join', { invitation: second })).status,
        200,
      );
      assert.equal(await roleOf('outsider'), 'Supervisor');
    });

    it('whose answer was lost have let their user in all the same, who is told so', async () => {
      const invitation = await invitationOf(ada, 'Artist');
      await accept(invitation, 'newcomer');
      const again = await accept(invitation, 'newcomer');
      assert.equal(code(again), 'invitation');
      assert.match(again.body, /If it was you who used it, you are in/u);
      assert.equal((await (await studio.signIn('newcomer')).call('GET', ada.url('members'))).status, 200);
    });

    it('are not used up by a name that is taken or a password that is too short', async () => {
      const invitation = await invitationOf(ada, 'Artist');
      assert.equal(code(await accept(invitation, 'ART')), 'name-taken');
      assert.equal((await accept(invitation, 'newcomer')).statusCode, 200);
    });

    it('are worth no more than whoever gave them: not then, and not later', async () => {
      assert.equal((await invite(manager, 'Admin')).code, 'forbidden');
      assert.equal((await invite(art, 'Vendor')).code, 'forbidden');
      assert.equal((await invite(ada, 'Emperor')).code, 'not-found');
      const invitation = await invitationOf(manager, 'Supervisor');
      await ada.person.call('PUT', ada.url('members/manager'), { role: 'Artist' });
      assert.equal(code(await accept(invitation, 'newcomer')), 'invitation');
      assert.equal(await roleOf('newcomer'), undefined);
    });

    it('end by their day, when withdrawn, and with the account that gave them', async () => {
      const [old, withdrawn, orphan] = [
        await invitationOf(ada, 'Artist', { days: 1 }),
        await invitationOf(ada, 'Artist'),
        await invitationOf(manager, 'Artist'),
      ];
      const { invitations } = (await ada.person.call('GET', ada.url('invitations'))).raw.json() as {
        invitations: { id: string; by: string }[];
      };
      assert.equal(invitations.length, 3);
      const second = invitations.filter(({ by }) => by === 'ada')[0];
      assert.equal((await ada.person.call('DELETE', ada.url(`invitations/${second?.id}`))).status, 204);
      assert.equal(code(await accept(withdrawn, 'a')), 'invitation');
      await ada.person.call('DELETE', '/v1/users/manager');
      assert.equal(code(await accept(orphan, 'b')), 'invitation');
      studio.pass(DAY);
      assert.equal(code(await accept(old, 'c')), 'invitation');
    });

    it('stay open to others, from however many addresses they are guessed', async () => {
      const invitation = await invitationOf(ada, 'Artist');
      for (let network = 0; network < 12; network++)
        for (let count = 0; count < 10; count++)
          await accept('x'.repeat(43), 'y', network < 11 ? `10.0.1.${network}` : `2001:db8::${count}`);
      assert.equal(code(await accept(invitation, 'z', '2001:db8::ffff')), 'too-many-attempts');
      assert.equal((await accept(invitation, 'z', '10.0.2.1')).statusCode, 200);
    });

    it('cannot be guessed in any number', async () => {
      for (let i = 0; i < 10; i++)
        assert.equal(code(await accept('g'.repeat(43), 'x', '10.9.9.9')), 'invitation');
      const refused = await accept(await invitationOf(ada, 'Artist'), 'x', '10.9.9.9');
      assert.equal(code(refused), 'too-many-attempts');
      assert.ok(Number(refused.headers['retry-after']) > 0);
      assert.equal((await accept(await invitationOf(ada, 'Artist'), 'x', '10.9.9.8')).statusCode, 200);
    });
  });
});
