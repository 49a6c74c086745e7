/** Walking all of a studio's metadata in bounded memory. */
import type { Checkpoint, Hash, Id } from '../../engine/domain/rows.ts';
import { hashToBytes } from '../../engine/domain/wire.ts';
import { StudioError } from '../errors.ts';
import { BATCH, type Db } from '../metadata/metadata.ts';
import { checkpointOf } from '../metadata/rows.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** They become names of folders and objects. @throws {StudioError} integrity, where one is not what the studio takes for an id */
export async function projectIds(db: Db): Promise<Id[]> {
  const ids = (await db.selectFrom('project').select('id').orderBy('id').execute()).map(({ id }) => id);
  const strange = ids.find((id) => !UUID.test(id));
  if (strange === undefined) return ids;
  throw new StudioError('integrity', `A project has the id ${JSON.stringify(strange)}, which is none`);
}

/** Every checkpoint of a project, in batches. */
export async function* checkpointsOf(db: Db, projectId: Id): AsyncGenerator<Checkpoint[], void, undefined> {
  for (let last = ''; ; ) {
    const rows = await db
      .selectFrom('checkpoint')
      .selectAll()
      .where('project_id', '=', projectId)
      .where('id', '>', last)
      .orderBy('id')
      .limit(BATCH)
      .execute();
    const end = rows.at(-1);
    if (!end) return;
    last = end.id;
    yield rows.map(checkpointOf);
  }
}

export interface KnownChunk {
  readonly hash: Hash;
  readonly size: number;
  readonly touchedAt: number;
}

/** Every chunk the studio says it has for a project, in batches. */
export async function* chunksOf(db: Db, projectId: Id): AsyncGenerator<KnownChunk[], void, undefined> {
  for (let last = Buffer.alloc(0); ; ) {
    const rows = await db
      .selectFrom('chunk')
      .select(['hash', 'size', 'touched_at'])
      .where('project_id', '=', projectId)
      .where('hash', '>', last)
      .orderBy('hash')
      .limit(BATCH)
      .execute();
    const end = rows.at(-1);
    if (!end) return;
    last = Buffer.from(end.hash);
    yield rows.map((row) => ({
      hash: Buffer.from(row.hash).toString('hex'),
      size: row.size,
      touchedAt: row.touched_at,
    }));
  }
}

/** Whether the studio says that it has the chunk. */
export async function isKnown(db: Db, projectId: Id, hash: Hash): Promise<boolean> {
  const row = await db
    .selectFrom('chunk')
    .select('size')
    .where('project_id', '=', projectId)
    .where('hash', '=', hashToBytes(hash))
    .executeTakeFirst();
  return row !== undefined;
}
