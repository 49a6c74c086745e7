/** Sign-ins elsewhere: what was begun is not kept any more, only which states came back, and codes that wait for their program. */
import type { Kysely, Migration } from 'kysely';

export const signIns: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // Those that are under way when this is done begin once more.
    await db.schema.dropTable('sso_flow').execute();
    await db.schema
      .createTable('sso_state')
      .addColumn('state_hash', 'text', (c) => c.primaryKey())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('sso_state_expires').on('sso_state').column('expires_at').execute();
    await db.schema
      .createTable('sso_code')
      .addColumn('code_hash', 'text', (c) => c.primaryKey())
      .addColumn('challenge', 'text', (c) => c.notNull())
      .addColumn('subject', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('expires_at', 'bigint', (c) => c.notNull())
      .execute();
  },
};
