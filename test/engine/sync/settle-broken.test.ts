import assert from 'node:assert/strict';
import { CairnError, type ErrorCode } from '../../../engine/errors.ts';
import type { SyncContext } from '../../../engine/sync/context.ts';
import { settleBroken } from '../../../engine/sync/settle-broken.ts';
import { cairn } from '../../../proto/generated/cairn.js';

const LARGE = 16 * 1024;
const BASE = 7;

const failure = (code: ErrorCode, reason = 'ECONNRESET') =>
  new CairnError(code, 'the connection broke', { reason });
const answered = (more: cairn.v1.IPushResponse) => cairn.v1.PushResponse.create({ head: BASE, ...more });

describe('a push whose connection broke', () => {
  const sent: cairn.v1.IPushRequest[] = [];
  /** @param answer of the empty push under its id. */
  const settle = (bytes: number, error: unknown, answer: cairn.v1.PushResponse | Error) => {
    sent.length = 0;
    const push = async (request: cairn.v1.IPushRequest) => {
      sent.push(request);
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const context = { studio: { push }, signal: new AbortController().signal } as unknown as SyncContext;
    const request = cairn.v1.PushRequest.create({
      pushId: 'one',
      baseRevision: BASE,
      changes: [{ created: true }],
    });
    return settleBroken(context, request, bytes, error);
  };

  for (const [what, bytes, error] of [
    ['is small', LARGE - 1, failure('studio-unreachable')],
    ['failed for another reason', LARGE, failure('studio-refused')],
    ['goes to nobody', LARGE, failure('studio-unreachable', 'ECONNREFUSED')],
    ['is to wait', LARGE, failure('studio-overloaded')],
  ] as const)
    it(`is not asked about where it ${what}`, async () => {
      await assert.rejects(settle(bytes, error, answered({})), error);
      assert.equal(sent.length, 0);
    });

  const ANSWERS: Readonly<Record<string, cairn.v1.IPushResponse>> = {
    'has brought the studio further': { head: BASE + 1 },
    'was answered with refusals': { results: [{ index: 0, code: 'forbidden' }] },
    'was answered with rows': { rows: [{}] },
    'was overtaken': { behind: true },
  };
  for (const [what, answer] of Object.entries(ANSWERS))
    it(`was carried out, or never will be, where it ${what}: that is its answer`, async () => {
      const given = answered(answer);
      assert.equal(await settle(LARGE, failure('studio-unreachable'), given), given);
      assert.deepEqual(sent, [{ pushId: 'one', baseRevision: BASE, changes: [] }]);
    });

  it('is told to be too large where the studio has nothing of it', async () => {
    const error = failure('studio-unreachable');
    await assert.rejects(settle(LARGE, error, answered({})), (told) => {
      assert.ok(CairnError.is(told, 'studio-refused'));
      assert.deepEqual([told.details, told.cause], [{ status: 413, bytes: LARGE }, error]);
      return true;
    });
  });

  it('failed with what it failed with where the small one does not pass either', async () => {
    const error = failure('studio-unreachable');
    await assert.rejects(settle(LARGE, error, failure('studio-overloaded')), error);
  });
});
