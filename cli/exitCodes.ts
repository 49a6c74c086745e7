/** What the program's exit code says. A contract with scripts: numbers and meanings stay. */
import type { ErrorCode } from '../engine/errors.ts';

export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  conflicts: 3,
  notAllowed: 4,
  unreachable: 5,
  integrity: 6,
  refused: 7,
  attention: 8,
  /** 128 + SIGINT, as shells say it. */
  cancelled: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_ERROR: Readonly<Record<ErrorCode, ExitCode>> = {
  usage: EXIT.usage,
  'not-found': EXIT.usage,
  'name-refused': EXIT.usage,
  'name-taken': EXIT.usage,
  'no-project': EXIT.usage,
  'project-exists': EXIT.usage,
  'project-corrupt': EXIT.integrity,
  'project-newer': EXIT.unexpected,
  'project-busy': EXIT.unexpected,
  'sync-running': EXIT.unexpected,
  'engine-unavailable': EXIT.unexpected,
  'file-changed': EXIT.refused,
  'file-unreadable': EXIT.unexpected,
  'file-locked': EXIT.refused,
  'file-in-the-way': EXIT.refused,
  'newest-version': EXIT.refused,
  outdated: EXIT.refused,
  modified: EXIT.refused,
  'outside-folder': EXIT.usage,
  'disk-full': EXIT.unexpected,
  'read-only': EXIT.unexpected,
  'folder-gone': EXIT.unexpected,
  locked: EXIT.refused,
  forbidden: EXIT.notAllowed,
  'metadata-only': EXIT.notAllowed,
  'not-published': EXIT.usage,
  'signed-out': EXIT.notAllowed,
  'session-expired': EXIT.notAllowed,
  'studio-unreachable': EXIT.unreachable,
  'studio-overloaded': EXIT.unreachable,
  'studio-error': EXIT.unreachable,
  quota: EXIT.unexpected,
  'studio-garbage': EXIT.unreachable,
  'protocol-version': EXIT.unexpected,
  'studio-refused': EXIT.unexpected,
  integrity: EXIT.integrity,
  'content-missing': EXIT.integrity,
  conflicts: EXIT.conflicts,
  cancelled: EXIT.cancelled,
  unexpected: EXIT.unexpected,
};

/** Refusals by a studio that say what the exit code is to be, by the studio's own code. */
const BY_REFUSAL: Readonly<Record<string, ExitCode>> = {
  forbidden: EXIT.notAllowed,
  'bad-credentials': EXIT.notAllowed,
  'setup-token': EXIT.notAllowed,
  invitation: EXIT.notAllowed,
  sso: EXIT.notAllowed,
  'sso-unknown': EXIT.notAllowed,
  'sso-linked': EXIT.notAllowed,
  'too-many-tokens': EXIT.usage,
  'signed-out': EXIT.notAllowed,
  'session-expired': EXIT.notAllowed,
  'too-many-attempts': EXIT.unreachable,
  overloaded: EXIT.unreachable,
  locked: EXIT.refused,
  'not-found': EXIT.usage,
  'bad-request': EXIT.usage,
  'name-taken': EXIT.usage,
  'name-refused': EXIT.usage,
  ambiguous: EXIT.usage,
  'last-admin': EXIT.usage,
  'admin-fixed': EXIT.usage,
  'role-used': EXIT.usage,
  'too-many-webhooks': EXIT.usage,
  'already-set-up': EXIT.usage,
};

/** The exit code for a failure, from its code and details. */
export function exitForError(code: string, details: Readonly<Record<string, unknown>> = {}): ExitCode {
  if (code === 'studio-refused') {
    const refusal = String(details.code);
    if (Object.hasOwn(BY_REFUSAL, refusal)) return BY_REFUSAL[refusal] ?? EXIT.unexpected;
  }
  return Object.hasOwn(BY_ERROR, code) ? BY_ERROR[code as ErrorCode] : EXIT.unexpected;
}

/**
 * The exit code where some of several items were refused: protecting local work outweighs everything, then the
 * first reason counts.
 */
export function exitForRefused(refused: readonly { readonly code: string }[]): ExitCode {
  const codes = refused.map((item) => exitForError(item.code));
  if (codes.includes(EXIT.refused)) return EXIT.refused;
  return codes[0] ?? EXIT.done;
}

/** The exit code of a sync that came to its end. */
export function exitForOutcome(outcome: 'done' | 'conflicts' | 'attention'): ExitCode {
  return { done: EXIT.done, conflicts: EXIT.conflicts, attention: EXIT.attention }[outcome];
}
