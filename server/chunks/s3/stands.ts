/** What declared deltas may stand on, decided as for chunks that come through the studio (../admission.ts), by what is known of bases. */
import type { ChunkInfo } from '../../../engine/content/store.ts';
import type { Hash, Id } from '../../../engine/domain/rows.ts';
import { MAX_CHUNK_BYTES, MAX_DELTA_DEPTH, MAX_DICTIONARY_BYTES } from '../../../proto/limits.ts';
import type { Refusal } from '../admission.ts';
import type { ChunkLedger } from '../ledger.ts';
import type { ChunkStore } from '../store.ts';
import type { Arrival } from './index.ts';

/** Plain bytes that reading one delta may make somebody decode. */
const MOST_BASES = 32 * 1024 * 1024;

type Known = Pick<ChunkInfo, 'size' | 'base'> & { readonly depth: number };

export class Stands {
  readonly #chunks: ChunkStore;
  readonly #ledger: ChunkLedger;

  constructor(chunks: ChunkStore, ledger: ChunkLedger) {
    this.#chunks = chunks;
    this.#ledger = ledger;
  }

  async refusals(projectId: Id, accountId: Id, frames: readonly Arrival[]): Promise<Refusal[]> {
    const deltas = frames.filter(({ codec }) => codec === 'delta');
    if (deltas.length === 0) return [];
    const wanted = [...new Set(deltas.flatMap(({ base }) => base?.chunks ?? []))];
    const held = await this.#ledger.bases(projectId, accountId, wanted);
    const below = await this.#below(projectId, wanted);
    const bad = await this.#ledger.replaceable(
      projectId,
      deltas.map(({ hash }) => hash),
    );
    const known = new Map<Hash, Known>(below);
    const mayName = new Set(held);
    const refused: Refusal[] = [];
    for (const [index, frame] of frames.entries()) {
      const refusal = bad.has(frame.hash)
        ? { code: 'base-missing', message: `Chunk ${frame.hash} is wanted whole: what is here is damaged` }
        : judge(frame, known, mayName);
      if ('code' in refusal) refused.push({ index, ...refusal });
      else {
        known.set(frame.hash, { ...frame, depth: refusal.depth });
        mayName.add(frame.hash);
      }
    }
    return refused;
  }

  /** What is known of these and of everything that they stand on: a question for each level. */
  async #below(projectId: Id, wanted: readonly Hash[]): Promise<Map<Hash, ChunkInfo>> {
    const known = new Map<Hash, ChunkInfo>();
    let open = wanted;
    for (let level = 0; open.length > 0 && level <= MAX_DELTA_DEPTH; level++) {
      const info = await this.#chunks.info(projectId, open);
      const next = new Set<Hash>();
      for (const [hash, one] of info) {
        known.set(hash, one);
        for (const base of one.base?.chunks ?? []) if (!known.has(base)) next.add(base);
      }
      open = [...next];
    }
    return known;
  }
}

function judge(
  { hash, base }: Arrival,
  known: ReadonlyMap<Hash, Known>,
  mayName: ReadonlySet<Hash>,
): { readonly depth: number } | Omit<Refusal, 'index'> {
  let depth = 0;
  let direct = 0;
  for (const one of base?.chunks ?? []) {
    const below = mayName.has(one) ? known.get(one) : undefined;
    if (!below)
      return { code: 'base-missing', message: `You have not sent chunk ${one}, on which ${hash} stands` };
    depth = Math.max(depth, below.depth + 1);
    direct += below.size;
  }
  const tooMuch =
    direct > MAX_DICTIONARY_BYTES + 2 * MAX_CHUNK_BYTES || weight(base?.chunks ?? [], known) > MOST_BASES;
  if (depth > MAX_DELTA_DEPTH || tooMuch)
    return { code: 'delta-too-deep', message: `Chunk ${hash} stands on more than it can be read for` };
  return { depth };
}

/** Plain bytes of all of these and of what they stand on, as far as it matters. */
function weight(hashes: readonly Hash[], known: ReadonlyMap<Hash, Known>): number {
  const seen = new Set<Hash>();
  const open = [...hashes];
  let bytes = 0;
  for (let hash = open.pop(); hash !== undefined && bytes <= MOST_BASES; hash = open.pop()) {
    if (seen.has(hash)) continue;
    seen.add(hash);
    const one = known.get(hash);
    bytes += one?.size ?? 0;
    open.push(...(one?.base?.chunks ?? []));
  }
  return bytes;
}
