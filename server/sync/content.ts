/** Whether the content of pushed checkpoints is complete on the studio, and their author's to name. */
import type { Checkpoint, Hash, Id } from '../../engine/domain/rows.ts';
import type { Reader } from '../chunks/entitlements.ts';
import type { ChunkLedger } from '../chunks/ledger.ts';
import { type Content, ManifestError, type Manifests } from '../chunks/manifests.ts';
import type { Reading } from '../chunks/reading.ts';
import { heldOf, only, type Standings } from '../chunks/standings.ts';
import type { Metadata } from '../metadata/metadata.ts';
import { Rejection } from './rejection.ts';
import type { DecodedChange } from './request.ts';

/** Hashes judged together: statements are for many, memory is bounded. A push has fewer checkpoints. */
const TOGETHER = 10_000;

export interface ContentPorts {
  readonly metadata: Metadata;
  readonly ledger: ChunkLedger;
  readonly manifests: Manifests;
  readonly reading: Reading;
}

/** A checkpoint of the push that nothing was found against yet. */
interface Candidate {
  readonly checkpoint: Checkpoint;
  readonly basis: readonly Id[];
}

/** What is to be here for a checkpoint, with the sizes that it gives. */
interface Claim extends Candidate {
  readonly sizes: ReadonlyMap<Hash, number | undefined>;
}

/**
 * Judges every checkpoint a push creates. Looking also spares the chunks from collection, so that what was complete here
 * still is when the push commits a moment later.
 */
export async function contentProblems(
  ports: ContentPorts,
  projectId: Id,
  reader: Reader,
  changes: readonly DecodedChange[],
): Promise<Map<Id, Rejection>> {
  const candidates = changes.flatMap(({ row, created, basis }) =>
    row?.kind === 'checkpoint' && created ? [{ checkpoint: row.row, basis }] : [],
  );
  return new Judge(ports, projectId, reader).problemsOf(candidates);
}

class Judge {
  readonly #ports: ContentPorts;
  readonly #projectId: Id;
  readonly #reader: Reader;
  readonly #problems = new Map<Id, Rejection>();

  constructor(ports: ContentPorts, projectId: Id, reader: Reader) {
    this.#ports = ports;
    this.#projectId = projectId;
    this.#reader = reader;
  }

  async problemsOf(candidates: readonly Candidate[]): Promise<Map<Id, Rejection>> {
    // The roots first: without one, nothing below can be judged, and nothing of it may be told.
    const roots = candidates.map((one) => ({
      ...one,
      sizes: new Map([[one.checkpoint.manifest, undefined]]),
    }));
    await this.#judge(roots);
    const proven = candidates.filter(({ checkpoint }) => !this.#problems.has(checkpoint.id));
    await this.#ports.manifests.warm(
      this.#projectId,
      proven.map(({ checkpoint }) => checkpoint),
    );
    let open: Claim[] = [];
    let hashes = 0;
    for (const candidate of proven) {
      const claim = await this.#claim(candidate);
      if (!claim) continue;
      if (open.length > 0 && hashes + claim.sizes.size > TOGETHER) {
        await this.#judge(open);
        [open, hashes] = [[], 0];
      }
      open.push(claim);
      hashes += claim.sizes.size;
    }
    await this.#judge(open);
    return this.#problems;
  }

  async #claim(candidate: Candidate): Promise<Claim | undefined> {
    const { manifest, size, preview, id } = candidate.checkpoint;
    let content: Content;
    try {
      content = await this.#ports.manifests.read(this.#projectId, manifest, size);
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      this.#problems.set(id, new Rejection(error.code, error.message));
      return undefined;
    }
    const sizes = new Map<Hash, number | undefined>(content);
    if (preview) sizes.set(preview.hash, preview.size);
    return { ...candidate, sizes };
  }

  /** A rejection unless the studio has each chunk, as large as is claimed, and the author has shown to hold it. */
  async #judge(claims: readonly Claim[]): Promise<void> {
    const { ledger } = this.#ports;
    const { userId } = this.#reader;
    const all = new Set(claims.flatMap(({ sizes }) => [...sizes.keys()]));
    const known = await ledger.standings(this.#projectId, userId, [...all]);
    const held = heldOf(known);
    const shared = new Map<Claim, ReadonlySet<Hash>>();
    for (const claim of claims) shared.set(claim, await this.#shared(claim, held));
    const proven = new Set([...held, ...[...shared.values()].flatMap((hashes) => [...hashes])]);
    const here = await ledger.rely(this.#projectId, userId, only(known, proven));
    for (const claim of claims) {
      const mayName = (hash: Hash) => held.has(hash) || shared.get(claim)?.has(hash) === true;
      const lacking = [...claim.sizes.keys()].filter((hash) => !here.has(hash) || !mayName(hash)).length;
      const problem = lacking > 0 ? lacks(lacking) : wrongSize(known, claim);
      if (problem) this.#problems.set(claim.checkpoint.id, problem);
    }
  }

  /** What the author does not hold, and may read in a checkpoint that this one was made from. */
  async #shared({ sizes, checkpoint, basis }: Claim, held: ReadonlySet<Hash>): Promise<ReadonlySet<Hash>> {
    const open = new Set([...sizes.keys()].filter((hash) => !held.has(hash)));
    if (open.size === 0) return open;
    const earlier = [checkpoint.parentId, ...basis].filter((id) => id !== '');
    return this.#ports.reading.within(this.#projectId, this.#reader, earlier, open);
  }
}

const lacks = (count: number): Rejection =>
  new Rejection('content-missing', `${count} of the checkpoint's chunks were not sent by its author`);

function wrongSize(known: Standings, { sizes }: Claim): Rejection | undefined {
  for (const [hash, size] of sizes)
    if (size !== undefined && known.get(hash)?.size !== size)
      return new Rejection('bad-row', 'The manifest gives a chunk another size than it has');
  return undefined;
}
