/** Whether two entries show the same. */
import type { Entry } from '../api.ts';

const sameList = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((item, index) => item === b[index]));

export const sameEntry = (a: Entry, b: Entry): boolean =>
  a === b ||
  (a.path === b.path &&
    a.state === b.state &&
    a.id === b.id &&
    a.name === b.name &&
    a.kind === b.kind &&
    a.base === b.base &&
    a.latest === b.latest &&
    a.size === b.size &&
    a.assignee === b.assignee &&
    a.status === b.status &&
    a.type === b.type &&
    a.task === b.task &&
    a.description === b.description &&
    a.folder === b.folder &&
    a.rename?.from === b.rename?.from &&
    a.rename?.to === b.rename?.to &&
    sameList(a.flags, b.flags) &&
    sameList(a.tags, b.tags));
