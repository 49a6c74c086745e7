/** Errors across the worker boundary: a structured clone keeps neither class nor code. */
import type { Said } from '../../engine/domain/said.ts';
import { CairnError, type ErrorCode } from '../../engine/errors.ts';

export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly said: Said | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  /** For the log: stack and causes. */
  readonly trace: string;
}

const trace = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${trace(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
};

/** Details of an error are plain data by contract; whatever is not is dropped rather than losing the error. */
function plainDetails(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    return structuredClone(details);
  } catch {
    return {};
  }
}

export function encodeError(error: unknown): WireError {
  if (error instanceof CairnError) {
    const { code, message, said, details } = error;
    return { code, message, said, details: plainDetails(details), trace: trace(error) };
  }
  const unavailable = error instanceof Error && (error as { code?: unknown }).code === 'engine-unavailable';
  const cancelled = error instanceof Error && error.name === 'AbortError';
  return {
    code: unavailable ? 'engine-unavailable' : cancelled ? 'cancelled' : 'unexpected',
    message: error instanceof Error ? error.message : String(error),
    said: undefined,
    details: {},
    trace: trace(error),
  };
}

/** The error as the caller in the extension host sees it; `cause` is the worker's own trace. */
export const decodeError = (error: WireError): CairnError =>
  new CairnError(error.code, error.said ?? error.message, { ...error.details }, error.trace);

/** Anything thrown in the host, as a CairnError. */
export const asCairnError = (error: unknown): CairnError =>
  error instanceof CairnError ? error : decodeError(encodeError(error));
