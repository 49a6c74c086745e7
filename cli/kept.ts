/** What a command that failed at a studio leaves behind: that depends on what the command does there. */
import type { Failure } from './errorText.ts';

/** What a command is to a studio. */
export type Deed = 'looks' | 'changes' | 'transfers';

export const NOTHING_CHANGED = 'Nothing was changed.';
export const SYNC_KEPT = 'Your work is safe here; what already arrived is kept.';
const NOT_KNOWN = 'Whether the studio did it is not known: look there before you repeat it.';

/** Content or rows travel. */
const TRANSFERS = new Set([
  ...['sync', 'track', 'checkpoint', 'publish', 'clone', 'join', 'pull', 'rebuild', 'revert', 'free'],
  ...['cat', 'gc', 'verify'],
]);
const LOOKS = new Set(['whoami', 'usage', 'activity', 'status', 'log', 'conflicts', 'attention']);
const LISTS = new Set(['list', 'log', 'invitations', 'activity']);

/** @param words the command's own, as `member list` */
export function deedOf([command = '', part = '']: readonly string[]): Deed {
  if (TRANSFERS.has(command)) return 'transfers';
  return LOOKS.has(command) || LISTS.has(part) ? 'looks' : 'changes';
}

/** The request never reached the studio, or was answered by a refusal. */
const NEVER_BEGAN =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_|EHOST|ENET|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS_CERT)/u;

/**
 * What to say was kept, of what the code of the failure says of it.
 * @param kept undefined where it says nothing
 */
export function keptBy(deed: Deed, failure: Failure, kept: string | undefined): string | undefined {
  if (kept !== NOTHING_CHANGED && kept !== SYNC_KEPT) return kept;
  if (deed === 'looks') return undefined;
  if (deed === 'transfers') return kept;
  const { code, details } = failure;
  const broken = code === 'studio-unreachable' && !NEVER_BEGAN.test(String(details.reason ?? ''));
  return broken || code === 'studio-error' ? NOT_KNOWN : NOTHING_CHANGED;
}
