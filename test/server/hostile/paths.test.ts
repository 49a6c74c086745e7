/** Addresses that one program reads as another's: every call, spelled as nobody who means well does, over real sockets. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { PROTOCOL_VERSION } from '../../../proto/limits.ts';
import { ACCESS } from '../../../server/access/table.ts';
import { RawSocket, statuses } from '../../support/raw-socket.ts';
import { type Person, type Seat, startTeam, type TestStudio } from '../../support/studio.ts';

/** Other spellings of a path: those that are the same call, and those that are none. */
const SPELLINGS: Readonly<Record<string, (path: string) => string>> = {
  'a letter as a number': (path) => path.replace(/[a-z](?=[a-z/:-]*$)/u, percent),
  'all of it as numbers': (path) => path.replaceAll(/[a-z]/gu, percent),
  'numbers of numbers': (path) =>
    path.replace(/[a-z](?=[a-z/:-]*$)/u, (letter) => `%25${percent(letter).slice(1)}`),
  'a slash as a number': (path) => path.replace(/\/(?=[^/]+$)/u, '%2F'),
  'a slash as numbers of numbers': (path) => path.replace(/\/(?=[^/]+$)/u, '%252F'),
  'a slash the other way': (path) => path.replace(/\/(?=[^/]+$)/u, '\\'),
  'two slashes': (path) => path.replace(/\/(?=[^/]+$)/u, '//'),
  'a slash before': (path) => `/${path}`,
  'a slash behind': (path) => `${path}/`,
  'a dot': (path) => path.replace(/\/(?=[^/]+$)/u, '/./'),
  'there and back': (path) => `/healthz/..${path}`,
  'there and back as numbers': (path) => `/healthz/%2e%2e${path}`,
  'there and back, longer than it needs': (path) => `/healthz/%c0%ae%c0%ae${path}`,
  'more steps back than there are': (path) => `/../..${path}`,
  'a health check before it': (path) => `/healthz;${path}`,
  'a parameter': (path) => `${path};x=1`,
  'an end': (path) => `${path}#/healthz`,
  'a question that looks like one': (path) => `${path}%3F/healthz`,
  'a NUL': (path) => `${path}%00`,
  'a new line': (path) => `${path}%0d%0aHost:%20y`,
  capitals: (path) => path.toUpperCase(),
  'letters that look the same': (path) => path.replace('v1', 'v\u00b9'),
  'a whole address before it': (path) => `http://127.0.0.1/${path}`,
};
const percent = (letter: string): string => `%${letter.charCodeAt(0).toString(16)}`;
const OPEN = new Set(Object.keys(ACCESS).filter((call) => ['anyone', 'monitor'].includes(ACCESS[call]!.who)));

describe('an address that is spelled otherwise', function () {
  this.timeout(60_000);
  let folder: string;
  let studio: TestStudio;
  let ada: Seat;
  let eve: Person;
  let url: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cairn-paths-'));
    const team = await startTeam(folder, { eve: '' });
    ({ studio, ada } = team);
    eve = team.seats.eve!.person;
    url = await studio.app.listen({ host: '127.0.0.1', port: 0 });
  });
  after(async () => {
    await studio.close();
    await rm(folder, { recursive: true });
  });

  const ask = async (method: string, path: string, who?: Person): Promise<number> => {
    const auth = who ? `Authorization: Bearer ${who.token}\r\n` : '';
    const head = `Host: x\r\n${auth}cairn-protocol: ${PROTOCOL_VERSION}\r\nConnection: close\r\n`;
    const [status] = statuses(
      await new RawSocket(url).send(Buffer.from(`${method} ${path} HTTP/1.1\r\n${head}\r\n`)).closed,
    );
    return status ?? 0;
  };

  for (const [what, spelled] of Object.entries(SPELLINGS)) {
    it(`with ${what} opens no call to who may not use it`, async () => {
      const asked = Object.keys(ACCESS)
        .filter((call) => !OPEN.has(call))
        .map(async (call) => {
          const [method = '', path = ''] = call.split(' ');
          const filled = path
            .replace(':project', ada.project)
            .replace(/:(user|name)/u, 'ada')
            .replace(':id', uuid());
          const status = await ask(method, spelled(filled));
          assert.ok([400, 401, 404].includes(status), `${call}: ${status}`);
          if (ACCESS[call]!.who !== 'member') return;
          const theirs = await ask(method, spelled(filled), eve);
          assert.ok([400, 404].includes(theirs), `${call} of who is no member: ${theirs}`);
        });
      await Promise.all(asked);
      assert.equal(await ask('GET', '/readyz'), 200);
    });
  }

  it('is decoded once: what looks like a number is a name', async () => {
    const names = [
      'A',
      '%41',
      '%2541',
      '50%',
      '%',
      '%%',
      '%2e%2e',
      '%252F',
      'a+b',
      'a b',
      '#',
      '?',
      '&',
      '%zz',
      'ä%C3',
    ];
    for (const name of names) {
      const made = await ada.person.call('POST', ada.url('roles'), { name, permissions: [] });
      assert.equal(made.status, 201, `${name}: ${made.raw.body}`);
    }
    for (const name of names) {
      const before = await roles();
      const path = ada.url(`roles/${encodeURIComponent(name)}`);
      assert.equal((await ada.person.call('PATCH', path, { add: ['share'] })).status, 200, name);
      const changed = [...(await roles())].filter(([key, value]) => before.get(key) !== value);
      assert.deepEqual(changed, [[name, 'share']]);
    }
  });
  const roles = async (): Promise<Map<string, string>> => {
    const answer = await ada.person.call('GET', ada.url('roles'));
    const { roles: all } = answer.raw.json<{ roles: { name: string; permissions: string[] }[] }>();
    return new Map(all.map(({ name, permissions }) => [name, permissions.join(' ')]));
  };
});
