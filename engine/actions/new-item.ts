/** A fresh item with nothing set. */
import type { Id, Item, ItemKind } from '../domain/rows.ts';
import { newId } from '../ids.ts';

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
