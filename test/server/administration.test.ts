/** That administrative acts are told: who did what, to whom and when; to those who may see it; all or nothing. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { item, newItem } from '../support/changes.ts';
import { onPostgres } from '../support/postgres.ts';
import { Receiver } from '../support/receiver.ts';
import { PASSWORD, Person, Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

interface Told {
  readonly revision: number;
  readonly user: string;
  readonly client: string;
  readonly time: string;
  readonly about: string;
  readonly changes: readonly { kind: string; key: string; name: string; fields: Record<string, unknown> }[];
}

describe('administrative acts', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let ben: Seat;
  let mel: Seat;
  let head: number;

  beforeEach(async () => {
    const roles = { ben: 'Artist', mel: 'Production Manager', cem: '' };
    const team = await startTeam(folder(), roles, { webhookNetworks: ['127.0.0.0/8'] });
    ({ studio, ada } = team);
    ben = team.seats.ben!;
    mel = team.seats.mel!;
    ({ head } = await ada.pull());
  });
  afterEach(() => studio.close());

  const does = async (
    seat: Seat,
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    body?: object,
  ) => {
    const answer = await seat.person.call(method, url.startsWith('/') ? url : seat.url(url), body);
    assert.ok(answer.status < 300, `${method} ${url}: ${answer.raw.body}`);
    return JSON.parse(answer.raw.body || '{}') as { id: string; invitation: string; token: string };
  };
  const read = async (seat: Seat, query = ''): Promise<readonly Told[]> => {
    const answer = await seat.person.call('GET', seat.url(`activity?${query}`));
    assert.equal(answer.status, 200, answer.raw.body);
    return (answer.raw.json() as { activity: Told[] }).activity;
  };
  /** What came after the team was made, the oldest first. */
  const news = async (seat: Seat, query = '') =>
    (await read(seat, query))
      .filter(({ revision }) => revision > head)
      .toReversed()
      .map(({ user, about, changes }) => [
        user,
        about,
        ...changes.map(({ kind, name, fields }) => ({ kind, name, ...fields })),
      ]);
  const ofStudio = async (query = '') => {
    const answer = await ada.person.call('GET', `/v1/activity?${query}`);
    assert.equal(answer.status, 200, answer.raw.body);
    return answer.raw.json() as {
      activity: (Told['changes'][number] & Told & { id: string })[];
      next: string;
    };
  };

  it('on members and roles say who did what to whom, from and to what', async () => {
    studio.pass(3_600_000);
    await does(mel, 'PUT', 'members/cem', { role: 'Vendor' });
    await does(mel, 'PUT', 'members/cem', { role: 'Vendor' });
    await does(mel, 'PUT', 'members/cem', { role: 'Artist' });
    await does(mel, 'DELETE', 'members/cem');
    await does(ada, 'PATCH', 'roles/Vendor', { add: ['tag.edit'] });
    await does(ada, 'PATCH', 'roles/Vendor', { add: ['tag.edit'] });
    await does(ada, 'POST', 'roles', { name: 'Layout', permissions: ['share'] });
    await does(ada, 'PUT', 'members/ben', { role: 'Layout' });
    await does(ada, 'POST', 'roles/Layout/rename', { name: 'Dressing' });
    await does(ada, 'DELETE', 'roles/Dressing?to=Artist');
    assert.deepEqual(await news(ben), [
      ['mel', 'team', { kind: 'member', name: 'cem', role: [null, 'Vendor'] }],
      ['mel', 'team', { kind: 'member', name: 'cem', role: ['Vendor', 'Artist'] }],
      ['mel', 'team', { kind: 'member', name: 'cem', role: ['Artist', null] }],
      [
        ...['ada', 'team'],
        {
          ...{ kind: 'role', name: '' },
          permissions: [
            ['checkpoint.create', 'status.change'],
            ['checkpoint.create', 'status.change', 'tag.edit'],
          ],
        },
      ],
      ['ada', 'team', { kind: 'role', name: '', permissions: [null, ['share']] }],
      ['ada', 'team', { kind: 'member', name: 'ben', role: ['Artist', 'Layout'] }],
      ['ada', 'team', { kind: 'role', name: ['Layout', 'Dressing'] }],
      [
        ...['ada', 'team'],
        { kind: 'role', name: '', permissions: [['share'], null] },
        { kind: 'member', name: 'ben', role: ['Dressing', 'Artist'] },
      ],
    ]);
    const [first] = (await read(ben)).filter(({ revision }) => revision === head + 1);
    assert.equal(first?.time, '2026-01-05T01:00:00.000Z');
    assert.match(first?.client ?? '', /lightMyRequest/u);
  });

  it('on ways in are told to those who manage members, and to nobody else, nor to tokens', async () => {
    const { invitation } = await does(mel, 'POST', 'invitations', { role: 'Vendor', days: 2 });
    const other = await does(mel, 'POST', 'invitations', { role: 'Artist' });
    await does(mel, 'DELETE', `invitations/${other.id}`);
    const accepted = { invitation, name: 'dan', password: PASSWORD };
    assert.equal((await ada.person.call('POST', '/v1/invitations/accept', accepted)).status, 200);
    const made = await does(ben, 'POST', 'tokens', { scope: 'sync', label: 'farm', days: 1 });
    const own = await does(ben, 'POST', 'tokens', { scope: 'read' });
    await does(ben, 'DELETE', `/v1/me/tokens/${own.id}`);
    await does(mel, 'DELETE', `tokens/${made.id}`);
    const hook = await does(mel, 'POST', 'webhooks', {
      url: 'https://hooks.example/services/SECRET',
      label: 'x',
    });
    await does(mel, 'DELETE', `webhooks/${hook.id}`);
    const joined = [
      'dan',
      'team',
      { kind: 'member', name: 'dan', role: [null, 'Vendor'], invitedBy: [null, 'mel'] },
    ];
    const all = await news(mel);
    assert.deepEqual(all, [
      [
        'mel',
        'access',
        { kind: 'invitation', name: '', role: [null, 'Vendor'], expires: [null, '2026-01-07T00:00:00.000Z'] },
      ],
      [
        'mel',
        'access',
        { kind: 'invitation', name: '', role: [null, 'Artist'], expires: [null, '2026-01-12T00:00:00.000Z'] },
      ],
      ['mel', 'access', { kind: 'invitation', name: '', role: ['Artist', null] }],
      joined,
      [
        ...['ben', 'access'],
        {
          kind: 'token',
          name: 'ben',
          scope: [null, 'sync'],
          label: [null, 'farm'],
          expires: [null, '2026-01-06T00:00:00.000Z'],
        },
      ],
      [
        ...['ben', 'access'],
        {
          kind: 'token',
          name: 'ben',
          scope: [null, 'read'],
          label: [null, ''],
          expires: [null, '2026-04-05T00:00:00.000Z'],
        },
      ],
      ['ben', 'access', { kind: 'token', name: 'ben', scope: ['read', null], label: ['', null] }],
      ['mel', 'access', { kind: 'token', name: 'ben', scope: ['sync', null], label: ['farm', null] }],
      [
        'mel',
        'access',
        { kind: 'webhook', name: '', url: [null, 'https://hooks.example'], label: [null, 'x'] },
      ],
      [
        'mel',
        'access',
        { kind: 'webhook', name: '', url: ['https://hooks.example', null], label: ['x', null] },
      ],
    ]);
    assert.deepEqual(await news(mel, 'about=team'), all);
    for (const query of ['', 'about=team', 'field=role', 'member=dan'])
      assert.deepEqual(await news(ben, query), [joined], query);
    assert.deepEqual(await news(ben, `field=scope`), []);
    const { token } = await does(ada, 'POST', 'tokens', { scope: 'sync' });
    const farm = new Seat(new Person(studio.app, { token, user: ada.person }), ada.project);
    assert.deepEqual(await news(farm), [joined]);
    assert.ok((await news(mel)).length > all.length);
    const rows = JSON.stringify(await studio.studio.metadata.db.selectFrom('activity').selectAll().execute());
    for (const secret of [token, invitation, 'SECRET']) assert.ok(!rows.includes(secret), secret);
  });

  it('on limits, trash and archiving are told', async () => {
    await does(ada, 'PATCH', `/v1/usage/${ada.project}`, { mostBytes: 5_000 });
    await does(ada, 'PATCH', `/v1/usage/${ada.project}`, { mostBytes: 5_000 });
    await does(ada, 'PUT', 'retention', { trashDays: 30 });
    await does(ada, 'PUT', 'retention', { trashDays: 30 });
    await does(ada, 'PATCH', `/v1/projects/${ada.project}`, { archived: true });
    await does(ada, 'PATCH', `/v1/projects/${ada.project}`, { archived: true });
    assert.deepEqual(await news(ben), [
      ['ada', 'team', { kind: 'limits', name: '', mostBytes: [null, 5_000] }],
      ['ada', 'team', { kind: 'limits', name: '', trashDays: [null, 30] }],
      ['ada', 'team', { kind: 'project', name: '', archived: [false, true] }],
    ]);
    const first = (await read(ben)).at(-1);
    assert.deepEqual(
      [first?.user, first?.changes.map(({ kind, fields }) => [kind, fields])],
      ['ada', [['project', { name: [null, 'feature'] }]]],
    );
  });

  it('are found by whom they concern, by what they are about, and beside work', async () => {
    await ada.push(newItem(item({ name: 'rock' })));
    await does(ada, 'PUT', 'members/cem', { role: 'Artist' });
    await does(ada, 'PUT', 'members/ben', { role: 'Vendor' });
    const about = (query: string) => news(ada, query).then((all) => all.map(([, what]) => what));
    assert.deepEqual(await about(''), ['work', 'team', 'team']);
    assert.deepEqual(await about('about=work'), ['work']);
    assert.deepEqual(await about('about=team'), ['team', 'team']);
    assert.deepEqual(await about('member=ben'), ['team']);
    assert.deepEqual(await about(`member=${ben.person.id}`), ['team']);
    assert.deepEqual(await about('member=nobody'), []);
    assert.deepEqual(await about('field=role&user=ada'), ['team', 'team']);
    assert.equal((await read(ada, 'member=BEN&limit=1')).length, 1);
  });

  it('on accounts are told to administrators of the studio', async () => {
    const before = (await ofStudio()).activity.length;
    await does(ada, 'POST', '/v1/users', { name: 'eve', password: PASSWORD });
    await does(ben, 'POST', '/v1/me/password', { old: PASSWORD, password: `${PASSWORD} new` });
    await studio.studio.accounts.setPassword('eve', `${PASSWORD} new`);
    await does(ada, 'DELETE', '/v1/users/eve');
    await does(ada, 'PATCH', `/v1/usage/${ada.project}`, { mostItems: 7 });
    const { activity } = await ofStudio();
    assert.deepEqual(
      activity
        .slice(0, activity.length - before)
        .toReversed()
        .map(({ user, kind, name, fields }) => [user, kind, name, fields]),
      [
        ['ada', 'account', 'eve', { name: [null, 'eve'], admin: [null, false] }],
        ['ben', 'account', 'ben', { password: [null, 'set'] }],
        ['Command line of the studio', 'account', 'eve', { password: [null, 'set'] }],
        ['ada', 'account', 'eve', { name: ['eve', null], admin: [false, null] }],
        ['ada', 'limits', 'feature', { mostItems: [null, 7] }],
      ],
    );
    assert.deepEqual(
      (await ofStudio('user=ben')).activity.map(({ user }) => user),
      ['ben'],
    );
    const page = await ofStudio('limit=2');
    assert.deepEqual(
      (await ofStudio(`before=${page.next}`)).activity.map(({ id }) => id),
      activity.slice(2).map(({ id }) => id),
    );
    assert.ok(!JSON.stringify(activity).includes('argon2'));
    assert.equal((await mel.person.call('GET', '/v1/activity')).code, 'forbidden');
  });

  it('on a removed account are told in every project it was in', async () => {
    await does(ada, 'DELETE', '/v1/users/ben');
    assert.deepEqual(await news(mel, 'member=ben'), [
      ['ada', 'team', { kind: 'member', name: 'ben', role: ['Artist', null] }],
    ]);
  });

  it('are done and told, or neither', async () => {
    const { db } = studio.studio.metadata;
    for (const table of ['activity', 'studio_activity']) {
      const refuse = onPostgres()
        ? `ALTER TABLE ${table} ADD CONSTRAINT "full" CHECK (client = '') NOT VALID`
        : `CREATE TRIGGER full_${table} BEFORE INSERT ON ${table} BEGIN SELECT raise(ABORT, 'database or disk is full'); END`;
      await sql.raw(refuse).execute(db);
    }
    const state = async () => {
      const rows = [];
      for (const table of [
        'account',
        'member',
        'role',
        'invitation',
        'token',
        'webhook',
        'allowance',
      ] as const)
        rows.push(await db.selectFrom(table).selectAll().orderBy(sql`1`).execute());
      rows.push(await db.selectFrom('project').selectAll().orderBy('id').execute());
      return rows;
    };
    const before = await state();
    const acts = [
      ['PUT', ada.url('members/cem'), { role: 'Artist' }],
      ['DELETE', ada.url('members/ben'), undefined],
      ['PATCH', ada.url('roles/Vendor'), { add: ['share'] }],
      ['POST', ada.url('roles'), { name: 'Layout' }],
      ['POST', ada.url('roles/Vendor/rename'), { name: 'Outside' }],
      ['DELETE', ada.url('roles/Vendor'), undefined],
      ['POST', ada.url('invitations'), { role: 'Artist' }],
      ['POST', ada.url('tokens'), { scope: 'read' }],
      ['POST', ada.url('webhooks'), { url: 'https://hooks.example/' }],
      ['PUT', ada.url('retention'), { trashDays: 3 }],
      ['PATCH', `/v1/usage/${ada.project}`, { mostItems: 3 }],
      ['PATCH', `/v1/projects/${ada.project}`, { archived: true }],
      ['POST', '/v1/projects', { id: uuid(), name: 'other' }],
      ['POST', '/v1/users', { name: 'eve', password: PASSWORD }],
      ['DELETE', '/v1/users/ben', undefined],
      ['POST', '/v1/me/password', { old: PASSWORD, password: `${PASSWORD} new` }],
    ] as const;
    for (const [method, url, body] of acts) {
      const answer = await ada.person.call(method, url, body);
      assert.ok(answer.status >= 500, `${method} ${url}: ${answer.status}`);
    }
    assert.deepEqual(await state(), before);
  });

  it('come to webhooks as a kind of message of their own', async () => {
    const receiver = await Receiver.open();
    try {
      studio.studio.courier.start({ warn: () => {}, error: () => {} });
      await does(mel, 'POST', 'webhooks', { url: receiver.url, label: 'bot' });
      await does(mel, 'PUT', 'members/cem', { role: 'Vendor' });
      await does(ben, 'POST', 'tokens', { scope: 'read', label: 'farm' });
      await ada.push(newItem(item({ name: 'rock' })));
      await receiver.has(3);
      const told = receiver.received.map(({ json }) => [
        json.type,
        json.data.user,
        json.data.changes.map(({ kind, name }) => `${kind} ${name}`).join(),
      ]);
      assert.deepEqual(told, [
        ['project.administered', 'mel', 'member cem'],
        ['project.administered', 'ben', 'token ben'],
        ['project.changed', 'ada', 'item rock'],
      ]);
    } finally {
      await receiver.close();
    }
  });
});
