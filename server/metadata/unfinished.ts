/** The mark of a copy into a database that has not been finished: how far it is, and whose. */
import { z } from 'zod';
import { StudioError } from '../errors.ts';
import { isEmpty, KEYS, type TableName, type TableRow } from './copy.ts';
import type { Db } from './metadata.ts';
import { NAME_KEYS } from './name-keys.ts';

const KEY = 'copy';
const cell = z.union([z.string(), z.number(), z.object({ hex: z.string() })]);
const PLACE = z.object({
  /** Tells a state of a studio from every other. */
  origin: z.string(),
  /** Who writes: whoever finds another one here has been replaced. */
  owner: z.string(),
  table: z.string(),
  /** Key of the last row written of `table`; none at its beginning. */
  after: z.record(z.string(), cell).optional(),
});
export type Place = z.infer<typeof PLACE>;

export async function placeIn(db: Db): Promise<Place | undefined> {
  const row = await db.selectFrom('setting').select('value').where('key', '=', KEY).executeTakeFirst();
  return row && PLACE.parse(JSON.parse(row.value));
}

export async function keepPlace(tx: Db, place: Place): Promise<void> {
  const value = JSON.stringify(place);
  await tx
    .insertInto('setting')
    .values({ key: KEY, value })
    .onConflict((c) => c.column('key').doUpdateSet({ value }))
    .execute();
}

/** From now on it counts as a studio. Its name keys are those of where it came from. */
export async function finish(tx: Db): Promise<void> {
  await tx.deleteFrom('setting').where('key', 'in', [KEY, NAME_KEYS]).execute();
}

/** @throws {StudioError} in-use, where a copy into this database was not finished */
export async function requireWhole(db: Db): Promise<void> {
  if ((await placeIn(db)) === undefined) return;
  throw new StudioError(
    'in-use',
    'A copy into this database was not finished: give the same command ("migrate" or "restore") again',
  );
}

/** @throws {StudioError} name-taken, where a studio is in this database already */
export async function requireFillable(db: Db): Promise<void> {
  if ((await placeIn(db)) !== undefined || (await isEmpty(db))) return;
  throw new StudioError('name-taken', 'There is a studio in this database already: name an empty one');
}

export function keyOf(table: TableName, row: TableRow): NonNullable<Place['after']> {
  const cells = (KEYS[table] as readonly string[]).map((column) => {
    const value = row[column];
    return [column, value instanceof Uint8Array ? { hex: Buffer.from(value).toString('hex') } : value];
  });
  return z.record(z.string(), cell).parse(Object.fromEntries(cells));
}

export const rowOf = (after: NonNullable<Place['after']>): TableRow =>
  Object.fromEntries(
    Object.entries(after).map(([column, value]) => [
      column,
      typeof value === 'object' ? Buffer.from(value.hex, 'hex') : value,
    ]),
  );
