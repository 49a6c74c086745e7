/**
 * What a studio refuses, in the reader's language, by the refusal's code. The studio itself writes English; its own
 * words are in the log, and shown for codes that this version does not know.
 */
import type { Translate } from '../engine/domain/said.ts';

type Words = (t: Translate, message: string) => string;
type Table = Readonly<Record<string, Words>>;

/** Refusals of a request. A house test holds this against the studio's codes. */
const REQUESTS: Table = {
  'bad-request': (t, message) => t('The studio cannot do that: {0}', message),
  'bad-message': (t, message) => t('The studio cannot read what it was sent: {0}', message),
  'bad-credentials': (t) => t('The name or the password is wrong.'),
  'setup-token': (t) => t('The setup token is not the one that this studio printed at its last start.'),
  invitation: (t) => t('This invitation is not valid any more: ask for another one.'),
  sso: (t) => t('The sign-in elsewhere did not work. Begin it again.'),
  'sso-unknown': (t) =>
    t('The studio has no account for you. Ask an administrator for one, or for an invitation.'),
  'sso-linked': (t) => t('This account signs in another way already. Ask an administrator of the studio.'),
  'too-many-tokens': (t) => t('You have as many tokens as the studio gives out. Revoke one first.'),
  'too-many-webhooks': (t) => t('The project has as many webhooks as it can have. Remove one first.'),
  'not-found': (t) => t('The studio does not have that, or you may not see it.'),
  'name-taken': (t) => t('The studio has something of this name already. Choose another name.'),
  'name-refused': (t) => t('The studio does not take this name. Choose another name.'),
  ambiguous: (t) => t('You are in several projects of this name: use the id.'),
  'already-set-up': (t) => t('This studio has its administrator already.'),
  'last-admin': (t) => t('A project needs one Admin at least: make somebody else Admin first.'),
  'admin-fixed': (t) => t('The role Admin stays as it is.'),
  'role-used': (t) => t('The role is in use.'),
  archived: (t) => t('The project is archived: it can be read, and nothing can be sent to it.'),
  'too-large': (t) => t('That is more than the studio takes at once.'),
  'in-use': (t) => t('The studio is being worked on. Try again later.'),
  storage: (t) => t('The disk of the studio is full. Ask its administrator.'),
  unexpected: (t) => t('The studio failed. Its log says why.'),
  integrity: (t) => t('The studio found damaged content. Ask its administrator.'),
};

/** Refusals of one row of a sync. A house test holds this against the studio's codes. */
const ROWS: Table = {
  forbidden: (t) => t('your role does not allow it'),
  locked: (t) => t('it is a task of somebody else'),
  'name-taken': (t) => t('the name is taken on the studio'),
  'name-refused': (t) => t('the studio does not take this name'),
  'not-found': (t) => t('what it belongs to is not on the studio'),
  'content-missing': (t) => t('some of its content is missing or damaged'),
  integrity: (t) => t('its content is sound here, but arrives damaged at the studio'),
  diverged: (t) => t('the studio has a newer version'),
  'newest-version': (t) => t('the newest version of an asset cannot go to the trash'),
  trashed: (t) => t('what it belongs to is in the trash or purged'),
  cycle: (t) => t('something would lie in itself'),
  archived: (t) => t('the project is archived'),
  'depends-on-rejected': (t) => t('what it needs was refused'),
  quota: (t) => t('the project has no room left on the studio'),
  'too-large': (t) => t('it is larger than the studio takes'),
  'too-long': (t) => t('its comment is longer than the studio takes'),
  'bad-row': (t, message) => t('the studio cannot take it ({0})', message),
};

const look = (table: Table, code: unknown): Words | undefined =>
  typeof code === 'string' && Object.hasOwn(table, code) ? table[code] : undefined;

/** @param code as the studio sent it. @param message its own words; undefined where there are none of ours */
export const requestWords = (code: unknown, message: string, t: Translate): string | undefined =>
  look(REQUESTS, code)?.(t, message);

export const rowWords = (code: string, message: string, t: Translate): string =>
  look(ROWS, code)?.(t, message) ?? message;
