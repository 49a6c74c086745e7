/** A chunk's row: where its bytes are, and what they are. */
import { CODECS } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
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
