/** How queries get to PostgreSQL: kysely's own way, with errors of ours and the schema's types as SQLite has them. */
import {
  type ColumnDefinitionNode,
  CompiledQuery,
  type DatabaseConnection,
  type DataTypeNode,
  type Driver,
  type KyselyPlugin,
  OperationNodeTransformer,
  PostgresAdapter,
  PostgresDialect,
  type PostgresDialectConfig,
  PostgresDriver,
  type QueryResult,
  RawNode,
  type TransactionSettings,
} from 'kysely';
import { translated, unreachable, wasUndone } from './pg-errors.ts';

/**
 * A lock is waited for so long before whoever waits is told that the database is busy. A transaction whose process
 * stands still does not hold its locks for ever.
 */
const BOUNDS = "set local lock_timeout = '30s'; set local idle_in_transaction_session_timeout = '300s'";
/** Whoever upgrades the tables may take long, and all others wait. Any number that nobody else locks by does. */
const ALONE = "set local lock_timeout = '1h'; select pg_advisory_xact_lock(3853314791062309107)";

/** How often what the database undid is begun anew, and how long is waited before, in milliseconds at most. */
const TRIES = 8;
const PAUSE_MS = 40;

/** Runs `work` anew, after a pause that nobody else takes, where the database undid it to let another pass. */
export async function persistent<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= TRIES || !wasUndone(error)) throw error;
      const pause = Math.random() * PAUSE_MS * attempt;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

class TranslatingConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  inTransaction = false;

  constructor(inner: DatabaseConnection) {
    this.inner = inner;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const run = async () => {
      try {
        return await this.inner.executeQuery<R>(query);
      } catch (error) {
        throw translated(error);
      }
    };
    return this.inTransaction ? run() : persistent(run);
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.inner.streamQuery<R>(query, chunkSize);
  }
}

/** Is asked only about connections that it gave out. */
class TranslatingDriver implements Driver {
  readonly #inner: PostgresDriver;
  readonly #alone: boolean;

  constructor(config: PostgresDialectConfig, alone: boolean) {
    this.#inner = new PostgresDriver(config);
    this.#alone = alone;
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    try {
      return new TranslatingConnection(await this.#inner.acquireConnection());
    } catch (error) {
      throw unreachable(error);
    }
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    (connection as TranslatingConnection).inTransaction = true;
    const { isolationLevel, accessMode } = settings;
    const how = [isolationLevel && `isolation level ${isolationLevel}`, accessMode].filter(Boolean).join(' ');
    // In one go. What a session has set may be another's, where a pooler lends connections for a transaction.
    await connection.executeQuery(
      CompiledQuery.raw([`start transaction ${how}`, BOUNDS, ...(this.#alone ? [ALONE] : [])].join('; ')),
    );
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#inner.commitTransaction(connection);
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // Where the connection is gone, the database has rolled back already; what counts is what went wrong before.
    await this.#inner.rollbackTransaction(connection).catch(() => undefined);
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    const { inner } = connection as TranslatingConnection;
    return this.#inner.releaseConnection(inner as Parameters<PostgresDriver['releaseConnection']>[0]);
  }

  destroy(): Promise<void> {
    return this.#inner.destroy();
  }
}

/** Kysely's own lock for migrations is a session's: through a pooler it keeps nobody out, and may stay behind for ever. */
class UnlockedAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}

  override async releaseMigrationLock(): Promise<void> {}
}

export class TranslatingDialect extends PostgresDialect {
  readonly #config: PostgresDialectConfig;
  readonly #alone: boolean;

  /** @param alone one transaction at a time, of all processes: for migrations */
  constructor(config: PostgresDialectConfig, alone = false) {
    super(config);
    this.#config = config;
    this.#alone = alone;
  }

  override createDriver(): Driver {
    return new TranslatingDriver(this.#config, this.#alone);
  }

  override createAdapter(): PostgresAdapter {
    return new UnlockedAdapter();
  }
}

/** Columns of text compare by their bytes, whatever the database's language: as SQLite's do. */
class ByBytes extends OperationNodeTransformer {
  protected override transformColumnDefinition(node: ColumnDefinitionNode): ColumnDefinitionNode {
    const made = super.transformColumnDefinition(node);
    const { dataType } = made;
    if (dataType.kind !== 'DataTypeNode' || (dataType as DataTypeNode).dataType !== 'text') return made;
    return { ...made, dataType: RawNode.createWithSql('text collate "C"') };
  }
}

export const textByBytes = (): KyselyPlugin => {
  const transformer = new ByBytes();
  return {
    transformQuery: ({ node, queryId }) => transformer.transformNode(node, queryId),
    transformResult: async ({ result }) => result,
  };
};
