/** Entries for tests: an asset that is up to date, with what the test says of it. */
import type { Entry } from '../../engine/api.ts';

export const entry = (path: string, facts: Partial<Entry> = {}): Entry => ({
  path,
  name: path.slice(path.lastIndexOf('/') + 1),
  kind: 'asset',
  state: 'normal',
  flags: [],
  id: `id of ${path}`,
  base: 1,
  latest: 1,
  assignee: null,
  status: null,
  type: null,
  task: false,
  tags: [],
  description: '',
  size: 10,
  folder: false,
  ...facts,
});
