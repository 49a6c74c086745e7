/** The append-only record of accepted pushes: who changed what, when, from and to which value. */
import { type Id, ITEM_FIELDS } from '../../engine/domain/rows.ts';
import type { Db } from '../metadata/metadata.ts';
import type { Draft } from './draft.ts';

export interface RecordedChange {
  readonly kind: string;
  readonly key: string;
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

function differences(draft: Draft): RecordedChange[] {
  const record = (
    kind: keyof typeof FIELDS,
    before: ReadonlyMap<string, object>,
    after: ReadonlyMap<string, object | null>,
  ) =>
    [...after].map(([key, row]) => {
      const old = before.get(key) as Record<string, unknown> | undefined;
      const now = row as Record<string, unknown> | null;
      const changed = FIELDS[kind].filter((field) => old?.[field] !== now?.[field]);
      const fields = changed.map((field) => [field, [old?.[field] ?? null, now?.[field] ?? null]] as const);
      return { kind, key, fields: Object.fromEntries(fields) };
    });
  const { snapshot } = draft;
  return [
    ...record('item', snapshot.items, draft.items),
    ...record('checkpoint', snapshot.checkpoints, draft.checkpoints),
    ...record('tagging', snapshot.taggings, draft.taggings),
    ...record('dependency', snapshot.dependencies, draft.dependencies),
  ];
}

export async function recordActivity(
  tx: Db,
  projectId: Id,
  draft: Draft,
  who: { accountId: Id; client: string; now: number },
): Promise<void> {
  await tx
    .insertInto('activity')
    .values({
      project_id: projectId,
      revision: draft.revision,
      account_id: who.accountId,
      client: who.client,
      created_at: who.now,
      changes: JSON.stringify(differences(draft)),
    })
    .execute();
}

export interface Activity {
  readonly revision: number;
  readonly user: string;
  readonly client: string;
  readonly time: string;
  readonly changes: readonly RecordedChange[];
}

/** Newest first, below `before`. */
export async function readActivity(
  db: Db,
  projectId: Id,
  page: { before: number; limit: number },
): Promise<readonly Activity[]> {
  const rows = await db
    .selectFrom('activity')
    .innerJoin('account', 'account.id', 'activity.account_id')
    .select(['revision', 'account.name', 'client', 'activity.created_at', 'changes'])
    .where('project_id', '=', projectId)
    .where('revision', '<', page.before)
    .orderBy('revision', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map((row) => ({
    revision: row.revision,
    user: row.name,
    client: row.client,
    time: new Date(row.created_at).toISOString(),
    changes: JSON.parse(row.changes) as RecordedChange[],
  }));
}
