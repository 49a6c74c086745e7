/** Turns what stops one path of several into a line of the report, so that the others go on. */
import type { Refused } from '../api.ts';
import { english, type Said } from '../domain/said.ts';
import { CairnError, type ErrorCode } from '../errors.ts';

/** Failures that concern one file only. Everything else ends the whole call. */
const OF_ONE_FILE: readonly ErrorCode[] = [
  'not-found',
  'usage',
  'name-refused',
  'name-taken',
  'file-changed',
  'file-unreadable',
  'file-locked',
  'file-in-the-way',
  'modified',
  'outdated',
  'outside-folder',
  'read-only', // one folder among others may be
  'locked',
  'metadata-only',
  'integrity',
  'content-missing',
];

/** @throws `error` itself where it is not about this one path. */
export function refusalOf(path: string, error: unknown): Refused {
  if (!CairnError.is(error, ...OF_ONE_FILE)) throw error;
  return { path, code: error.code, message: error.message, said: error.said };
}

export const refused = (path: string, code: ErrorCode, why: Said): Refused => ({
  path,
  code,
  message: english(why),
  said: why,
});
