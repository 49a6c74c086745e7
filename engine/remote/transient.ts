/** Which failures of a call to a studio pass. Apart from what makes them, which is loaded with the first call. */
import { CairnError } from '../errors.ts';

/** Nobody is there, or who is there cannot be trusted: trying again tells the same. */
const STAYS = /^(?:ENOTFOUND|ECONNREFUSED|EPROTO|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO)/u;

/** Worth trying again: the connection broke, or the studio asked for a pause. */
export const isTransient = (error: unknown): boolean => {
  if (CairnError.is(error, 'studio-overloaded')) return true;
  return CairnError.is(error, 'studio-unreachable') && !STAYS.test(String(error.details.reason));
};
