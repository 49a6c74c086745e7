/** Which chunks the studio wants sent. */
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { hashFromBytes, hashToBytes, WireError } from '../../engine/domain/wire.ts';
import type { cairn } from '../../proto/generated/cairn.js';
import { MAX_CHECKPOINTS, MAX_HASHES } from '../../proto/limits.ts';
import { StudioError } from '../errors.ts';
import type { Reader } from './entitlements.ts';
import type { ChunkLedger } from './ledger.ts';
import type { Reading } from './reading.ts';
import { heldOf, only } from './standings.ts';

/** @throws {StudioError} bad-message, too-large */
export function decodeHashes(hashes: readonly Uint8Array[] | null | undefined): Hash[] {
  if ((hashes?.length ?? 0) > MAX_HASHES) {
    throw new StudioError('too-large', `One request can name ${MAX_HASHES} chunks at most`);
  }
  try {
    return (hashes ?? []).map(hashFromBytes);
  } catch (error) {
    if (error instanceof WireError) throw new StudioError('bad-message', error.message, {}, error);
    throw error;
  }
}

/**
 * All but those that are here and that the asker is known to hold: what others have stored must not show. What a basis
 * proves is noted, so that the push that follows may name it.
 */
export async function missing(
  studio: { ledger: ChunkLedger; reading: Reading },
  projectId: Id,
  reader: Reader,
  request: cairn.v1.IMissingRequest,
): Promise<Buffer[]> {
  const { ledger, reading } = studio;
  const hashes = [...new Set(decodeHashes(request.hashes))];
  const basis = (request.basis ?? []).slice(0, MAX_CHECKPOINTS);
  const known = await ledger.standings(projectId, reader.userId, hashes);
  const held = heldOf(known);
  const open = new Set(hashes.filter((hash) => !held.has(hash)));
  const shared =
    open.size > 0 && basis.length > 0
      ? await reading.within(projectId, reader, basis, open)
      : new Set<Hash>();
  const proven = only(known, { has: (hash) => held.has(hash) || shared.has(hash) });
  const stored = await ledger.rely(projectId, reader.userId, proven, shared);
  return hashes.filter((hash) => !stored.has(hash)).map(hashToBytes);
}
