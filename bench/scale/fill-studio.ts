/**
 * A studio's data folder of any size, as pushes would have left it: accounts and contents through the studio, rows in
 * bulk.
 */

import type { Id } from '../../engine/domain/rows.ts';
import { loadSqlite, type Sqlite } from '../../native/sqlite.ts';
import { openSession } from '../../server/accounts/sessions.ts';
import { readConfig } from '../../server/config.ts';
import {
  checkpointRow,
  dependencyRow,
  itemRow,
  type StoredItem,
  taggingRow,
} from '../../server/metadata/rows.ts';
import { setMember } from '../../server/projects/members.ts';
import { createProject } from '../../server/projects/projects.ts';
import { layout, openStudio } from '../../server/studio.ts';
import { idOf, type People, Shape } from './shape.ts';

/** Rows that came with one push. */
const PUSH = 5_000;
/** The project and its roles came first, then a member. */
const FIRST = 3;

/** At which revision the studio has the nth row. */
export const revisionOf = (row: number): number => FIRST + Math.floor(row / PUSH);
const GROUP = 100_000;

export interface MadeStudio {
  readonly projectId: Id;
  readonly head: number;
  readonly people: People;
  readonly tokens: { readonly ann: string; readonly ben: string };
}

export async function fillStudio(data: string, assets: number): Promise<MadeStudio> {
  const projectId = idOf(0, 1);
  const config = readConfig({ env: {}, options: { data, logLevel: 'silent' } });
  const studio = await openStudio(config);
  const add = (name: string, admin: boolean) =>
    studio.accounts.add({ name, password: 'a password for benchmarks' }, admin);
  const [ann, ben] = [await add('ann', true), await add('ben', false)];
  const { db } = studio.metadata;
  const open = (id: Id) => openSession(db, id, 'bench', 30, Date.now());
  const tokens = { ann: await open(ann.id), ben: await open(ben.id) };
  const project = await createProject(studio, ann, { id: projectId, name: 'film' });
  await setMember(studio, { id: ann.id, client: 'bench' }, project.id, 'ben', 'Artist');
  const people = { ann: ann.id, ben: ben.id };
  const shape = new Shape(assets, people);
  await studio.ledger.store(
    projectId,
    ann.id,
    shape.contents.flatMap(({ chunks }) => chunks),
  );
  await studio.close();
  const head = await insertRows(layout(data).database, shape, projectId);
  return { projectId, head, people, tokens };
}

async function insertRows(file: string, shape: Shape, projectId: Id): Promise<number> {
  const Database = await loadSqlite();
  const sqlite = new Database(file);
  for (const setting of ['synchronous = off', 'cache_size = -400000', 'foreign_keys = off'])
    sqlite.pragma(setting);
  const writer = new Writer(sqlite, projectId);
  for (const item of shape.items()) {
    writer.put('item', item.id, (revision) => {
      const stored: StoredItem = { ...item, revision, fieldRevisions: { '*': revision } };
      return itemRow(projectId, stored);
    });
  }
  for (const row of shape.checkpoints()) {
    writer.put('checkpoint', row.id, (revision) => checkpointRow(projectId, { ...row, revision }));
  }
  for (const row of shape.taggings()) {
    writer.put('tagging', `${row.itemId}/${row.tag}`, (revision) =>
      taggingRow(projectId, { ...row, revision }),
    );
  }
  for (const row of shape.dependencies()) {
    writer.put('dependency', `${row.itemId}/${row.targetId}`, (revision) =>
      dependencyRow(projectId, { ...row, revision }),
    );
  }
  const head = writer.finish();
  sqlite.pragma('wal_checkpoint(truncate)');
  sqlite.close();
  return head;
}

class Writer {
  readonly #sqlite: Sqlite;
  readonly #projectId: Id;
  readonly #inserts = new Map<string, ReturnType<Sqlite['prepare']>>();
  #rows = 0;

  constructor(sqlite: Sqlite, projectId: Id) {
    this.#sqlite = sqlite;
    this.#projectId = projectId;
    sqlite.exec('begin');
  }

  put(table: string, key: string, rowAt: (revision: number) => object): void {
    const revision = revisionOf(this.#rows++);
    const row = rowAt(revision);
    this.#insert(table, row).run(row);
    const change = { project_id: this.#projectId, kind: table, key, revision };
    this.#insert('change', change).run(change);
    if (this.#rows % GROUP === 0) this.#sqlite.exec('commit; begin');
  }

  /** @returns the head. */
  finish(): number {
    const head = revisionOf(this.#rows - 1);
    this.#sqlite.prepare('update project set head = ? where id = ?').run(head, this.#projectId);
    this.#sqlite.exec('commit');
    return head;
  }

  #insert(table: string, row: object): ReturnType<Sqlite['prepare']> {
    const known = this.#inserts.get(table);
    if (known) return known;
    const columns = Object.keys(row);
    const sql = `insert into "${table}" (${columns.map((c) => `"${c}"`)}) values (${columns.map((c) => `@${c}`)})`;
    const made = this.#sqlite.prepare(sql);
    this.#inserts.set(table, made);
    return made;
  }
}
