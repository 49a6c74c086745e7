/** Times in rows, where the clock may have been wrong: what a clock that ran ahead has put off must not wait until that day has come. */
import { type RawBuilder, sql } from 'kysely';

/** Whether a time in a column has come, or is further away than it is ever put. @param longest milliseconds */
export const isDue = (column: string, now: number, longest: number): RawBuilder<boolean> =>
  sql<boolean>`(${sql.ref(column)} <= ${now} or ${sql.ref(column)} > ${now + longest})`;
