/** What a sync leaves in the project file between its steps, so that it can go on after any interruption. */
import { cairn } from '../../proto/generated/cairn.js';
import type { Conflict, Decision, Superseded } from '../api.ts';
import { type Checkpoint, type Id, type Row, rowKey } from '../domain/rows.ts';
import { decodeRow, encodeRow } from '../domain/wire.ts';
import type { Db } from './db.ts';
import { readStored, storedObject, textRows } from './stored.ts';

/** Rows: a quarter of a second of a quick machine. */
const LARGE = 5_000;

/** Its sides and choices are there; what these say is taken for what was written. */
function storedConflict(body: string): Conflict {
  const what = 'a conflict';
  const conflict = storedObject<Conflict>(what, body);
  return readStored(what, () => {
    const { id, kind, path, suggestion, mine, theirs, choices } = conflict;
    const texts = [id, kind, path, suggestion, mine.id, theirs.id, ...choices.map(({ name }) => name)];
    if (texts.every((text) => typeof text === 'string')) return conflict;
    throw new TypeError(body);
  });
}

const storedRow = (payload: Uint8Array): Row =>
  readStored('a row that waits', () => decodeRow(cairn.v1.Row.decode(payload)));

/** A row that the studio refused, and why. */
interface Rejected {
  readonly kind: string;
  readonly key: string;
  readonly code: string;
  readonly message: string;
}

export class Staging {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Keeps pulled rows for the apply; one that came again replaces its older self. */
  stage(rows: readonly Row[]): void {
    const sql = 'INSERT OR REPLACE INTO staged (kind, key, payload) VALUES (?, ?, ?)';
    for (const row of rows) {
      this.#db.run(sql, row.kind, rowKey(row), cairn.v1.Row.encode(encodeRow(row)).finish());
    }
  }

  /** Staged rows in order, in pages, so that a large pull needs no more memory than a small one. */
  *staged(pageSize = 500): Generator<Row> {
    for (let after = 0; ; ) {
      const sql = 'SELECT seq, payload FROM staged WHERE seq > ? ORDER BY seq LIMIT ?';
      const page = this.#db.all<{ seq: number; payload: Buffer }>(sql, after, pageSize);
      for (const { seq, payload } of page) {
        after = seq;
        yield storedRow(payload);
      }
      if (page.length < pageSize) return;
    }
  }

  /** A checkpoint that waits to be applied. */
  stagedCheckpoint(id: Id): Checkpoint | undefined {
    const sql = `SELECT payload FROM staged WHERE kind = 'checkpoint' AND key = ?`;
    const payload = this.#db.value<Buffer>(sql, id);
    const row = payload && storedRow(payload);
    return row?.kind === 'checkpoint' ? row.row : undefined;
  }

  stagedCount(): number {
    return this.#db.value<number>('SELECT count(*) FROM staged') ?? 0;
  }

  /** Whether applying them takes so long that it has to give way. */
  get isLarge(): boolean {
    return this.#db.value('SELECT 1 FROM staged LIMIT 1 OFFSET ?', LARGE) !== undefined;
  }

  clearStaged(): void {
    this.#db.run('DELETE FROM staged');
  }

  conflicts(): Conflict[] {
    const bodies = this.#db.all<{ body: string }>('SELECT body FROM conflict ORDER BY ordinal');
    const decisions = this.decisions();
    return bodies.map(({ body }) => {
      const conflict = storedConflict(body);
      return { ...conflict, decision: decisions.get(conflict.id) ?? null };
    });
  }

  conflict(id: string): Conflict | undefined {
    const body = this.#db.value<string>('SELECT body FROM conflict WHERE id = ?', id);
    return body === undefined ? undefined : { ...storedConflict(body), decision: this.decision(id) };
  }

  setConflicts(conflicts: readonly Conflict[]): void {
    this.#db.run('DELETE FROM conflict');
    conflicts.forEach((conflict, ordinal) => {
      const sql = 'INSERT INTO conflict (id, ordinal, body) VALUES (?, ?, ?)';
      this.#db.run(sql, conflict.id, ordinal, JSON.stringify(conflict));
    });
  }

  conflictCount(): number {
    return this.#db.value<number>('SELECT count(*) FROM conflict') ?? 0;
  }

  decision(conflictId: string): Decision | null {
    const sql = 'SELECT choice, name FROM decision WHERE conflict_id = ?';
    const found = this.#db.get<{ choice: Decision['choice']; name: string | null }>(sql, conflictId);
    if (!found) return null;
    return found.name === null ? { choice: found.choice } : { choice: found.choice, name: found.name };
  }

  /** By the id of the conflict. */
  decisions(): Map<string, Decision> {
    const sql = 'SELECT conflict_id AS id, choice, name FROM decision';
    const rows = this.#db.all<{ id: string; choice: Decision['choice']; name: string | null }>(sql);
    return new Map(rows.map(({ id, choice, name }) => [id, name === null ? { choice } : { choice, name }]));
  }

  decide(conflictId: string, decision: Decision | null): void {
    this.#db.run('DELETE FROM decision WHERE conflict_id = ?', conflictId);
    if (!decision) return;
    const sql = 'INSERT INTO decision (conflict_id, choice, name) VALUES (?, ?, ?)';
    this.#db.run(sql, conflictId, decision.choice, decision.name ?? null);
  }

  clearDecisions(): void {
    this.#db.run('DELETE FROM decision');
  }

  outgoing(): { pushId: string; payload: Buffer } | undefined {
    return this.#db.get('SELECT push_id AS pushId, payload FROM outgoing');
  }

  setOutgoing(pushId: string, payload: Uint8Array): void {
    this.#db.run('INSERT INTO outgoing (push_id, payload) VALUES (?, ?)', pushId, payload);
  }

  clearOutgoing(): void {
    this.#db.run('DELETE FROM outgoing');
  }

  reject(kind: string, key: string, code: string, message: string): void {
    const sql = 'INSERT OR REPLACE INTO rejected (kind, key, code, message) VALUES (?, ?, ?, ?)';
    this.#db.run(sql, kind, key, code, message);
  }

  rejection(kind: string, key: string): { code: string; message: string } | undefined {
    return this.#db.get('SELECT code, message FROM rejected WHERE kind = ? AND key = ?', kind, key);
  }

  /** @throws {CairnError} project-corrupt */
  rejected(): readonly Rejected[] {
    return textRows('a refusal', this.#db.all<Rejected>('SELECT * FROM rejected ORDER BY kind, key'));
  }

  clearRejected(kind: string, key: string): void {
    this.#db.run('DELETE FROM rejected WHERE kind = ? AND key = ?', kind, key);
  }

  supersede(itemId: Id, field: string, mine: string, theirs: string, at: number): void {
    const sql = 'INSERT INTO superseded (item_id, field, mine, theirs, at) VALUES (?, ?, ?, ?, ?)';
    this.#db.run(sql, itemId, field, mine, theirs, at);
  }

  /** Superseded edits newer than row `after`. Paths are filled in by the caller. */
  superseded(after = 0): (Omit<Superseded, 'path'> & { itemId: Id })[] {
    const sql = `SELECT cast(id AS TEXT) AS id, item_id AS itemId, field, mine, theirs, at AS time
      FROM superseded WHERE id > ? ORDER BY superseded.id`;
    return this.#db.all(sql, after);
  }

  supersededEdit(id: string): { itemId: Id; field: string; mine: string; theirs: string } | undefined {
    const sql = 'SELECT item_id AS itemId, field, mine, theirs FROM superseded WHERE id = cast(? AS INTEGER)';
    return this.#db.get(sql, id);
  }

  clearSuperseded(id: string): void {
    this.#db.run('DELETE FROM superseded WHERE id = cast(? AS INTEGER)', id);
  }

  lastSuperseded(): number {
    return this.#db.value<number>('SELECT ifnull(max(id), 0) FROM superseded') ?? 0;
  }
}
