/** Whoever asks for what is not theirs learns nothing from the answer, nor from the work that it took. The work is counted: no clock. */
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { v7 as uuid } from 'uuid';
import { PROTOCOL_VERSION } from '../../proto/limits.ts';
import { ACCESS } from '../../server/access/table.ts';
import { recordStatements } from '../support/statements.ts';
import { PASSWORD, type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

/** What a password's hash costs, each time that one is computed. */
async function recordHashes(work: () => Promise<void>): Promise<string[]> {
  const original = crypto.argon2;
  const seen: string[] = [];
  const counting = (algorithm: string, parameters: crypto.Argon2Parameters, done: () => void) => {
    const { memory, passes, parallelism, tagLength } = parameters;
    seen.push([algorithm, memory, passes, parallelism, tagLength].join(' '));
    (original as (...all: unknown[]) => void)(algorithm, parameters, done);
  };
  crypto.argon2 = counting as unknown as typeof crypto.argon2;
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    crypto.argon2 = original;
    syncBuiltinESMExports();
  }
  return seen;
}

describe('what is not one’s own', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  let eve: Seat;
  beforeEach(async () => {
    const team = await startTeam(folder(), { ben: 'Artist', gone: 'Artist', eve: '' });
    ({ studio, ada } = team);
    eve = team.seats.eve as Seat;
  });
  afterEach(() => studio.close());

  it('takes the same work to sign in as, whether there is an account or not, and says the same', async () => {
    await ada.person.call('DELETE', '/v1/users/gone');
    const { metadata, accounts } = studio.studio;
    await metadata.transaction((tx) => accounts.addNamedLike(tx, 'without', 'test'));
    const guess = (name: string) =>
      studio.app.inject({ method: 'POST', url: '/v1/login', payload: { name, password: 'wrong password' } });
    const worked = async (name: string) => {
      const answers: string[] = [];
      let statements: string[] = [];
      const hashes = await recordHashes(async () => {
        statements = (
          await recordStatements(async () => {
            const { statusCode, body } = await guess(name);
            answers.push(`${statusCode} ${body}`);
          })
        ).map(({ sql, times }) => `${times} ${sql}`);
      });
      return { answers, statements, hashes };
    };
    // What is made once.
    await guess('warm');
    const known = await worked('ben');
    assert.equal(known.hashes.length, 1);
    assert.ok(known.statements.length > 3);
    assert.match(known.answers[0] ?? '', /^403 .*bad-credentials/u);
    for (const name of ['nobody', 'gone', 'without', 'BEN\u0301', '%', 'x'.repeat(200)])
      assert.deepEqual(await worked(name), known, name);
  });

  it('is not told apart from what does not exist, on any call of a project', async () => {
    const member = Object.entries(ACCESS).filter(([, rule]) => rule.who === 'member');
    const asked = async (call: string, project: string) => {
      const [method, path] = call.split(' ') as ['GET', string];
      const url = path
        .replace(':project', encodeURIComponent(project))
        .replace(/:(user|name)/u, 'ben')
        .replace(':id', uuid());
      const headers = {
        authorization: `Bearer ${eve.person.token}`,
        'cairn-protocol': String(PROTOCOL_VERSION),
      };
      let answer = '';
      const statements = await recordStatements(async () => {
        const { statusCode, body, headers: sent } = await studio.app.inject({ method, url, headers });
        const { date: _date, ...rest } = sent;
        answer = JSON.stringify([statusCode, body, rest]);
      });
      return { answer, statements: statements.map(({ sql, times }) => `${times} ${sql}`) };
    };
    await asked('GET /v1/projects/:project', 'warm');
    for (const [call] of member) {
      const nothing = await asked(call, 'nothing');
      assert.match(nothing.answer, /^\[404,/u, call);
      assert.ok(nothing.statements.length > 1);
      for (const project of ['feature', 'FEATURE', ada.project, uuid()])
        assert.deepEqual(await asked(call, project), nothing, `${call} of ${project}`);
    }
  });

  it('has a name that others may use, too', async () => {
    assert.equal(
      (await eve.person.call('POST', '/v1/projects', { id: uuid(), name: 'feature' })).status,
      200,
    );
    const mine = await eve.person.call('GET', '/v1/projects/feature');
    assert.equal(mine.raw.json().project.role, 'Admin');
    assert.equal((await ada.person.call('GET', '/v1/projects/feature')).raw.json().project.id, ada.project);
    assert.equal((await studio.signIn('ben', PASSWORD)).name, 'ben');
  });
});
