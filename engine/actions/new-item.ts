/** A fresh item with nothing set. */
import { newId } from '../domain/new-id.ts';
import type { Id, Item, ItemKind } from '../domain/rows.ts';

export const newItem = (me: Id, kind: ItemKind, parentId: Id, name: string, now: number): Item => ({
  id: newId(),
  kind,
  parentId,
  name,
  shared: false,
  task: false,
  assigneeId: '',
  status: '',
  type: '',
  description: '',
  trashed: false,
  trashedBy: '',
  trashedAt: 0,
  mergedInto: '',
  purged: false,
  createdBy: me,
  createdAt: now,
});
