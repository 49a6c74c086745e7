/** Why a chunk cannot be had, or cannot be kept as it is. */
import { dirname } from 'node:path';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';

/** @param bytes what lies there instead, if anything does. */
export function chunkLost(
  hash: Hash,
  { file, offset }: { readonly file: string; readonly offset: number },
  bytes: Uint8Array | undefined,
): CairnError {
  const details = { hash, file };
  if (bytes)
    return new CairnError('integrity', `Chunk ${hash}: something else lies at ${offset} of ${file}`, details);
  return new CairnError(
    'content-missing',
    `Chunk ${hash} should lie in ${file}, which is missing or cut off. The folder ${dirname(file)} belongs to the project file: put it back beside it, or run "cairn verify --repair".`,
    details,
  );
}

export const baseMissing = (hash: Hash, base: Hash): CairnError =>
  new CairnError('content-missing', `Chunk ${base}, on which ${hash} stands, is not here`, { hash: base });

export const tooDeep = (hash: Hash, depth: number): CairnError =>
  new CairnError('integrity', `Chunk ${hash} would stand on ${depth} deltas: more than the format allows`, {
    hash,
  });
