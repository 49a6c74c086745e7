/** Brings a database to the schema of this version. */
import { type Kysely, Migrator, sql } from 'kysely';
import { type BinaryType, migrations } from './migrations.ts';
import type { Tables } from './tables.ts';

/** @throws {Error} where a newer version made the database, which is left as it is */
export async function upgrade(db: Kysely<Tables>, binary: BinaryType): Promise<void> {
  const provider = migrations(binary);
  await requireKnown(db, Object.keys(await provider.getMigrations()));
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error) throw error;
}

async function requireKnown(db: Kysely<Tables>, known: readonly string[]): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return;
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const newer = rows.find(({ name }) => !known.includes(name));
  if (newer)
    throw new Error(
      `a newer version of Cairn made it (${newer.name}; this one knows ${known.at(-1)}). Update Cairn, or restore the backup from before the upgrade`,
    );
}
