/** The chunks that a copy's database knows, from one store to another, each verified on the way. */
import type { StoredChunk } from '../../engine/content/store.ts';
import type { Hash, Id } from '../../engine/domain/rows.ts';
import { hashToBytes } from '../../engine/domain/wire.ts';
import { unsound } from '../chunks/soundness.ts';
import type { ChunkStore } from '../chunks/store.ts';
import { closureOf } from '../chunks/whole.ts';
import { StudioError } from '../errors.ts';
import { batches } from '../metadata/metadata.ts';
import { count } from '../projects/allowance.ts';
import type { Studio } from '../studio.ts';
import { chunksOf, isKnown } from './scan.ts';

/** Chunks in work at once. */
const PARALLEL = 16;
/** Stored bytes written at once. */
const GROUP_BYTES = 8 * 1024 * 1024;

/** Where the chunks of a copy come from. */
export interface Source {
  readonly chunks: ChunkStore;
  /** Whether a chunk that is not there may be left out: it was collected since. */
  readonly collected: (projectId: Id, hash: Hash) => Promise<boolean>;
}

/** Those that are there already stay as they are. @param onBytes told plain bytes that are in the copy now */
export async function copyProject(
  source: Source,
  copy: Studio,
  projectId: Id,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<void> {
  for await (const batch of chunksOf(copy.metadata.db, projectId)) {
    let group: StoredChunk[] = [];
    let bytes = 0;
    const flush = async () => {
      await copy.chunks.put(projectId, group);
      [group, bytes] = [[], 0];
    };
    const known = await copy.chunks.info(
      projectId,
      batch.map(({ hash }) => hash),
    );
    for (const part of batches(
      batch.filter(({ hash }) => !known.has(hash)),
      PARALLEL,
    )) {
      // All of them end before the first failure is told: nothing is written to a folder that is being removed.
      const read = await Promise.allSettled(
        part.map(({ hash }) => readChunks(source, copy, projectId, hash)),
      );
      for (const one of read) {
        if (one.status === 'rejected') throw one.reason;
        group.push(...one.value);
        for (const chunk of one.value) bytes += chunk.data.length;
      }
      if (bytes >= GROUP_BYTES) await flush();
    }
    await flush();
    onBytes(batch.reduce((sum, { size }) => sum + size, 0));
  }
}

/** The chunk, what it stands on before it; nothing where it was collected meanwhile. All of them are verified. */
async function readChunks(source: Source, copy: Studio, projectId: Id, hash: Hash): Promise<StoredChunk[]> {
  const get = (one: Hash) => source.chunks.get(projectId, one);
  // Collection may make it whole between two reads: then the second time goes well.
  for (const last of [false, true]) {
    const chunk = await get(hash);
    if (!chunk) break;
    const { found, missing } = await closureOf(chunk, get);
    if (missing && !last) continue;
    const bases = [...found.values()].reverse();
    const { verdicts, whole } = await copy.checking.check({
      chunks: [chunk],
      bases,
      whole: bases.length > 0,
    });
    if (verdicts[0] && (await givenUp(copy, projectId, hash))) return [];
    if (verdicts[0]) throw new StudioError('integrity', verdicts[0].message);
    if (bases.length === 0) return [chunk];
    for (const base of bases) if (!(await isKnown(copy.metadata.db, projectId, base.hash))) return [...whole];
    return [...inOrder(chunk, found)];
  }
  if (await givenUp(copy, projectId, hash)) return [];
  if (!(await source.collected(projectId, hash))) {
    throw new StudioError('integrity', `Chunk ${hash} of project ${projectId} is not there. Run "verify".`);
  }
  // Collected since the database was copied: nothing refers to it.
  await copy.metadata.transaction(async (tx) => {
    const row = tx.deleteFrom('chunk').where('project_id', '=', projectId);
    const gone = await row.where('hash', '=', hashToBytes(hash)).returning('size').executeTakeFirst();
    await count(tx, projectId, 'bytes', -(gone?.size ?? 0));
  });
  return [];
}

/** Whether nobody may rely on a chunk that cannot be copied: what was sent badly must not keep all else from being copied. */
async function givenUp(copy: Studio, projectId: Id, hash: Hash): Promise<boolean> {
  return (await unsound(copy.metadata.db, projectId, [hash])).has(hash);
}

/** What a delta stands on before it, each once. */
function inOrder(chunk: StoredChunk, found: ReadonlyMap<Hash, StoredChunk>): Set<StoredChunk> {
  const order = new Set<StoredChunk>();
  const visit = (one: StoredChunk): void => {
    for (const base of one.base?.chunks ?? []) {
      const below = found.get(base);
      if (below && !order.has(below)) visit(below);
    }
    order.add(one);
  };
  visit(chunk);
  return order;
}
