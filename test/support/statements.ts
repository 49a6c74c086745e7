/** Which statements SQLite was given, by whatever part of Cairn in this process. */
import { loadSqlite } from '../../native/sqlite.ts';

export interface Recorded {
  readonly file: string;
  readonly sql: string;
  /** How often. */
  readonly times: number;
}

/** Statements that are run while `work` runs, each once. What is cached as prepared is seen where it is run. */
export async function recordStatements(work: () => Promise<void>): Promise<Recorded[]> {
  const Database = await loadSqlite();
  const probe = new Database(':memory:');
  const statement = Object.getPrototypeOf(probe.prepare('SELECT 1')) as Record<string, unknown>;
  probe.close();
  const seen = new Map<string, Recorded>();
  const originals = ['run', 'get', 'all', 'iterate'].map((method) => [method, statement[method]] as const);
  for (const [method, original] of originals) {
    statement[method] = function (this: { source: string; database: { name: string } }, ...args: unknown[]) {
      const { source: sql, database } = this;
      if (/^\s*(?:select|insert|update|delete|with)\b/iu.test(sql)) {
        const key = `${database.name} ${sql}`;
        seen.set(key, { file: database.name, sql, times: (seen.get(key)?.times ?? 0) + 1 });
      }
      return (original as (...args: unknown[]) => unknown).apply(this, args);
    };
  }
  try {
    await work();
  } finally {
    for (const [method, original] of originals) statement[method] = original;
  }
  return [...seen.values()].filter(({ sql, file }) => file !== ':memory:' && !/\btemp\./u.test(sql));
}
