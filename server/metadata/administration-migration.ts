/** Administrative acts in the activity: what a record is about, and what administrators of the studio did. */
import type { Kysely, Migration } from 'kysely';

export const administration: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('activity')
      .addColumn('about', 'text', (c) => c.notNull().defaultTo('work'))
      .execute();
    const byAbout = db.schema.createIndex('activity_about').on('activity');
    await byAbout.columns(['project_id', 'about', 'revision']).execute();
    await db.schema
      .createTable('studio_activity')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('account_id', 'text', (c) => c.notNull())
      .addColumn('client', 'text', (c) => c.notNull())
      .addColumn('created_at', 'bigint', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('fields', 'text', (c) => c.notNull())
      .execute();
    // Sign-ins that are under way when this is done begin once more.
    const flows = db.schema.alterTable('sso_flow');
    await flows.addColumn('network', 'text', (c) => c.notNull().defaultTo('')).execute();
    await db.schema
      .createIndex('sso_flow_network')
      .on('sso_flow')
      .columns(['network', 'expires_at'])
      .execute();
  },
};
