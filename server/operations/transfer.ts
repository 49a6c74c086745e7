/**
 * All of a studio into another one's database and chunk store, page by page. Each page is written together with the
 * place it ends at, so that whoever is killed goes on from there; chunks that have arrived are not brought again. It
 * counts as a studio only once all was compared.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { ChunkStore } from '../chunks/store.ts';
import { StudioError } from '../errors.ts';
import { clearTables, compareTables, pagesOf, TABLES, type TableName, writePage } from '../metadata/copy.ts';
import type { Db, Metadata } from '../metadata/metadata.ts';
import {
  finish,
  keepPlace,
  keyOf,
  type Place,
  placeIn,
  requireFillable,
  rowOf,
} from '../metadata/unfinished.ts';
import type { Studio } from '../studio.ts';
import { copyProject } from './copy-chunks.ts';
import { type Say, tellBytes } from './progress.ts';
import { projectIds } from './scan.ts';
import { requireSound } from './verify.ts';

export interface Origin {
  readonly metadata: Metadata;
  /** Undefined where its chunks are where the target looks for them. */
  readonly chunks: ChunkStore | undefined;
}

export interface Transferred {
  readonly rows: Readonly<Record<string, number>>;
  readonly checkpoints: number;
  readonly chunks: number;
  readonly bytes: number;
}

/** @param last done in the transaction that makes a studio of the copy */
export async function transfer(
  origin: Origin,
  target: Studio,
  say: Say,
  last: (tx: Db) => Promise<void> = async () => {},
): Promise<Transferred> {
  return origin.metadata.snapshot(async (from) => {
    const place = await begin(target.metadata, await fingerprint(from));
    await copyRows(from, target.metadata, place, say);
    if (origin.chunks) {
      const source = { chunks: origin.chunks, collected: async () => false };
      for (const projectId of await projectIds(from)) {
        const what = `Chunks of project ${projectId}`;
        say(what);
        await copyProject(source, target, projectId, tellBytes(say, what));
      }
    }
    say('Comparing rows');
    const rows = await compared(from, target.metadata.db);
    const { checkpoints, chunks, bytes } = await requireSound(target, say);
    await target.metadata.transaction(async (tx) => {
      await requireOwn(target.metadata, tx, place);
      await last(tx);
      await finish(tx);
    });
    return { rows, checkpoints, chunks, bytes };
  });
}

async function compared(one: Db, other: Db): Promise<Record<string, number>> {
  try {
    return await compareTables(one, other);
  } catch (cause) {
    throw new StudioError('integrity', (cause as Error).message, {}, cause);
  }
}

/** Of everything that a change of a studio would change. */
async function fingerprint(db: Db): Promise<string> {
  const hash = createHash('sha256');
  for (const table of TABLES) {
    hash.update(table);
    for await (const page of pagesOf(db, table)) hash.update(JSON.stringify(page));
  }
  return hash.digest('hex');
}

/** Takes over what an earlier run of the same copy has left, or begins one in an empty database. */
async function begin(metadata: Metadata, origin: string): Promise<Place> {
  return metadata.transaction(async (tx) => {
    await metadata.lock(tx, 'copy');
    await requireFillable(tx);
    const before = await placeIn(tx);
    // Of a studio that has changed since, or another one: nobody has used it yet.
    if (before && before.origin !== origin) await clearTables(tx);
    const place = {
      ...(before?.origin === origin ? before : { origin, table: TABLES[0]! }),
      owner: randomUUID(),
    };
    await keepPlace(tx, place);
    return place;
  });
}

/** @throws {StudioError} in-use, where another run has taken over */
async function requireOwn(metadata: Metadata, tx: Db, { owner }: Place): Promise<void> {
  await metadata.lock(tx, 'copy');
  if ((await placeIn(tx))?.owner !== owner)
    throw new StudioError('in-use', 'Another copy into the same database has been started');
}

async function copyRows(from: Db, to: Metadata, place: Place, say: Say): Promise<void> {
  const first = TABLES.indexOf(place.table as TableName);
  for (const table of TABLES.slice(first)) {
    say(`Rows of ${table}`);
    const after = table === place.table ? place.after && rowOf(place.after) : undefined;
    for await (const page of pagesOf(from, table, after)) {
      await to.transaction(async (tx) => {
        await requireOwn(to, tx, place);
        await writePage(tx, table, page);
        await keepPlace(tx, { ...place, table, after: keyOf(table, page.at(-1)!) });
      });
    }
  }
}
