import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { v7 as uuid } from 'uuid';
import { DEFAULT_ROLES } from '../../../engine/domain/permissions.ts';
import { PROTOCOL_VERSION } from '../../../proto/limits.ts';
import { guard } from '../../../server/access/guard.ts';
import { Load } from '../../../server/access/load.ts';
import { ACCESS, type Access } from '../../../server/access/table.ts';
import { buildApp } from '../../../server/app.ts';
import { OWN_ROLES } from '../../support/roles.ts';
import { type Seat, startTeam, type TestStudio } from '../../support/studio.ts';

/** Somebody, or something, that asks. */
interface Asker {
  readonly name: string;
  readonly bearer: string | undefined;
  /** What the session or token is worth: undefined for none. */
  readonly session: 'account' | 'read' | 'sync' | 'ended' | undefined;
  readonly administrator: boolean;
  /** Role in the project; for a token of another project, and for outsiders, undefined. */
  readonly role: string | undefined;
}

/** What the table says, told once more without the code that enforces it. `admitted`, or the error's code. */
function expected(rule: Access, asker: Asker): string {
  if (rule.who === 'anyone' || rule.who === 'monitor') return 'admitted';
  // This studio has none configured.
  if (rule.who === 'scraper') return 'not-found';
  if (asker.session === undefined) return 'signed-out';
  if (asker.session === 'ended') return 'session-expired';
  if (asker.session !== 'account') {
    const scope = rule.who === 'administrator' ? undefined : rule.scope;
    if (scope === undefined || (scope === 'sync' && asker.session === 'read')) return 'forbidden';
  }
  if (rule.who === 'administrator') return asker.administrator ? 'admitted' : 'forbidden';
  if (rule.who === 'user') return 'admitted';
  if (asker.role === undefined) return 'not-found';
  if (rule.admin && asker.role !== 'Admin') return 'forbidden';
  const permissions = DEFAULT_ROLES[asker.role] ?? OWN_ROLES[asker.role];
  if (rule.permission && !permissions?.includes(rule.permission)) return 'forbidden';
  return 'admitted';
}

const ADMITTED = 299;

describe('who may use which call', () => {
  let folder: string;
  let studio: TestStudio;
  let app: FastifyInstance;
  let ada: Seat;
  let askers: Asker[];
  /** Of whoever has one role of the team's own after the other: here and elsewhere, by a session and by tokens. */
  let ownAskers: (role: string) => Promise<Asker[]>;

  const tokenOf = async (seat: Seat, scope: string): Promise<string> => {
    const made = await seat.person.call('POST', seat.url('tokens'), { scope });
    assert.equal(made.status, 201, made.raw.body);
    return (made.raw.json() as { token: string }).token;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cairn-access-'));
    const roles = Object.keys(DEFAULT_ROLES).filter((role) => role !== 'Admin');
    const people = Object.fromEntries(roles.map((role) => [role.toLowerCase().replaceAll(' ', '-'), role]));
    const team = await startTeam(folder, {
      ...people,
      ...{ outsider: '', former: 'Artist', removed: 'Artist', own: 'Artist', abroad: '' },
    });
    ({ studio, ada } = team);
    const seat = (name: string): Seat => team.seats[name] as Seat;
    const member = (name: string, role: string | undefined): Asker => ({
      ...{ name, bearer: seat(name).person.token, session: 'account', administrator: false, role },
    });
    const token = async (name: string, of: Seat, scope: 'read' | 'sync', role?: string): Promise<Asker> => ({
      ...{ name, bearer: await tokenOf(of, scope), session: scope, administrator: false, role },
    });
    const elsewhere = await seat('outsider').person.createProject('elsewhere');
    const former = await tokenOf(seat('former'), 'sync');
    const removed = await tokenOf(seat('removed'), 'sync');
    const revoked = await tokenOf(ada, 'sync');
    askers = [
      { name: 'ada', bearer: ada.person.token, session: 'account', administrator: true, role: 'Admin' },
      ...Object.entries(people).map(([name, role]) => member(name, role)),
      member('outsider', undefined),
      member('former', undefined),
      { name: 'nobody', bearer: undefined, session: undefined, administrator: false, role: undefined },
      { name: 'a guess', bearer: 'x'.repeat(43), session: 'ended', administrator: false, role: undefined },
      { ...member('removed', undefined), session: 'ended' },
      await token('read token of an Admin', ada, 'read', 'Admin'),
      await token('sync token of an Admin', ada, 'sync', 'Admin'),
      await token('sync token of an artist', seat('artist'), 'sync', 'Artist'),
      await token('token of another project', elsewhere, 'sync'),
      {
        name: 'token of a former member',
        bearer: former,
        session: 'ended',
        administrator: false,
        role: undefined,
      },
      {
        name: 'token of a removed account',
        bearer: removed,
        session: 'ended',
        administrator: false,
        role: undefined,
      },
      { name: 'revoked token', bearer: revoked, session: 'ended', administrator: false, role: undefined },
    ];
    const other = await ada.person.createProject('other');
    await ada.person.invite(seat('abroad').person, other, 'Artist');
    const ownTokens = [
      await token('own read token', seat('own'), 'read'),
      await token('own sync token', seat('own'), 'sync'),
    ];
    ownAskers = async (role) => {
      for (const [project, name] of [
        [ada, 'own'],
        [other, 'abroad'],
      ] as const) {
        const made = { name: role, permissions: OWN_ROLES[role] };
        assert.equal((await ada.person.call('POST', project.url('roles'), made)).status, 201);
        const given = await ada.person.call('PUT', project.url(`members/${name}`), { role });
        assert.equal(given.status, 204);
      }
      const tokens = ownTokens.map((one) => ({ ...one, role }));
      return [member('own', role), ...tokens, member('abroad', undefined)];
    };
    await ada.person.call('DELETE', ada.url('members/former'));
    await ada.person.call('DELETE', '/v1/users/removed');
    const { tokens } = (await ada.person.call('GET', '/v1/me/tokens')).raw.json() as {
      tokens: { id: string }[];
    };
    await ada.person.call('DELETE', `/v1/me/tokens/${tokens.at(-1)?.id}`);
    app = buildApp({ studio: studio.studio, version: 'test' });
    // Whoever gets this far has been let through; nothing is done.
    app.addHook('preParsing', async (_request, reply) => reply.code(ADMITTED).send());
  });
  after(async () => {
    await app.close();
    await studio.close();
    await rm(folder, { recursive: true });
  });

  const check = async (call: string, rule: Access, asker: Asker) => {
    const [method, path] = call.split(' ') as ['GET', string];
    const url = path
      .replace(':project', ada.project)
      .replace(/:(user|name)/u, 'artist')
      .replace(':id', uuid());
    const headers = {
      'cairn-protocol': String(PROTOCOL_VERSION),
      ...(asker.bearer && { authorization: `Bearer ${asker.bearer}` }),
    };
    const answer = await app.inject({ method, url, headers });
    const error =
      answer.statusCode === ADMITTED ? undefined : (answer.json() as { error: { code: string } }).error;
    assert.equal(error?.code ?? 'admitted', expected(rule, asker), `${asker.name}: ${call}`);
  };

  for (const [call, rule] of Object.entries(ACCESS)) {
    it(call, async () => {
      await Promise.all(askers.map((asker) => check(call, rule, asker)));
    });
  }

  for (const role of Object.keys(OWN_ROLES)) {
    it(`with the role of ${role}`, async () => {
      const all = await ownAskers(role);
      for (const [call, rule] of Object.entries(ACCESS))
        if (rule.who === 'member') await Promise.all(all.map((asker) => check(call, rule, asker)));
    });
  }

  it('is said for every call, and for no others', () => {
    for (const call of Object.keys(ACCESS)) {
      const [method, url] = call.split(' ') as ['GET', string];
      assert.ok(app.hasRoute({ method, url }), `${call} does not exist`);
    }
  });

  it('must be said before a call can be added', () => {
    const fresh = buildApp({ studio: studio.studio, version: 'test' });
    assert.throws(() => fresh.get('/v1/secrets', async () => 'everything'), /not in the table/u);
    const silent = () => fresh.head('/v1/me', async () => 'everything');
    assert.throws(silent, /does not say what it does/u);
    assert.throws(() => guard(fresh, studio.studio, new Load(1, 1)), 'one guard is enough');
  });

  it('is not decided by names of roles, headers or spellings', async () => {
    const forged = [
      { 'x-user': 'ada', 'x-forwarded-user': 'ada', 'x-cairn-role': 'Admin' },
      { authorization: `bearer ${ada.person.token}` },
      { authorization: `Basic ${Buffer.from('ada:correct horse battery').toString('base64')}` },
      { cookie: `token=${ada.person.token}` },
    ];
    for (const headers of forged) {
      const answer = await app.inject({ method: 'GET', url: ada.url('members'), headers });
      assert.equal(answer.statusCode, 401, JSON.stringify(headers));
    }
    for (const url of [
      `${ada.url('members')}?token=${ada.person.token}`,
      `//v1/projects/${ada.project}/members`,
    ]) {
      assert.ok([401, 404].includes((await studio.app.inject({ method: 'GET', url })).statusCode), url);
    }
  });
});
