/** The append-only record of accepted pushes and of administrative acts: who changed what, when, from and to which value. */
import { type Id, ITEM_FIELDS } from '../../engine/domain/rows.ts';
import { batches, type Db } from '../metadata/metadata.ts';
import type { Draft } from './draft.ts';

export interface RecordedChange {
  readonly kind: string;
  readonly key: string;
  /** The item or account it is about; empty where it is about neither. */
  readonly item: Id;
  /** Old and new value of each field; the old is null where the row is new. */
  readonly fields: Readonly<Record<string, readonly [unknown, unknown]>>;
}

/** Fields of each kind that the record tells. */
const FIELDS = {
  item: ['kind', ...ITEM_FIELDS],
  checkpoint: ['assetId', 'version', 'contentHash', 'size', 'comment', 'status', 'trashed'],
  tagging: ['present'],
  dependency: ['present'],
} as const;
/** Fields of administrative acts, see projects/administer.ts. */
const ADMINISTERED = [
  ...['role', 'invitedBy', 'permissions', 'archived', 'expires', 'scope', 'label', 'url', 'state', 'told'],
  ...['mostBytes', 'mostItems', 'trashDays'],
];
export const RECORDED_FIELDS: readonly string[] = [
  ...new Set([...Object.values(FIELDS).flat(), ...ADMINISTERED]),
];

/** What the studio does itself, under its own name. */
export const SYSTEM_ACTORS: Readonly<Record<string, string>> = {
  'studio:retention': 'Retention of trash',
  'studio:command-line': 'Command line of the studio',
};

function differences(draft: Draft): RecordedChange[] {
  const record = <T extends object>(
    kind: keyof typeof FIELDS,
    before: ReadonlyMap<string, T>,
    after: ReadonlyMap<string, T | null>,
    itemOf: (row: T, key: string) => Id,
  ) =>
    [...after].map(([key, row]): RecordedChange => {
      const old = before.get(key) as (T & Record<string, unknown>) | undefined;
      const now = row as (T & Record<string, unknown>) | null;
      const changed = FIELDS[kind].filter((field) => old?.[field] !== now?.[field]);
      const fields = changed.map((field) => [field, [old?.[field] ?? null, now?.[field] ?? null]] as const);
      const item = now ?? old;
      return { kind, key, item: item ? itemOf(item, key) : '', fields: Object.fromEntries(fields) };
    });
  const { snapshot } = draft;
  return [
    ...record('item', snapshot.items, draft.items, (row) => row.id),
    ...record('checkpoint', snapshot.checkpoints, draft.checkpoints, (row) => row.assetId),
    ...record('tagging', snapshot.taggings, draft.taggings, (row) => row.itemId),
    ...record('dependency', snapshot.dependencies, draft.dependencies, (row) => row.itemId),
  ];
}

/** A record older than its index does not say which item a change is about. */
export const itemOfChange = ({ kind, key, item, fields }: Partial<RecordedChange>): Id => {
  if (item !== undefined) return item;
  if (kind === 'checkpoint') return String(fields?.assetId?.[1] ?? '');
  return String(key).split('/')[0] ?? '';
};

export async function recordActivity(
  tx: Db,
  projectId: Id,
  draft: Draft,
  who: { accountId: Id; client: string; now: number },
): Promise<void> {
  const changes = differences(draft);
  const { revision } = draft;
  await tx
    .insertInto('activity')
    .values({
      project_id: projectId,
      revision,
      account_id: who.accountId,
      client: who.client,
      created_at: who.now,
      changes: JSON.stringify(changes),
      about: 'work',
    })
    .execute();
  await indexActivity(tx, projectId, revision, changes);
}

/** Makes a record findable by item and by field. */
export async function indexActivity(
  tx: Db,
  projectId: Id,
  revision: number,
  changes: readonly RecordedChange[],
): Promise<void> {
  const at = { project_id: projectId, revision };
  for (const batch of batches([...new Set(changes.map(itemOfChange))].filter((id) => id !== ''))) {
    const rows = batch.map((item_id) => ({ ...at, item_id }));
    await tx
      .insertInto('activity_item')
      .values(rows)
      .onConflict((c) => c.doNothing())
      .execute();
  }
  const fields = [...new Set(changes.flatMap((change) => Object.keys(change.fields)))];
  if (fields.length === 0) return;
  const rows = fields.map((field) => ({ ...at, field }));
  await tx
    .insertInto('activity_field')
    .values(rows)
    .onConflict((c) => c.doNothing())
    .execute();
}
