/** What lies in project files and in the studio's database, read with plain SQL: nothing of the product is used. */
import type { Statement } from 'better-sqlite3';
import { loadSqlite, type Sqlite, type SqliteConstructor } from '../../native/sqlite.ts';

export interface Item {
  readonly id: string;
  readonly kind: string;
  readonly parent: string;
  readonly name: string;
  readonly status: string;
  readonly trashed: number;
  readonly purged: number;
  readonly merged: string;
  readonly rev: number;
  /** Everything that all must agree on. */
  readonly shown: string;
}

export interface Version {
  readonly id: string;
  readonly asset: string;
  readonly version: number;
  readonly hash: string;
  readonly trashed: number;
  readonly rev: number;
}

/** The rows of one project, wherever they are stored. */
export interface Stored {
  /** The last revision that is all here. */
  readonly watermark: number;
  readonly items: ReadonlyMap<string, Item>;
  readonly versions: ReadonlyMap<string, Version>;
  /** Sets as `item member`, present ones only. */
  readonly tags: ReadonlySet<string>;
  readonly dependencies: ReadonlySet<string>;
  /** Revisions by kind and key, absent members of sets included. */
  readonly revisions: ReadonlyMap<string, number>;
  /** Rows that point to nothing. */
  readonly dangling: number;
}

export interface Superseded {
  readonly item: string;
  readonly field: string;
  readonly mine: string;
  readonly theirs: string;
}

export interface StoredProject extends Stored {
  /** Items that were made or moved here, of which the studio does not know. */
  readonly placed: ReadonlySet<string>;
  /** Assets with versions that it does not know. */
  readonly continued: ReadonlySet<string>;
  readonly superseded: readonly Superseded[];
}

/** What the studio has of one project and not of another. */
export interface Apart {
  readonly checkpoints: readonly { readonly id: string; readonly hash: string; readonly manifest: string }[];
  readonly chunks: readonly string[];
}

export interface StoredStudio extends Stored {
  /** The values that statuses of items were given, in order; `made`: with the item itself. */
  readonly statuses: readonly { readonly value: string; readonly made: boolean }[];
}

type Row = Record<string, string | number | null>;

const byId = <T extends { readonly id: string }>(rows: readonly T[]) =>
  new Map(rows.map((row) => [row.id, row]));

const ITEM = `SELECT id, kind, ifnull(parent_id, '') AS parent, name, status, trashed, purged, merged_into AS merged,
  json_array(kind, ifnull(parent_id, ''), name, shared, task, assignee_id, status, type, description, trashed, merged_into)
  AS shown`;

const statements = new WeakMap<Sqlite, Map<string, Statement>>();

function prepared(db: Sqlite, sql: string): Statement {
  const known = statements.get(db) ?? new Map<string, Statement>();
  statements.set(db, known);
  const statement = known.get(sql) ?? db.prepare(sql);
  known.set(sql, statement);
  return statement;
}

function read(db: Sqlite, rev: string, hash: string, where: string): Omit<Stored, 'watermark'> {
  const all = <T = Row>(sql: string) => prepared(db, `${sql} ${where}`).all() as T[];
  const items = all<Item>(`${ITEM}, ${rev} AS rev FROM item`);
  const versions = all<Version>(
    `SELECT id, asset_id AS asset, version, ${hash} AS hash, trashed, ${rev} AS rev FROM checkpoint`,
  );
  const set = (table: string, member: string) =>
    all<{ key: string; present: number; rev: number }>(
      `SELECT item_id || '/' || ${member} AS key, present, ${rev} AS rev FROM ${table}`,
    );
  const [tags, dependencies] = [set('tagging', 'tag'), set('dependency', 'target_id')];
  const revisions = new Map<string, number>();
  const note = (kind: string, rows: readonly { readonly rev: number }[], key: (row: never) => string) => {
    for (const row of rows) revisions.set(`${kind} ${key(row as never)}`, row.rev);
  };
  note('item', items, (row: Item) => row.id);
  note('checkpoint', versions, (row: Version) => row.id);
  note('tagging', tags, (row: { key: string }) => row.key);
  note('dependency', dependencies, (row: { key: string }) => row.key);
  const present = (rows: typeof tags) => new Set(rows.filter((row) => row.present).map((row) => row.key));
  return {
    items: byId(items),
    versions: byId(versions),
    tags: present(tags),
    dependencies: present(dependencies),
    revisions,
    dangling: (db.pragma('foreign_key_check') as unknown[]).length,
  };
}

/** Reads files that are open elsewhere, each as of one moment. */
export class Reader {
  readonly #Database: SqliteConstructor;
  readonly #open = new Map<string, Sqlite>();

  constructor(Database: SqliteConstructor) {
    this.#Database = Database;
  }

  static async load(): Promise<Reader> {
    return new Reader(await loadSqlite());
  }

  #read<T>(file: string, work: (db: Sqlite) => T): T {
    const db = this.#open.get(file) ?? new this.#Database(file, { readonly: true });
    this.#open.set(file, db);
    return db.transaction(() => work(db))();
  }

  /** Lets go of all files in a folder, before they are replaced or removed. */
  release(folder: string): void {
    for (const [file, db] of this.#open) {
      if (!file.startsWith(folder)) continue;
      db.close();
      this.#open.delete(file);
    }
  }

  /** @param file a project file, `.clst`. */
  project(file: string): StoredProject {
    return this.#read(file, (db) => {
      const mark = prepared(db, `SELECT value FROM meta WHERE key = 'watermark'`).pluck().get();
      const superseded = prepared(db, 'SELECT item_id AS item, field, mine, theirs FROM superseded').all();
      const ids = (sql: string) => new Set(prepared(db, sql).pluck().all() as string[]);
      return {
        watermark: Number(mark ?? 0),
        placed: ids(`SELECT id FROM item WHERE rev = 0 OR json_type(base, '$.parentId') IS NOT NULL`),
        continued: ids('SELECT asset_id FROM checkpoint WHERE rev = 0'),
        superseded: superseded as Superseded[],
        ...read(db, 'rev', 'lower(hex(content_hash))', ''),
      };
    });
  }

  /** A file that is about to be removed. */
  once(file: string): StoredProject {
    try {
      return this.project(file);
    } finally {
      this.release(file);
    }
  }

  studio(file: string, project: string): StoredStudio {
    return this.#read(file, (db) => {
      const head = prepared(db, 'SELECT head FROM project WHERE id = ?').pluck().get(project);
      const activity = prepared(
        db,
        'SELECT changes FROM activity WHERE project_id = ? ORDER BY revision',
      ).pluck();
      const statuses = (activity.all(project) as string[]).flatMap(statusesOf);
      const where = `WHERE project_id = '${project}'`;
      return { watermark: Number(head), statuses, ...read(db, 'revision', 'lower(content_hash)', where) };
    });
  }

  apart(file: string, project: string, other: string): Apart {
    return this.#read(file, (db) => {
      const chunks = prepared(
        db,
        `SELECT lower(hex(hash)) FROM chunk WHERE project_id = ? AND hash NOT IN
          (SELECT hash FROM chunk WHERE project_id = ?) ORDER BY hash`,
      ).pluck();
      const unknown = chunks.all(other, project) as string[];
      const versions = prepared(
        db,
        'SELECT id, content_hash AS hash, manifest FROM checkpoint WHERE project_id = ? ORDER BY id',
      );
      const all = versions.all(other) as Apart['checkpoints'];
      return { chunks: unknown, checkpoints: all.filter(({ manifest }) => unknown.includes(manifest)) };
    });
  }

  /** Problems of the file itself. Empty where it is sound. */
  integrity(file: string): readonly string[] {
    return this.#read(file, (db) => {
      const found = db.pragma('integrity_check') as { integrity_check: string }[];
      return found.map((row) => row.integrity_check).filter((text) => text !== 'ok');
    });
  }
}

/** The values that statuses of items were given by one push, from its activity record. */
function statusesOf(changes: string): StoredStudio['statuses'] {
  type Change = { kind: string; fields?: { status?: [unknown, unknown] } };
  return (JSON.parse(changes) as Change[]).flatMap(({ kind, fields }) =>
    kind === 'item' && fields?.status?.[1]
      ? [{ value: String(fields.status[1]), made: fields.status[0] === null }]
      : [],
  );
}
