/** Whether anything was committed to a project file, told from outside, without opening it. */
import { lstatSync } from 'node:fs';
import { tickOf } from '../content/file-stamp.ts';

export interface CommitStamps {
  /** Equal where nothing was committed between two looks, if the first was not taken too {@link soon}. */
  readonly text: string;
  /** Milliseconds since 1970: when a file was last written to. */
  readonly changedAt: number;
}

/** Undefined where there is no such file. Errors of the disk come as they are. */
export function commitStamps(projectFile: string): CommitStamps | undefined {
  const file = lstatSync(projectFile, { bigint: true, throwIfNoEntry: false });
  if (!file) return undefined;
  const log = lstatSync(`${projectFile}-wal`, { bigint: true, throwIfNoEntry: false });
  // Whoever opens a project file makes an empty log, and the last to close it takes that away.
  const written = log && log.size > 0n ? [file, log] : [file];
  const text = written.map(({ size, mtimeNs, ino }) => [size, mtimeNs, ino].join(' ')).join(', ');
  return { text, changedAt: Math.max(...written.map(({ mtimeNs }) => Number(mtimeNs) / 1e6)) };
}

/** Whether something could be committed after `now` that these stamps do not show: git's racy-timestamp rule. */
export const soon = ({ changedAt }: CommitStamps, now: number): boolean =>
  changedAt + tickOf(changedAt) >= now;
