/** What PostgreSQL and the way to it answer, as errors of ours: of the original only code and message go on. */
import { StudioError } from '../errors.ts';

/** Seconds after which it is worth asking again. */
const RETRY_AFTER = 5;

/** A statement that the database refused. What its error tells beside the message may hold values of rows. */
class DatabaseError extends Error {
  /** SQLSTATE. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'DatabaseError';
    this.code = code;
  }
}

/** The database undid a transaction so that another could go on: the same again may go well. */
export const wasUndone = (error: unknown): boolean =>
  error instanceof DatabaseError && (error.code === '40001' || error.code === '40P01');

const SQLSTATE = /^[0-9A-Z]{5}$/u;
/** Shut down, starting, too many connections, a connection that failed, idle for too long. */
const AWAY = /^(?:08|53300|57P0[123]|25P03)/u;
/** No disk, or no memory, for it. */
const FULL = /^53(?:100|200)$/u;
/** A NUL in a text, or a number that is out of range: SQLite would have kept it. */
const UNFIT = /^22(?:021|003)$/u;

/** Why is for the log: it names users and databases. */
const away = (why: string): StudioError =>
  new StudioError(
    'overloaded',
    "The studio's database cannot be reached",
    { retryAfter: RETRY_AFTER },
    new Error(why),
  );

/** @param error that kept from being connected: whatever the database has against it may pass. */
export const unreachable = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && SQLSTATE.test(String(error.code))
    ? away(error.message)
    : translated(error);

/** @param error of the driver; without a SQLSTATE, it never came to the database or did not come back. */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DatabaseError || error instanceof StudioError)
    return error;
  const { code, message } = error as Error & { readonly code?: unknown };
  if (typeof code !== 'string' || !SQLSTATE.test(code)) {
    const known = typeof code === 'string' || /connect|terminat|timeout/iu.test(message);
    // Of several addresses that were tried, there is a code only.
    return known ? away(message === '' ? String(code) : message) : error;
  }
  if (AWAY.test(code)) return away(message);
  if (FULL.test(code)) return new StudioError('storage', "The database's disk is full");
  if (code === '55P03') return new StudioError('overloaded', 'The database is busy', { retryAfter: 2 });
  if (UNFIT.test(code)) return new StudioError('bad-request', 'A value cannot be kept: it is out of range');
  return new DatabaseError(code, message);
}
