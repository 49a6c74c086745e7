/** Where chunks lie in an object storage, and which of them nobody but their sender may rely on. */
import { type Kysely, type Migration, sql } from 'kysely';
import type { BinaryType } from './migrations.ts';

export const objectsMigration = (binary: BinaryType): Migration => ({
  async up(db: Kysely<unknown>): Promise<void> {
    const bytes = sql.raw(binary);
    await db.schema
      .createTable('pack_object')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('bytes', 'bigint', (c) => c.notNull())
      .addColumn('live', 'bigint', (c) => c.notNull())
      .addColumn('account_id', 'text')
      .addColumn('declared', bytes)
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('checked_at', 'bigint')
      .addColumn('checking_until', 'bigint', (c) => c.notNull())
      .execute();
    const byProject = db.schema.createIndex('pack_object_project').on('pack_object');
    await byProject.columns(['project_id', 'state', 'id']).execute();
    const unchecked = db.schema.createIndex('pack_object_unchecked').on('pack_object').column('created_at');
    await unchecked.where(sql<boolean>`checked_at is null`).execute();
    await db.schema
      .createTable('pack_frame')
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('hash', bytes, (c) => c.notNull())
      .addColumn('object_id', 'text', (c) => c.notNull().references('pack_object.id'))
      .addColumn('start', 'bigint', (c) => c.notNull())
      .addColumn('length', 'integer', (c) => c.notNull())
      .addColumn('codec', 'integer', (c) => c.notNull())
      .addColumn('size', 'integer', (c) => c.notNull())
      .addColumn('depth', 'integer', (c) => c.notNull())
      .addColumn('base', bytes)
      .addColumn('added_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('pack_frame_key', ['project_id', 'hash'])
      .execute();
    await db.schema
      .createIndex('pack_frame_object')
      .on('pack_frame')
      .columns(['object_id', 'start'])
      .execute();
    await db.schema
      .createTable('pack_support')
      .addColumn('project_id', 'text', (c) => c.notNull())
      .addColumn('base', bytes, (c) => c.notNull())
      .addColumn('hash', bytes, (c) => c.notNull())
      .addPrimaryKeyConstraint('pack_support_key', ['project_id', 'base', 'hash'])
      .execute();
    const chunk = db.schema.alterTable('chunk');
    await chunk.addColumn('state', 'integer', (c) => c.notNull().defaultTo(0)).execute();
    await db.schema.alterTable('chunk').addColumn('sender_id', 'text').execute();
    const unsound = db.schema.createIndex('chunk_unsound').on('chunk').columns(['project_id', 'hash']);
    await unsound.where(sql<boolean>`state <> 0`).execute();
  },
});
