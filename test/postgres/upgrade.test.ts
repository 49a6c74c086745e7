/** A process that dies while it brings a database in PostgreSQL up to date. */
import assert from 'node:assert/strict';
import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { openPostgresMetadata } from '../../server/metadata/postgres.ts';
import { makeOld, requireKept } from '../support/first-studio.ts';
import { emptyDatabase } from '../support/postgres.ts';

/** Statements between two deaths: more than a hundred are sent in an upgrade from the first version, and most are alike. */
const STRIDE = 9;

type Query = (this: pg.Client, ...args: unknown[]) => unknown;
const prototype = pg.Client.prototype as unknown as { query: Query };

/** Runs `work`; with its `nth` statement its connections break, before the server has heard of it. @returns whether there were so many */
async function dyingAt(nth: number, work: () => Promise<unknown>): Promise<boolean> {
  const { query } = prototype;
  let sent = 0;
  const clients = new Set<pg.Client>();
  prototype.query = function (...args) {
    clients.add(this);
    if (sent++ === nth)
      for (const client of clients)
        (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
    return query.apply(this, args);
  };
  try {
    await work();
  } catch {
    // It died.
  } finally {
    prototype.query = query;
  }
  return sent > nth;
}

describe('an upgrade of a PostgreSQL', function () {
  this.timeout(120_000);

  const opened = async (database: string, look: typeof requireKept) => {
    const metadata = await openPostgresMetadata(database);
    try {
      assert.deepEqual(await metadata.check(), []);
      await look(metadata.db);
    } finally {
      await metadata.close();
    }
  };
  const open = async (database: string) => (await openPostgresMetadata(database)).close();

  it('from the first version keeps all, whenever whoever does it dies', async () => {
    const first = Math.floor(Math.random() * STRIDE);
    let deaths = 0;
    for (let nth = first, isOver = false; !isOver; nth += STRIDE) {
      const database = await emptyDatabase();
      await makeOld(new PostgresDialect({ pool: new pg.Pool({ connectionString: database }) }), 'bytea');
      isOver = !(await dyingAt(nth, () => open(database)));
      if (!isOver) deaths++;
      await opened(database, requireKept);
    }
    assert.ok(deaths > 5, `${deaths} deaths, from ${first}`);
  });

  it('that is made for the first time can be made again', async () => {
    for (let nth = 3, isOver = false; !isOver; nth += 4 * STRIDE) {
      const database = await emptyDatabase();
      isOver = !(await dyingAt(nth, () => open(database)));
      await opened(database, async () => undefined);
    }
  });
});
