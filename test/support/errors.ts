import assert from 'node:assert/strict';
import { CairnError, type ErrorCode } from '../../engine/errors.ts';

/** For assert.throws and assert.rejects: a CairnError with this code. */
export const coded =
  (code: ErrorCode) =>
  (error: unknown): true => {
    assert.ok(CairnError.is(error), error instanceof Error ? error.stack : String(error));
    assert.equal(error.code, code, error.message);
    return true;
  };
