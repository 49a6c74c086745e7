/** The schema's versions, in order. A released one never changes. */
import { type Kysely, type Migration, type MigrationProvider, sql } from 'kysely';
import { administration } from './administration-migration.ts';
import { objectsMigration } from './objects-migration.ts';
import { operations } from './operations-migration.ts';
import { signIns } from './sign-ins-migration.ts';

/** Databases spell binary columns differently. */
export type BinaryType = 'blob' | 'bytea';

const first = (binary: BinaryType): Migration => ({
  async up(db: Kysely<unknown>): Promise<void> {
    const table = (name: string) => db.schema.createTable(name);
    const bytes = sql.raw(binary);
    await table('setting')
      .addColumn('key', 'text', (c) => c.primaryKey())
      .addColumn('value', 'text', (c) => c.notNull())
      .execute();
    await table('account')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('name_key', 'text', (c) => c.unique())
      .addColumn('password', 'text', (c) => c.notNull())
      .addColumn('admin', 'integer', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('removed_at', 'bigint')
      .execute();
    await table('session')
      .addColumn('token_hash', 'text', (c) => c.primaryKey())
      .addColumn('account_id', 'text', (c) => c.notNull().references('account.id'))
      .addColumn('device', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('session_account').on('session').column('account_id').execute();
    await table('attempt')
      .addColumn('key', 'text', (c) => c.primaryKey())
      .addColumn('failures', 'integer', (c) => c.notNull())
      .addColumn('since', 'bigint', (c) => c.notNull())
      .execute();
    await table('project')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('name_key', 'text', (c) => c.notNull())
      .addColumn('archived', 'integer', (c) => c.notNull())
      .addColumn('head', 'bigint', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull().references('account.id'))
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .execute();
    await table('member')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('account_id', 'text', (c) => c.notNull().references('account.id'))
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('removed', 'integer', (c) => c.notNull())
      .addColumn('revision', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('member_key', ['project_id', 'account_id'])
      .execute();
    await db.schema.createIndex('member_account').on('member').column('account_id').execute();
    await table('role')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('permissions', 'text', (c) => c.notNull())
      .addColumn('removed', 'integer', (c) => c.notNull())
      .addColumn('revision', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('role_key', ['project_id', 'name'])
      .execute();
    await table('item')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('parent_id', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('name_key', 'text')
      .addColumn('shared', 'integer', (c) => c.notNull())
      .addColumn('task', 'integer', (c) => c.notNull())
      .addColumn('assignee_id', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('description', 'text', (c) => c.notNull())
      .addColumn('trashed', 'integer', (c) => c.notNull())
      .addColumn('trashed_by', 'text', (c) => c.notNull())
      .addColumn('trashed_at', 'bigint', (c) => c.notNull())
      .addColumn('merged_into', 'text', (c) => c.notNull())
      .addColumn('purged', 'integer', (c) => c.notNull())
      .addColumn('created_by', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('revision', 'bigint', (c) => c.notNull())
      .addColumn('field_revisions', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('item_key', ['project_id', 'id'])
      .addUniqueConstraint('item_name', ['project_id', 'parent_id', 'name_key'])
      .execute();
    await table('checkpoint')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('id', 'text', (c) => c.notNull())
      .addColumn('asset_id', 'text', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('parent_id', 'text', (c) => c.notNull())
      .addColumn('content_hash', 'text', (c) => c.notNull())
      .addColumn('size', 'bigint', (c) => c.notNull())
      .addColumn('manifest', 'text', (c) => c.notNull())
      .addColumn('comment', 'text', (c) => c.notNull())
      .addColumn('author_id', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('preview_hash', 'text')
      .addColumn('preview_size', 'integer', (c) => c.notNull())
      .addColumn('preview_type', 'text', (c) => c.notNull())
      .addColumn('trashed', 'integer', (c) => c.notNull())
      .addColumn('revision', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('checkpoint_key', ['project_id', 'id'])
      .addUniqueConstraint('checkpoint_version', ['project_id', 'asset_id', 'version'])
      .addForeignKeyConstraint('checkpoint_asset', ['project_id', 'asset_id'], 'item', ['project_id', 'id'])
      .execute();
    await table('tagging')
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('item_id', 'text', (c) => c.notNull())
      .addColumn('tag', 'text', (c) => c.notNull())
      .addColumn('present', 'integer', (c) => c.notNull())
      .addColumn('revision', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('tagging_key', ['project_id', 'item_id', 'tag'])
      .addForeignKeyConstraint('tagging_item', ['project_id', 'item_id'], 'item', ['project_id', 'id'])
      .execute();
    await table('dependency')
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('item_id', 'text', (c) => c.notNull())
      .addColumn('target_id', 'text', (c) => c.notNull())
      .addColumn('present', 'integer', (c) => c.notNull())
      .addColumn('revision', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('dependency_key', ['project_id', 'item_id', 'target_id'])
      .addForeignKeyConstraint('dependency_item', ['project_id', 'item_id'], 'item', ['project_id', 'id'])
      .addForeignKeyConstraint('dependency_to', ['project_id', 'target_id'], 'item', ['project_id', 'id'])
      .execute();
    const byTarget = db.schema.createIndex('dependency_target').on('dependency');
    await byTarget.columns(['project_id', 'target_id']).execute();
    await table('change')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('revision', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('change_key', ['project_id', 'kind', 'key'])
      .execute();
    const byRevision = db.schema.createIndex('change_revision').on('change');
    await byRevision.columns(['project_id', 'revision', 'kind', 'key']).execute();
    await table('push')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('account_id', 'text', (c) => c.notNull().references('account.id'))
      .addColumn('push_id', 'text', (c) => c.notNull())
      .addColumn('answer', bytes, (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('push_key', ['project_id', 'account_id', 'push_id'])
      .execute();
    await db.schema.createIndex('push_created').on('push').column('created_at').execute();
    await table('activity')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('revision', 'bigint', (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('client', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('changes', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('activity_key', ['project_id', 'revision'])
      .execute();
    await table('chunk')
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('hash', bytes, (c) => c.notNull())
      .addColumn('size', 'integer', (c) => c.notNull())
      .addColumn('touched_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('chunk_key', ['project_id', 'hash'])
      .execute();
    await table('holder')
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('hash', bytes, (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('holder_key', ['project_id', 'hash', 'account_id'])
      .addForeignKeyConstraint('holder_chunk', ['project_id', 'hash'], 'chunk', ['project_id', 'hash'], (c) =>
        c.onDelete('cascade'),
      )
      .execute();
  },
});

/** Tokens for programs, and invitations. */
const second: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('token')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('token_hash', 'text', (c) => c.notNull().unique())
      .addColumn('account_id', 'text', (c) => c.notNull().references('account.id'))
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('scope', 'text', (c) => c.notNull())
      .addColumn('label', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .addColumn('used_at', 'bigint')
      .execute();
    await db.schema.createIndex('token_account').on('token').column('account_id').execute();
    await db.schema.createIndex('token_project').on('token').column('project_id').execute();
    await db.schema
      .createTable('invitation')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('token_hash', 'text', (c) => c.notNull().unique())
      .addColumn('project_id', 'text', (c) => c.notNull().references('project.id'))
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('invited_by', 'text', (c) => c.notNull().references('account.id'))
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('invitation_project').on('invitation').column('project_id').execute();
  },
};

/** The migrations by name; the names sort in the order they apply. */
export const migrations = (binary: BinaryType): MigrationProvider => ({
  getMigrations: async () => ({
    '0001-first': first(binary),
    '0002-tokens': second,
    '0004-objects': objectsMigration(binary),
    '0005-operations': operations,
    '0007-administration': administration,
    '0009-sign-ins': signIns,
  }),
});
