/** A fresh item with nothing set. */
import { v7 as uuid } from 'uuid';
import type { Id, Item, ItemKind } from '../domain/rows.ts';

export const newItem = (me: Id, kind: ItemKind, parentId: Id, name: string, now: number): Item => ({
  id: uuid(),
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
