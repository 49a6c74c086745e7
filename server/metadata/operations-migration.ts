/** The activity's index, webhooks, what a project may hold, accounts elsewhere. */
import { type Kysely, type Migration, sql } from 'kysely';

type AnyDb = Kysely<unknown>;

async function activityIndex(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('activity_item')
    .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
    .addColumn('item_id', 'text', (c) => c.notNull())
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('activity_item_key', ['project_id', 'item_id', 'revision'])
    .execute();
  await db.schema
    .createTable('activity_field')
    .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
    .addColumn('field', 'text', (c) => c.notNull())
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('activity_field_key', ['project_id', 'field', 'revision'])
    .execute();
}

interface OldActivity {
  activity: { project_id: string; revision: number; changes: string };
  activity_item: { project_id: string; item_id: string; revision: number };
  activity_field: { project_id: string; field: string; revision: number };
}

/** Records there are already. Of a checkpoint they say whose it is only where it was made. */
async function indexOld(db: Kysely<OldActivity>): Promise<void> {
  const columns = ['project_id', 'revision', 'changes'] as const;
  for (let last: { project_id: string; revision: number } | undefined; ; ) {
    let query = db.selectFrom('activity').select(columns).orderBy('project_id').orderBy('revision');
    const { project_id = '', revision = -1 } = last ?? {};
    query = query.where((e) =>
      e.or([
        e('project_id', '>', project_id),
        e.and([e('project_id', '=', project_id), e('revision', '>', revision)]),
      ]),
    );
    const rows = await query.limit(100).execute();
    last = rows.at(-1);
    if (!last) return;
    for (const row of rows) await indexOne(db, row);
  }
}

async function indexOne(db: Kysely<OldActivity>, row: OldActivity['activity']): Promise<void> {
  const changes = JSON.parse(row.changes) as {
    kind: string;
    key: string;
    fields: Record<string, [unknown, unknown]>;
  }[];
  const at = { project_id: row.project_id, revision: row.revision };
  const items = changes.map(({ kind, key, fields }) =>
    kind === 'checkpoint' ? String(fields.assetId?.[1] ?? '') : (key.split('/')[0] ?? ''),
  );
  for (const item_id of new Set(items))
    await db
      .insertInto('activity_item')
      .values({ ...at, item_id })
      .execute();
  for (const field of new Set(changes.flatMap(({ fields }) => Object.keys(fields))))
    await db
      .insertInto('activity_field')
      .values({ ...at, field })
      .execute();
}

async function webhooks(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('webhook')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
    .addColumn('url', 'text', (c) => c.notNull())
    .addColumn('label', 'text', (c) => c.notNull())
    .addColumn('secret', 'text', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull().references('account.id'))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('told', 'bigint', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull())
    .addColumn('next_at', 'bigint', (c) => c.notNull())
    .addColumn('failing_since', 'bigint')
    .addColumn('claimed_by', 'text', (c) => c.notNull())
    .addColumn('claimed_until', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('webhook_project').on('webhook').column('project_id').execute();
  await db.schema
    .createTable('webhook_delivery')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('webhook_id', 'text', (c) => c.notNull().references('webhook.id').onDelete('cascade'))
    .addColumn('message_id', 'text', (c) => c.notNull())
    .addColumn('revision', 'bigint')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('took', 'integer', (c) => c.notNull())
    .addColumn('status', 'integer')
    .addColumn('problem', 'text', (c) => c.notNull())
    .execute();
  const byWebhook = db.schema.createIndex('webhook_delivery_of').on('webhook_delivery');
  await byWebhook.columns(['webhook_id', 'id']).execute();
}

/** A table of its own: uploads count in it, and must not wait for pushes, which hold the project's row. */
async function allowances(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('allowance')
    .addColumn('project_id', 'text', (c) => c.primaryKey().references('project.id'))
    .addColumn('used_bytes', 'bigint', (c) => c.notNull())
    .addColumn('used_items', 'bigint', (c) => c.notNull())
    .addColumn('most_bytes', 'bigint')
    .addColumn('most_items', 'bigint')
    .addColumn('trash_days', 'integer')
    .execute();
  await sql`
    insert into allowance (project_id, used_bytes, used_items)
    select p.id,
      (select coalesce(sum(c.size), 0) from chunk as c where c.project_id = p.id),
      (select count(*) from item as i where i.project_id = p.id and i.purged = 0)
    from project as p`.execute(db);
}

async function accountsElsewhere(db: AnyDb): Promise<void> {
  await db.schema
    .createTable('identity')
    .addColumn('issuer', 'text', (c) => c.notNull())
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.notNull().references('account.id'))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('identity_key', ['issuer', 'subject'])
    .execute();
  await db.schema.createIndex('identity_account').on('identity').column('account_id').execute();
  await db.schema
    .createTable('sso_flow')
    .addColumn('state_hash', 'text', (c) => c.primaryKey())
    .addColumn('nonce', 'text', (c) => c.notNull())
    .addColumn('verifier', 'text', (c) => c.notNull())
    .addColumn('challenge', 'text', (c) => c.notNull())
    .addColumn('port', 'integer')
    .addColumn('code_hash', 'text', (c) => c.unique())
    .addColumn('subject', 'text')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
}

export const operations: Migration = {
  async up(db: AnyDb): Promise<void> {
    await activityIndex(db);
    await indexOld(db as Kysely<OldActivity>);
    await webhooks(db);
    await allowances(db);
    await accountsElsewhere(db);
  },
};
