/**
 * Every failure the engine reports by design. `code` is stable and what programs branch on; `details` are
 * typed by code where a consumer needs them. Text for people is chosen by the consumers, by code; `message`
 * is a plain English account for logs and `--json`.
 */
import { english, type Said } from './domain/said.ts';

export type ErrorCode =
  | 'usage' // the call makes no sense: unknown path, bad option
  | 'not-found' // no such item, version, conflict
  | 'name-refused' // details: {name, problem, suggestion}
  | 'name-taken' // details: {name, path}
  | 'no-project' // no project file here
  | 'project-exists'
  | 'project-corrupt' // the project file is damaged; details: {file, problems}
  | 'project-newer' // made by a newer Cairn; details: {file, schema}
  | 'project-busy' // another process holds the write lock too long
  | 'sync-running' // another window or process syncs this project file
  | 'engine-unavailable' // no SQLite binding on this platform
  | 'file-changed' // changed while it was read; nothing was recorded
  | 'file-unreadable' // details: {path, reason}
  | 'file-locked' // the target is held open by another program; untouched
  | 'file-in-the-way' // an untracked or modified file is where one would be written
  | 'newest-version' // it cannot go to the trash; details: {path, version}
  | 'outdated' // the studio has a version that the file is not based on
  | 'modified' // refused to overwrite local edits
  | 'outside-folder' // a path or symlink leaves the working folder
  | 'disk-full'
  | 'read-only'
  | 'folder-gone'
  | 'locked' // the soft lock: a task of somebody else
  | 'forbidden'
  | 'metadata-only' // content this user is not entitled to
  | 'not-published' // the project has no studio yet
  | 'signed-out'
  | 'session-expired'
  | 'studio-unreachable'
  | 'studio-overloaded'
  | 'studio-error' // the studio answered with an unexpected error
  | 'quota' // the project has no room left on the studio; details: {what, used, limit}
  | 'studio-garbage' // the answer was not Cairn's protocol
  | 'protocol-version' // details: {mine, theirs}
  | 'studio-refused' // a coded refusal; details: {code}
  | 'integrity' // bytes do not match their hash
  | 'content-missing' // chunks neither here nor on the studio
  | 'conflicts' // a sync is paused on conflicts
  | 'cancelled'
  | 'unexpected';

export class CairnError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  /** The message for readers of other languages too; a house test says for which codes it must be there. */
  readonly said: Said | undefined;

  constructor(
    code: ErrorCode,
    message: string | Said,
    details: Record<string, unknown> = {},
    cause?: unknown,
  ) {
    const isSaid = typeof message === 'object';
    super(isSaid ? english(message) : message, cause === undefined ? undefined : { cause });
    this.name = 'CairnError';
    this.code = code;
    this.said = isSaid ? message : undefined;
    this.details = details;
  }

  static is(error: unknown, ...codes: ErrorCode[]): error is CairnError {
    return error instanceof CairnError && (codes.length === 0 || codes.includes(error.code));
  }
}

/** What whoever aborted a call is told, whatever it ended with. */
export const cancelled = (cause: unknown): CairnError =>
  new CairnError('cancelled', 'Cancelled. What was done so far is kept.', {}, cause);
