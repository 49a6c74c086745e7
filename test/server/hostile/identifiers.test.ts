/** Text that databases, shells, file systems, patterns or pages would read, as every identifier and every text that there is. */
import assert from 'node:assert/strict';
import { v7 as uuid } from 'uuid';
import { checkpoint, contentOf, create, edit, item, newCheckpoint, newItem } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { PASSWORD, type Seat, startTeam, type TestStudio } from '../../support/studio.ts';
import { useTempFolder } from '../../support/temp.ts';

const TEXTS = [
  ...[
    "' OR '1'='1",
    "x'); DROP TABLE account; --",
    '" UNION SELECT password FROM account --',
    '%',
    '_',
    '*',
    '?',
  ],
  ...[
    '../../../etc/passwd',
    '..\\..\\x',
    '/etc/passwd',
    '$(touch x)',
    '`id`',
    '|id',
    '\\',
    '#{7*7}',
    '{{7*7}}',
  ],
  ...[
    '<script>alert(1)</script>',
    '%27%20OR%201=1',
    '%2e%2e%2f',
    'a\'b"c',
    '\u2019 OR 1=1',
    ';',
    '-1',
    'null',
    '0',
  ],
];

describe('an identifier that others would read as something else', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  beforeEach(async () => {
    ({ studio, ada } = await startTeam(folder(), { ben: 'Artist' }));
    await ada.asset('rock', contentOf(seededBytes(1, 300)));
  });
  afterEach(() => studio.close());

  /** Everything that could be changed by what finds nothing. */
  const all = async () => {
    const { db } = studio.studio.metadata;
    const tables = [
      'account',
      'session',
      'project',
      'member',
      'role',
      'item',
      'checkpoint',
      'token',
      'webhook',
    ] as const;
    const rows = tables.map((table) =>
      db
        .selectFrom(table as 'account')
        .selectAll()
        .execute(),
    );
    return JSON.stringify(await Promise.all(rows));
  };

  it('finds nothing, wherever something is named', async () => {
    const { person } = ada;
    const before = await all();
    for (const text of TEXTS) {
      const it = encodeURIComponent(text);
      const ask = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: object) =>
        (await person.call(method, path.startsWith('/') ? path : ada.url(path), body)).status;
      const named: Record<string, number> = {
        project: await ask('GET', `/v1/projects/${it}`),
        account: await ask('DELETE', `/v1/users/${it}`),
        session: await ask('DELETE', `/v1/me/sessions/${it}`),
        'own token': await ask('DELETE', `/v1/me/tokens/${it}`),
        member: await ask('PUT', `members/${it}`, { role: 'Artist' }),
        'former member': await ask('DELETE', `members/${it}`),
        'role to give': await ask('PUT', 'members/ben', { role: text }),
        role: await ask('PATCH', `roles/${it}`, { add: [] }),
        'renamed role': await ask('POST', `roles/${it}/rename`, { name: 'x' }),
        'removed role': await ask('DELETE', `roles/${it}`),
        'role that members get': await ask('DELETE', `roles/Artist?to=${it}`),
        invitation: await ask('DELETE', `invitations/${it}`),
        token: await ask('DELETE', `tokens/${it}`),
        webhook: await ask('POST', `webhooks/${it}/test`),
        limits: await ask('PATCH', `/v1/usage/${it}`, { mostItems: 5 }),
      };
      // An address ends at a dot segment, so that some of them are no call at all.
      for (const [what, status] of Object.entries(named)) assert.equal(status, 404, `${what}: ${text}`);
      for (const query of ['item', 'user', 'member']) {
        const answer = await person.call('GET', ada.url(`activity?${query}=${it}`));
        assert.deepEqual(answer.raw.json<{ activity?: unknown[] }>().activity, [], `${query}: ${text}`);
      }
      const users = await person.call('GET', `/v1/activity?user=${it}`);
      assert.deepEqual(users.raw.json<{ activity?: unknown[] }>().activity, [], text);
    }
    for (const text of TEXTS.slice(0, 4)) {
      const payload = { name: text, password: PASSWORD };
      const answer = await studio.app.inject({ method: 'POST', url: '/v1/login', payload });
      assert.equal(answer.statusCode, 403, text);
    }
    assert.equal(await all(), before);
  });

  it('is kept letter by letter, where it is text, and changes nothing else', async () => {
    const rock = [...(await ada.items()).values()].find(({ name }) => name === 'rock')!;
    const odd = item({ name: 'odd' });
    await ada.push(newItem(odd));
    const content = contentOf(seededBytes(2, 300));
    await ada.upload(content.chunks);
    for (const [at, text] of TEXTS.entries()) {
      const fields = { description: text, status: text, type: text };
      const tag = create({ kind: 'tagging', row: { itemId: odd.id, tag: text, present: true } });
      const made = item({ name: `with a version ${at}` });
      const version = checkpoint(made.id, content, { comment: text });
      const pushed = await ada.push(edit(odd, fields), tag, newItem(made), newCheckpoint(version));
      assert.deepEqual(pushed.rejected, {}, text);
      const { rows } = await ada.pull(pushed.head - 1);
      const found = rows.map((row) => row.row as { comment?: string; tag?: string; id?: string });
      assert.equal(found.find(({ id }) => id === version.id)?.comment, text);
      assert.ok(
        found.some((row) => row.tag === text),
        text,
      );
      const [now, other] = [(await ada.items()).get(odd.id)!, (await ada.items()).get(rock.id)!];
      assert.deepEqual([now.description, now.status, now.type], [text, text, text]);
      assert.deepEqual(other, rock);
    }
    const device = TEXTS.join(' ').slice(0, 200);
    const login = { name: 'ada', password: PASSWORD, device };
    await studio.app.inject({ method: 'POST', url: '/v1/login', payload: login });
    const { sessions } = (await ada.person.call('GET', '/v1/me/sessions')).raw.json<{
      sessions: { device: string }[];
    }>();
    assert.ok(sessions.some((one) => one.device === device));
    const made = await ada.person.call('POST', ada.url('tokens'), { scope: 'read', label: device });
    assert.equal(made.status, 201);
    const { tokens } = (await ada.person.call('GET', ada.url('tokens'))).raw.json<{
      tokens: { label: string }[];
    }>();
    assert.deepEqual(
      tokens.map(({ label }) => label),
      [device],
    );
    assert.deepEqual(await studio.studio.metadata.check(), []);
  });

  it('is refused in a push, where it is an id or a hash', async () => {
    for (const text of [...TEXTS, uuid().toUpperCase(), `${uuid()} `, uuid().slice(1), '']) {
      const row = item({ name: 'x', id: text });
      const pushed = await ada.pushRaw({
        pushId: uuid(),
        baseRevision: await ada.head(),
        changes: [newItem(row)],
      });
      assert.ok(pushed.status < 500, text);
      assert.ok(![...(await ada.items()).keys()].includes(text), `an item is called ${text}`);
    }
    const content = contentOf(seededBytes(3, 300));
    await ada.upload(content.chunks);
    for (const bytes of [0, 1, 31, 33, 64]) {
      for (const field of ['contentHash', 'manifest'] as const) {
        const made = item({ name: `${field} of ${bytes} bytes` });
        const { row, ...rest } = newCheckpoint(checkpoint(made.id, content));
        const bad = { ...row, checkpoint: { ...row?.checkpoint, [field]: Buffer.alloc(bytes) } };
        const pushed = await ada.push(newItem(made), { ...rest, row: bad });
        assert.deepEqual(Object.keys(pushed.rejected), ['1'], made.name);
        assert.deepEqual(await ada.history(made.id), []);
      }
    }
  });
});
