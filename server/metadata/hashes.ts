/**
 * Many hashes as one parameter: the text of a statement does not depend on how many there are, so it is made and prepared
 * once. In lists of their own, a statement for some hundreds takes longer to be put together and read than to be carried out.
 */
import { PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Hash } from '../../engine/domain/rows.ts';
import type { Db } from './metadata.ts';

const isPostgres = (db: Db): boolean => db.getExecutor().adapter instanceof PostgresAdapter;

/** Whether `column` is one of these hashes. */
export function isAmong(db: Db, column: string, hashes: readonly Hash[]): RawBuilder<boolean> {
  const list = JSON.stringify(hashes);
  return isPostgres(db)
    ? sql`${sql.ref(column)} = any(array(select decode(value, 'hex') from json_array_elements_text(${list}::json)))`
    : sql`${sql.ref(column)} in (select unhex(value) from json_each(${list}))`;
}

/** One row of {@link rowsOf}. */
export type Cell = string | number | null;

/** How a value of a row becomes one of a column: `hash` and `bytes` are given in hex. */
export type CellType = 'hash' | 'bytes' | 'integer' | 'text';

/** `select …` of rows that are given as one parameter, in their order; the values of each as `types` says. */
export function rowsOf(
  db: Db,
  types: readonly CellType[],
  rows: readonly (readonly Cell[])[],
): RawBuilder<unknown> {
  const list = JSON.stringify(rows);
  const postgres = isPostgres(db);
  const cells = types.map((type, at) => {
    const text = sql`(value ->> ${sql.lit(at)})`;
    if (type === 'text') return text;
    if (type === 'integer') return sql`cast(${text} as bigint)`;
    return postgres ? sql`decode(${text}, 'hex')` : sql`unhex(${text})`;
  });
  // "where true": SQLite takes what follows a bare select for a join.
  return postgres
    ? sql`select ${sql.join(cells)} from json_array_elements(${list}::json) where true`
    : sql`select ${sql.join(cells)} from json_each(${list}) where true`;
}
