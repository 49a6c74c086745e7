/** Which failures of a call to a studio pass. Apart from what makes them, which is loaded with the first call. */
import { CairnError } from '../errors.ts';

/** Worth trying again: the connection broke, or the studio asked for a pause. */
export const isTransient = (error: unknown): boolean => {
  if (CairnError.is(error, 'studio-overloaded')) return true;
  return (
    CairnError.is(error, 'studio-unreachable') &&
    error.details.reason !== 'ENOTFOUND' &&
    error.details.reason !== 'ECONNREFUSED'
  );
};
