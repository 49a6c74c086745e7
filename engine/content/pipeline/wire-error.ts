/** Errors between threads. */
import { CairnError } from '../../errors.ts';
import type { WireError } from './messages.ts';

const traceOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${traceOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
};

export function toWire(error: unknown): WireError {
  const message = error instanceof Error ? error.message : String(error);
  const trace = traceOf(error);
  if (!(error instanceof CairnError))
    return { code: undefined, message, details: {}, said: undefined, trace };
  return { code: error.code, message, details: error.details, said: error.said, trace };
}

export const fromWire = ({ code, message, details, said, trace }: WireError): CairnError =>
  new CairnError(code ?? 'unexpected', said ?? message, { ...details }, trace);
