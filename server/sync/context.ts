/** Who pushes, and the checks that every rule of a push shares. */
import type { Permission } from '../../engine/domain/permissions.ts';
import type { Id } from '../../engine/domain/rows.ts';
import type { StoredItem } from '../metadata/rows.ts';
import type { Draft } from './draft.ts';
import { type Rejection, reject } from './rejection.ts';

/** Who pushes, and what holds for them in this project. */
export interface PushContext {
  readonly userId: Id;
  readonly permissions: ReadonlySet<Permission>;
  readonly members: ReadonlySet<Id>;
  readonly archived: boolean;
  /** Items that the project has room for. Purges of the same push make none. */
  readonly room: number;
  readonly now: number;
  /** Why a checkpoint's content does not do, by checkpoint; what is absent is complete and the user's to name. */
  readonly contentProblems: ReadonlyMap<Id, Rejection>;
}

export function requirePermission(context: PushContext, permission: Permission): void {
  if (!context.permissions.has(permission)) reject('forbidden', `Your role does not include ${permission}`);
}

/** The item that `id` stands for, neither missing nor purged. */
export function existing(draft: Draft, id: Id, what: string): StoredItem {
  const item = draft.resolve(id) ?? reject('not-found', `The ${what} is not on the studio`);
  return item.purged ? reject('trashed', `The ${what} was purged`) : item;
}

/** Work under something that was in the trash before this push would disappear there, unless its author knows. */
export function notInTrash(draft: Draft, id: Id, what: string, intoTrash: boolean): void {
  if (intoTrash) return;
  for (const item of draft.chain(id)) {
    const before = draft.snapshot.items.get(item.id);
    if (item.trashed && before?.trashed) reject('trashed', `The ${what} is in the trash`);
  }
}
