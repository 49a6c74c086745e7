/**
 * What people read when something fails: what happened, what was kept, what to do, chosen by the error's code.
 * The engine's own English message goes to the log, and here only where nothing better is known.
 */

import type { Refused } from '../engine/api.ts';
import { inWords, type Translate } from '../engine/domain/said.ts';
import type { CairnError, ErrorCode } from '../engine/errors.ts';
import { formatBytes } from './format.ts';
import { requestWords } from './studioWords.ts';

export type ErrorAction = 'sign-in' | 'conflicts' | 'publish' | 'retry' | 'refresh';

export interface Explanation {
  readonly text: string;
  /** What the message offers beside *Show log*. */
  readonly action: ErrorAction | null;
  /** Not worth a message: the user asked for it. */
  readonly silent: boolean;
}

interface Words {
  readonly what: string;
  readonly kept?: string;
  readonly todo?: string;
  readonly action?: ErrorAction;
}

type Explain = (error: CairnError, t: Translate) => Words;

const detail = (error: CairnError, key: string): string | null => {
  const value = error.details[key];
  return typeof value === 'string' && value !== '' ? value : null;
};
const number = (error: CairnError, key: string): number | null => {
  const value = error.details[key];
  return typeof value === 'number' ? value : null;
};
const file = (error: CairnError, t: Translate): string =>
  detail(error, 'path') ?? detail(error, 'file') ?? t('A file');

const nothingLost = (t: Translate): string => t('Nothing was lost.');
const untouched = (t: Translate): string => t('Your file is as it was.');
const keptHere = (t: Translate): string => t('Your work is safe on this machine.');

/** What is known of the studio's refusal, or what the engine says itself. */
function told({ said, details, message }: CairnError, t: Translate): string {
  const text = requestWords(details.code, message, t) ?? (said === undefined ? message : inWords(said, t));
  return /[.!?…]$/u.test(text) ? text : `${text}.`;
}

function noRoom(error: CairnError, t: Translate): string {
  const [used, limit] = [number(error, 'used'), number(error, 'limit')];
  if (used === null || limit === null) return t('The project has no room left on the studio.');
  if (detail(error, 'what') === 'items')
    return t('The project has no room left on the studio: {0} of {1} items are used.', used, limit);
  const [bytes, most] = [formatBytes(used, t), formatBytes(limit, t)];
  return t('The project has no room left on the studio: {0} of {1} are used.', bytes, most);
}

const TABLE: Readonly<Record<ErrorCode, Explain>> = {
  usage: (error, t) => ({ what: told(error, t) }),
  'not-found': (error, t) => ({ what: told(error, t), action: 'refresh' }),
  'name-refused': (error, t) => ({ what: told(error, t) }),
  'name-taken': (error, t) => ({
    what: told(error, t),
    todo: t('Choose another name.'),
  }),
  'no-project': (_error, t) => ({ what: t('There is no Cairn project in this folder.') }),
  'project-exists': (_error, t) => ({ what: t('This folder is a Cairn project already.') }),
  'project-corrupt': (error, t) => ({
    what: told(error, t),
    kept: t('Your working files are as they were.'),
    todo: t('Restore the file from a backup, or join the project again in another folder.'),
  }),
  'project-newer': (_error, t) => ({
    what: t('This project was made by a newer Cairn.'),
    kept: nothingLost(t),
    todo: t('Update the extension.'),
  }),
  'project-busy': (_error, t) => ({
    what: t('Another program is using this project.'),
    kept: nothingLost(t),
    todo: t('Try again in a moment.'),
    action: 'retry',
  }),
  'sync-running': (_error, t) => ({
    what: t('A sync of this project is running already, here or elsewhere.'),
  }),
  'engine-unavailable': (error, t) => ({
    what: t('Cairn cannot work here: {0}', told(error, t)),
    kept: t('Your files are as they were.'),
    action: 'retry',
  }),
  'file-changed': (error, t) => ({
    what: t('{0} changed while it was read.', file(error, t)),
    kept: t('No version was recorded of it.'),
    todo: t('Try again when the program that writes it has finished.'),
    action: 'retry',
  }),
  'file-unreadable': (error, t) => ({
    what: told(error, t),
    kept: nothingLost(t),
  }),
  'file-locked': (error, t) => ({
    what: t('{0} is held open by another program.', file(error, t)),
    kept: untouched(t),
    todo: t('Close it there and try again.'),
    action: 'retry',
  }),
  'file-in-the-way': (error, t) => ({
    what: t('{0} is in the way: it is not known to Cairn, or it has changes of yours.', file(error, t)),
    kept: untouched(t),
    todo: t('Move or track it first.'),
  }),
  'newest-version': (error, t) => ({
    what: t('The newest version of {0} cannot go to the trash: it is what everybody has.', file(error, t)),
    todo: t('Revert to another version and checkpoint it first; then this one can go.'),
  }),
  outdated: (error, t) => ({
    what: t('The studio has a newer version of {0}, and yours is not based on it.', file(error, t)),
    kept: untouched(t),
    todo: t('Pull it, or checkpoint yours on top.'),
  }),
  modified: (error, t) => ({
    what: t('{0} has changes without a checkpoint.', file(error, t)),
    kept: untouched(t),
    todo: t('Checkpoint it first.'),
  }),
  'outside-folder': (error, t) => ({
    what: t('{0} is outside the working folder.', file(error, t)),
    kept: t('Nothing was written.'),
  }),
  'disk-full': (error, t) => ({
    what:
      number(error, 'needed') === null
        ? t('The disk is full.')
        : t('The disk is full: {0} are needed.', formatBytes(number(error, 'needed') ?? 0, t)),
    kept: t('What was there before is as it was.'),
    todo: t('Make room and try again.'),
    action: 'retry',
  }),
  'read-only': (error, t) => ({
    what: t('{0} cannot be written: it is read-only.', file(error, t)),
    kept: untouched(t),
  }),
  'folder-gone': (_error, t) => ({
    what: t('The working folder is not there.'),
    kept: t('Cairn did not take its files for deleted.'),
    todo: t('Connect the disk and try again.'),
    action: 'retry',
  }),
  locked: (error, t) => ({
    what:
      detail(error, 'assignee') === null
        ? t('{0} is a task of somebody else, and only they may checkpoint it.', file(error, t))
        : t(
            '{0} is a task of {1}, and only they may checkpoint it.',
            file(error, t),
            detail(error, 'assignee') ?? '',
          ),
    kept: untouched(t),
    todo: t('Ask for the assignment, or save your work as a new asset.'),
  }),
  forbidden: (error, t) => ({
    what:
      error.details.member === false ? told(error, t) : t('Your role in this project does not allow that.'),
    kept: nothingLost(t),
    todo: t('Ask somebody who manages the project.'),
  }),
  'metadata-only': (error, t) => ({
    what: t('You are not entitled to the content of {0}.', file(error, t)),
    todo: t('Ask for it to be assigned to you or shared.'),
  }),
  'not-published': (_error, t) => ({
    what: t('This project is on this machine only: it has no studio to sync with.'),
    kept: keptHere(t),
    todo: t('Publish it first.'),
    action: 'publish',
  }),
  'signed-out': (_error, t) => ({
    what: t('You are not signed in to the studio.'),
    kept: keptHere(t),
    action: 'sign-in',
  }),
  'session-expired': (_error, t) => ({
    what: t('Your session at the studio has ended.'),
    kept: keptHere(t),
    todo: t('Sign in again.'),
    action: 'sign-in',
  }),
  'studio-unreachable': (_error, t) => ({
    what: t('The studio could not be reached.'),
    kept: keptHere(t),
    todo: t('Check the network and the address, then sync again.'),
    action: 'retry',
  }),
  'studio-overloaded': (_error, t) => ({
    what: t('The studio is too busy right now.'),
    kept: keptHere(t),
    todo: t('Try again in a few minutes.'),
    action: 'retry',
  }),
  'studio-error': (error, t) => ({
    what: told(error, t),
    kept: keptHere(t),
    action: 'retry',
  }),
  quota: (error, t) => ({
    what: noRoom(error, t),
    kept: keptHere(t),
    todo: t(
      'Ask an administrator of the studio for more room, or purge what is in the trash; then sync again.',
    ),
    action: 'retry',
  }),
  'studio-garbage': (_error, t) => ({
    what: t('What answered at the studio address is not a Cairn studio, or something on the way changed it.'),
    kept: keptHere(t),
    todo: t('Check the address.'),
  }),
  'protocol-version': (_error, t) => ({
    what: t('The studio and this extension are of versions that do not understand each other.'),
    kept: keptHere(t),
    todo: t('Update the older one.'),
  }),
  'studio-refused': (error, t) => ({
    what: requestWords(error.details.code, error.message, t) ?? t('The studio refused: {0}', error.message),
    kept: keptHere(t),
  }),
  integrity: (_error, t) => ({
    what: t('Content is damaged: it is not what was recorded.'),
    kept: t('Nothing of it was written.'),
    todo: t('Sync again to fetch them anew. If it stays, run `cairn verify --repair`.'),
    action: 'retry',
  }),
  'content-missing': (error, t) => ({
    what: t('The content of {0} is neither on this machine nor on the studio.', file(error, t)),
    todo: t('Whoever made that version has to sync first.'),
  }),
  conflicts: (_error, t) => ({
    what: t('The sync is paused on conflicts.'),
    kept: nothingLost(t),
    action: 'conflicts',
  }),
  cancelled: (_error, t) => ({ what: t('Cancelled.') }),
  unexpected: (error, t) => ({ what: t('Something unexpected happened: {0}', told(error, t)) }),
};

export function explain(error: CairnError, t: Translate): Explanation {
  const { what, kept, todo, action } = TABLE[error.code](error, t);
  const text = [what, kept, todo].filter((part) => part !== undefined).join(' ');
  return { text, action: action ?? null, silent: error.code === 'cancelled' };
}

/** Why one file of several was refused: a report's `code` may be one that this version does not know. */
export const explainRefusal = ({ path, code, message, said }: Refused, t: Translate): string => {
  const known = Object.hasOwn(TABLE, code) ? TABLE[code as ErrorCode] : null;
  if (known === null) return t('{0}: {1}', path, message);
  const { what, todo } = known({ code, message, said, details: { path } } as unknown as CairnError, t);
  return [what, todo].filter((part) => part !== undefined).join(' ');
};
