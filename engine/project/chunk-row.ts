/** Rows of chunks: which there are, where their bytes are, and what they are. */
import { CODECS } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import type { Db } from './db.ts';
import type { PackPlace } from './packs.ts';
import { storedBase } from './stored.ts';

export interface Stored {
  codec: number;
  size: number;
  data: Buffer;
  pack: number | null;
  offset: number;
  length: number;
  base: Buffer | null;
  depth: number;
}

/** Undefined for one whose bytes are in the row. */
export const placeOf = ({ pack, offset, length }: Stored): PackPlace | undefined =>
  pack === null ? undefined : { pack, offset, length };

export const describe = (hash: Hash, { codec, size, base }: Stored) => ({
  hash,
  codec: CODECS[codec] ?? 'raw',
  size,
  ...(base && { base: storedBase(hash, base) }),
});

const AMONG = `SELECT asked.value FROM json_each(:hashes) AS asked
  WHERE EXISTS (SELECT 1 FROM chunk WHERE hash = unhex(asked.value))`;
/** Hashes of one question. */
const MOST_ASKED = 4_096;

/**
 * Those of the hashes that have a row. Outside of a transaction each statement takes a lock and gives it back, which
 * takes longer than looking up a chunk: so they are asked for together.
 */
export function rowsAmong(db: Db, hashes: readonly Hash[]): Set<Hash> {
  const found = new Set<Hash>();
  for (let at = 0; at < hashes.length; at += MOST_ASKED) {
    const page = JSON.stringify(hashes.slice(at, at + MOST_ASKED));
    for (const [hash] of db.rows<readonly [Hash]>(AMONG, { hashes: page })) found.add(hash);
  }
  return found;
}
