/** What the studio knows of chunks, to one account. */
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { isAmong } from '../metadata/hashes.ts';
import { batches, type Db } from '../metadata/metadata.ts';
import { SOUND, UNCHECKED } from './soundness.ts';

/** Hashes named in one statement. */
export const ROWS = 1_000;

export interface Standing {
  /** Plain bytes. */
  readonly size: number;
  readonly state: number;
  /** Who has sent what nobody has checked yet. */
  readonly senderId: Id | null;
  /** UTC milliseconds. */
  readonly touchedAt: number;
  /** The account has shown to hold its bytes. */
  readonly held: boolean;
}

export type Standings = ReadonlyMap<Hash, Standing>;

/** Of those of `hashes` that the studio has. */
export async function standingsOf(
  db: Db,
  projectId: Id,
  accountId: Id,
  hashes: readonly Hash[],
): Promise<Map<Hash, Standing>> {
  const found = new Map<Hash, Standing>();
  for (const batch of batches(hashes, ROWS)) {
    const rows = await db
      .selectFrom('chunk')
      .leftJoin('holder', (join) =>
        join
          .onRef('holder.project_id', '=', 'chunk.project_id')
          .onRef('holder.hash', '=', 'chunk.hash')
          .on('holder.account_id', '=', accountId),
      )
      .select(['chunk.hash', 'size', 'state', 'sender_id', 'touched_at', 'account_id'])
      .where('chunk.project_id', '=', projectId)
      .where(isAmong(db, 'chunk.hash', batch))
      .execute();
    for (const { hash, size, state, sender_id, touched_at, account_id } of rows)
      found.set(Buffer.from(hash).toString('hex'), {
        ...{ size, state, senderId: sender_id, touchedAt: touched_at },
        held: account_id !== null,
      });
  }
  return found;
}

/** Whether this account may rely on the bytes that are here. */
export const isReliable = ({ state, senderId }: Standing, accountId: Id): boolean =>
  state === SOUND || (state === UNCHECKED && senderId === accountId);

export const heldOf = (known: Standings): Set<Hash> =>
  new Set([...known].flatMap(([hash, { held }]) => (held ? [hash] : [])));

/** Those of `known` that are among `hashes`. */
export const only = (known: Standings, hashes: { has(hash: Hash): boolean }): Standings =>
  new Map([...known].filter(([hash]) => hashes.has(hash)));
