/** A pull: rows above a revision, in pages, ascending by (revision, kind, key). */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Id, Row, RowKind } from '../../engine/domain/rows.ts';
import { encodeRow } from '../../engine/domain/wire.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_MESSAGE_BYTES, PULL_PAGE_ROWS } from '../../proto/limits.ts';
import { notFound, StudioError } from '../errors.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import { holdsNul } from '../metadata/rows.ts';
import { loadRows } from './load-rows.ts';

const CURSOR = z.tuple([z.number().int().nonnegative(), z.string().max(40), z.string().max(1_000)]);
type Position = z.infer<typeof CURSOR>;

const encodeCursor = (position: Position): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url');

function decodeCursor(cursor: string): Position {
  const refused = () => new StudioError('bad-request', 'The cursor is not one this studio gave');
  let position: Position;
  try {
    position = CURSOR.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw refused();
  }
  // Not every database can be asked for it.
  if (holdsNul(position)) throw refused();
  return position;
}

/** The encoded `PullPage`. Head and rows are of one moment. */
export async function changes(
  metadata: Metadata,
  projectId: Id,
  since: number,
  cursor: string,
): Promise<Uint8Array> {
  const after = cursor === '' ? undefined : decodeCursor(cursor);
  return metadata.snapshot(async (tx) => {
    const project = await tx
      .selectFrom('project')
      .select('head')
      .where('id', '=', projectId)
      .executeTakeFirst();
    if (!project) throw notFound('project of this name');
    const index = await page(tx, projectId, since, after);
    const rows = await loadRows(tx, projectId, index);
    return encodePage(rows, index.length > PULL_PAGE_ROWS, project.head);
  });
}

interface Entry {
  readonly revision: number;
  readonly kind: RowKind;
  readonly key: string;
}

/**
 * One row more than a page holds, where there are more. It begins by one condition only: given two, a database may take the
 * wider one for its way in, and go through all pages before to find this one.
 */
async function page(tx: Db, projectId: Id, since: number, after: Position | undefined): Promise<Entry[]> {
  const query = tx
    .selectFrom('change')
    .select(['revision', 'kind', 'key'])
    .where('project_id', '=', projectId);
  const begun =
    after && after[0] > since
      ? query.where(sql<boolean>`(revision, kind, key) > (${after[0]}, ${after[1]}, ${after[2]})`)
      : query.where('revision', '>', since);
  const rows = await begun
    .orderBy('revision')
    .orderBy('kind')
    .orderBy('key')
    .limit(PULL_PAGE_ROWS + 1)
    .execute();
  return rows as Entry[];
}

/** Cuts the page where it would outgrow a message. */
function encodePage(rows: readonly (Row & { key: string })[], full: boolean, head: number): Uint8Array {
  const encoded: cairn.v1.IRow[] = [];
  let bytes = 0;
  for (const row of rows.slice(0, PULL_PAGE_ROWS)) {
    const message = encodeRow(row);
    bytes += cairn.v1.Row.encode(message).finish().length + 8;
    if (bytes > MAX_MESSAGE_BYTES / 2 && encoded.length > 0) break;
    encoded.push(message);
  }
  const more = full || encoded.length < rows.length;
  const last = rows[encoded.length - 1];
  const cursor = more && last ? encodeCursor([last.revision, last.kind, last.key]) : '';
  return cairn.v1.PullPage.encode({ rows: encoded, cursor, more, head }).finish();
}
