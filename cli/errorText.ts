/** What people read when something fails, by code: what happened, what was kept, what to do. */
import type { ErrorCode } from '../engine/errors.ts';
import { OUTPUT } from './io.ts';
import { type Deed, keptBy, NOTHING_CHANGED, SYNC_KEPT } from './kept.ts';
import { plain, word } from './layout.ts';
import { whatNext, whyUnreachable } from './unreachable.ts';

export interface Failure {
  readonly code: string;
  /** A plain English account, for logs and `--json`. */
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

interface Text {
  /** Instead of the failure's own message. */
  readonly what?: string | ((failure: Failure) => string | undefined);
  readonly kept?: string | ((failure: Failure) => string | undefined);
  readonly next?: string | ((failure: Failure) => string | undefined);
}

const detail = (failure: Failure, key: string): string | undefined => {
  const value = failure.details[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
};

function signIn(failure: Failure): string {
  const how = `Sign in with: cairn login ${word(detail(failure, 'url') ?? 'URL')} --user NAME`;
  return failure.details.orHere === true
    ? `On the studio's own machine, add --data DIR (or --config FILE). Elsewhere: ${how}`
    : how;
}

const TEXTS: Readonly<Record<ErrorCode, Text>> = {
  usage: {},
  'not-found': {
    next: ({ details }) => {
      if (details.path === undefined) return undefined;
      return details.version === undefined
        ? 'cairn status --all lists everything by the name it has now, cairn trash list what was removed.'
        : 'cairn log PATH lists the versions there are.';
    },
  },
  'name-refused': {
    kept: NOTHING_CHANGED,
    // The message has the suggestion.
    next: (failure) => (detail(failure, 'suggestion') === undefined ? 'Choose another name.' : undefined),
  },
  'name-taken': { kept: NOTHING_CHANGED, next: 'Choose another name, or move the other item away first.' },
  'no-project': {
    next: 'Make a project of this folder with: cairn init. Or join one with: cairn clone URL/PROJECT',
  },
  'project-exists': {
    kept: NOTHING_CHANGED,
    next: (failure) => {
      const there = detail(failure, 'instead');
      return there === undefined
        ? undefined
        : `To bring that one up to date: cairn -C ${word(there)} sync. To join into another folder: cairn clone URL/PROJECT DIR`;
    },
  },
  'project-corrupt': {
    // What became of the project file, the message says.
    kept: 'Your working files were not touched.',
    next: 'Keep a copy of .cairn, then restore it from a backup, or clone the project again into another folder.',
  },
  'project-newer': { kept: NOTHING_CHANGED, next: 'Update Cairn on this machine.' },
  'project-busy': { kept: NOTHING_CHANGED, next: 'Wait for the other program to finish, then try again.' },
  'sync-running': {
    what: 'Another window or process is syncing this project.',
    kept: NOTHING_CHANGED,
    next: 'Wait for that sync to finish, or cancel it where it was started.',
  },
  'engine-unavailable': { next: 'Run Cairn with Node.js 22.14 or newer on a supported platform.' },
  'file-changed': {
    kept: 'Nothing was recorded, and the file was not touched.',
    next: 'Let the program that writes it finish, then try again.',
  },
  'file-unreadable': {
    kept: NOTHING_CHANGED,
    next: 'Check the permissions of the file and that it still exists.',
  },
  'file-locked': {
    kept: 'The file was not touched.',
    next: 'Close it in the program that holds it open, then try again.',
  },
  'file-in-the-way': {
    kept: 'The file was not touched.',
    next: 'Move it away, then try again.',
  },
  'newest-version': {
    kept: NOTHING_CHANGED,
    next: 'Bring back another version and checkpoint it; then this one is not the newest any more.',
  },
  outdated: {
    kept: 'Your file is as it was.',
    next: 'Run cairn pull, which asks what to do with your edits, or repeat with --on-top to put yours on top.',
  },
  modified: {
    kept: 'Your edits were not touched.',
    next: 'Say what to do with them: --mine checkpoint keeps them as a version first, --mine overwrite gives them up, but for a copy in .cairn/recovered.',
  },
  'outside-folder': { kept: NOTHING_CHANGED },
  'disk-full': {
    kept: ({ details }) =>
      details.path === OUTPUT ? 'What was printed is cut off.' : 'What was there before is intact.',
    next: 'Make space on the disk, then try again.',
  },
  'read-only': { kept: NOTHING_CHANGED, next: 'Check that you may write to the folder, then try again.' },
  'folder-gone': { next: 'Check that the disk or share is mounted. The history is in the project file.' },
  locked: {
    kept: 'Your working file was not touched.',
    next: 'Ask for the task to be assigned to you, or save your work as another asset.',
  },
  forbidden: {
    kept: NOTHING_CHANGED,
    next: ({ details }) =>
      details.administrator === 'studio'
        ? 'Sign in as one, or ask one.'
        : details.member === false
          ? 'Ask an administrator of the project to make you a member again. What you have here stays, and goes up then.'
          : 'Ask an administrator of the project for the permission.',
  },
  'metadata-only': {
    kept: NOTHING_CHANGED,
    next: 'Ask for the task to be assigned to you, or for its collection to be shared.',
  },
  'not-published': { next: 'Put the project on a studio with: cairn publish URL' },
  'signed-out': { kept: NOTHING_CHANGED, next: signIn },
  'session-expired': { kept: SYNC_KEPT, next: signIn },
  'studio-unreachable': { what: whyUnreachable, kept: SYNC_KEPT, next: whatNext },
  'studio-overloaded': { kept: SYNC_KEPT, next: 'Try again in a minute.' },
  'studio-error': {
    kept: SYNC_KEPT,
    next: ({ details }) =>
      details.since === undefined
        ? "Try again; if it stays, the studio's log says why."
        : 'Keep this folder: it holds what the studio has lost. Clone the project into another one, copy over what is newer here, and checkpoint it there.',
  },
  quota: {
    kept: SYNC_KEPT,
    next: 'Ask an administrator of the studio for more room (cairn usage tells what is used), or purge what is in the trash; then sync again.',
  },
  'studio-garbage': {
    kept: SYNC_KEPT,
    next: (failure) => {
      const leadsTo = detail(failure, 'leadsTo');
      const to = word(leadsTo ?? '');
      return leadsTo === undefined
        ? 'Check the address: a proxy or another program may be answering in the place of the studio.'
        : `Sign in there with: cairn login ${to} --user NAME. A project that is linked to the old address follows with: cairn publish ${to}`;
    },
  },
  'protocol-version': { kept: SYNC_KEPT },
  'studio-refused': {},
  integrity: {
    kept: 'The damaged bytes were not used, and what was there before is intact.',
    next: 'Check and repair with: cairn verify --repair',
  },
  'content-missing': {
    kept: NOTHING_CHANGED,
    next: 'Sync on the machine that made this version, then try again; cairn verify lists what is missing.',
  },
  conflicts: {
    kept: 'Nothing was applied; your project is as it was.',
    next: 'See them with: cairn conflicts. Decide each with: cairn resolve ID …, then: cairn sync',
  },
  cancelled: {
    what: 'Cancelled.',
    // A question that was not answered, or a sign-in that did not happen, has begun nothing.
    kept: ({ details }) =>
      details.begun === false
        ? NOTHING_CHANGED
        : details.cloned === undefined
          ? 'What was finished is kept; run the command again to go on.'
          : undefined,
  },
  unexpected: { next: 'Please report this with the message above. Details: CAIRN_LOG=debug' },
};

const say = (part: Text['what'], failure: Failure): string | undefined =>
  typeof part === 'function' ? part(failure) : part;

const textOf = (code: string): Text => (Object.hasOwn(TEXTS, code) ? TEXTS[code as ErrorCode] : {});

/** Where CAIRN_TOKEN says who asks, neither signing in nor a permission helps. */
const OF_TOKEN: Readonly<Partial<Record<string, string>>> = {
  'signed-out': 'Unset CAIRN_TOKEN to use your own session.',
  'session-expired':
    'CAIRN_TOKEN is not valid (any more): make another with cairn token create, or unset it to use your own session.',
  forbidden:
    'CAIRN_TOKEN may do less than you: unset it to use your own session, or use one with --scope sync.',
};

/**
 * Lines for people.
 * @param deed of the command that failed
 * @param byToken CAIRN_TOKEN says who asks
 */
export function explain(failure: Failure, deed: Deed = 'transfers', byToken = false): string {
  const text = textOf(failure.code);
  const what = say(text.what, failure) ?? failure.message;
  const kept = keptBy(deed, failure, say(text.kept, failure));
  const rest = [kept, hint(failure, byToken)].filter((line) => line);
  const end = rest.length > 0 && /[^.!?…:]$/u.test(what) ? '.' : '';
  return [`cairn: ${what}${end}`, ...rest].join('\n');
}

/** What to do about a failure, or undefined where the message says it all. */
export function hint(failure: Failure, byToken = false): string | undefined {
  const next = (byToken ? OF_TOKEN[failure.code] : undefined) ?? say(textOf(failure.code).next, failure);
  const cloned = detail(failure, 'cloned');
  if (cloned === undefined) return next;
  return [next, `What arrived is in ${plain(cloned)}. To go on: cairn -C ${word(cloned)} sync`]
    .filter(Boolean)
    .join('\n');
}

/** What is known of anything thrown. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: 'unexpected', message: String(error), details: {} };
  const { code, details } = error as { code?: unknown; details?: unknown };
  const known = typeof code === 'string' && Object.hasOwn(TEXTS, code);
  return {
    code: known ? code : 'unexpected',
    message: error.message,
    details: known && typeof details === 'object' && details !== null ? { ...details } : {},
  };
}
