/**
 * `verify`: every reference resolves, every chunk matches its hash. Changes nothing but what counts as sound: a chunk that is damaged is
 * asked for from then on, from those who have it.
 */
import { sql } from 'kysely';
import { PlainCache, readPlain } from '../../engine/content/plain.ts';
import type { Checkpoint, Hash, Id } from '../../engine/domain/rows.ts';
import { CairnError } from '../../engine/errors.ts';
import { ManifestError } from '../chunks/manifests.ts';
import { DAMAGED, markDamaged, UNCHECKED, unsound } from '../chunks/soundness.ts';
import { StudioError } from '../errors.ts';
import { batches } from '../metadata/metadata.ts';
import type { Studio } from '../studio.ts';
import { type Say, silent, tellBytes } from './progress.ts';
import { checkpointsOf, chunksOf, isKnown, type KnownChunk, projectIds } from './scan.ts';

export interface Problem {
  readonly code: string;
  readonly message: string;
}

export interface Verification {
  readonly ok: boolean;
  readonly problems: readonly Problem[];
  readonly checked: { chunks: number; bytes: number; checkpoints: number; projects: number };
}

/** Chunks read at once: where a storage is far, it is the way there that takes the time. */
const PARALLEL = 16;
/** Problems listed; further ones are counted by the first that is left out. */
const MOST_PROBLEMS = 1_000;

/** @param mark notes what is damaged, so that it is asked for; not in a copy that is not done. */
export async function verifyStudio(studio: Studio, say: Say = silent, mark = true): Promise<Verification> {
  const run = new Run(studio, mark, tellBytes(say, 'Verifying content'));
  for (const message of await studio.metadata.check()) run.problem('metadata', message);
  for (const projectId of await projectIds(studio.metadata.db)) {
    run.checked.projects++;
    await run.chunks(projectId);
    await run.checkpoints(projectId);
    await run.index(projectId);
  }
  return { ok: run.problems.length === 0, problems: run.problems, checked: run.checked };
}

/**
 * Verifies a copy that is not done yet. What was known to be damaged is wanted in the copy, too.
 * @throws {StudioError} integrity
 */
export async function requireSound(copy: Studio, say: Say): Promise<Verification['checked']> {
  say('Verifying content');
  const { problems, checked } = await verifyStudio(copy, say, false);
  const unknown = problems.filter(({ code }) => code !== 'damaged');
  if (unknown.length === 0) return checked;
  const some = unknown.slice(0, 3).map(({ message }) => message);
  const message = `The copy is not sound, because the original is not: ${some.join('; ')}. Run "verify" on the original for all of it.`;
  throw new StudioError('integrity', message);
}

class Run {
  readonly problems: Problem[] = [];
  readonly checked = { chunks: 0, bytes: 0, checkpoints: 0, projects: 0 };
  readonly #studio: Studio;
  readonly #mark: boolean;
  readonly #onBytes: (bytes: number) => void;

  constructor(studio: Studio, mark: boolean, onBytes: (bytes: number) => void) {
    this.#studio = studio;
    this.#mark = mark;
    this.#onBytes = onBytes;
  }

  problem(code: string, message: string): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ code, message });
  }

  async chunks(projectId: Id): Promise<void> {
    const { metadata, soundness } = this.#studio;
    const plains = new PlainCache();
    for await (const batch of chunksOf(metadata.db, projectId)) {
      const known = await unsound(
        metadata.db,
        projectId,
        batch.map(({ hash }) => hash),
      );
      const [good, bad]: [Hash[], Hash[]] = [[], []];
      for await (const { hash, size, problem } of this.#problems(projectId, batch, plains)) {
        this.checked.chunks++;
        this.checked.bytes += size;
        this.#onBytes(size);
        // A collection that runs at the same time may have taken it, or what it stood on when it was read.
        if (problem && (await isKnown(metadata.db, projectId, hash))) {
          const again = await this.#problemOf(projectId, hash, size, new PlainCache());
          if (again) {
            bad.push(hash);
            this.#tell(again, known.has(hash));
          } else if (known.has(hash)) good.push(hash);
        } else if (known.has(hash)) good.push(hash);
      }
      if (!this.#mark) continue;
      // Readable is not enough: what others plan by must be what the bytes are.
      for (const state of [UNCHECKED, DAMAGED]) {
        const hashes = good.filter((hash) => known.get(hash)?.state === state);
        await soundness.check(projectId, hashes, state);
      }
      await markDamaged(metadata.db, projectId, bad);
    }
  }

  /** One that nobody may rely on is no loss to anybody, and a copy can do without it. */
  #tell({ code, message }: Problem, wasKnown: boolean): void {
    this.problem(wasKnown ? 'damaged' : code, message);
  }

  async *#problems(projectId: Id, chunks: readonly KnownChunk[], plains: PlainCache) {
    for (const part of batches(chunks, PARALLEL)) {
      const found = part.map(async ({ hash, size }) => ({
        ...{ hash, size },
        problem: await this.#problemOf(projectId, hash, size, plains),
      }));
      yield* await Promise.all(found);
    }
  }

  async #problemOf(
    projectId: Id,
    hash: Hash,
    size: number,
    plains: PlainCache,
  ): Promise<Problem | undefined> {
    const name = `Chunk ${hash} of project ${projectId}`;
    try {
      const plain = await readPlain(hash, (one) => this.#studio.chunks.get(projectId, one), plains);
      if (!plain) return { code: 'chunk-missing', message: `${name} is not where it should be` };
      if (plain.length === size) return undefined;
      return { code: 'integrity', message: `${name} has ${plain.length} bytes instead of ${size}` };
    } catch (error) {
      const { message } = error as Error;
      if (CairnError.is(error, 'integrity')) return { code: 'integrity', message: `${name}: ${message}` };
      if (CairnError.is(error, 'content-missing'))
        return { code: 'base-missing', message: `${name}: ${message}` };
      throw error;
    }
  }

  async checkpoints(projectId: Id): Promise<void> {
    for await (const batch of checkpointsOf(this.#studio.metadata.db, projectId)) {
      await this.#studio.manifests.warm(projectId, batch);
      for (const checkpoint of batch) {
        this.checked.checkpoints++;
        await this.#content(projectId, checkpoint);
      }
    }
  }

  async #content(projectId: Id, checkpoint: Checkpoint): Promise<void> {
    const { manifests, ledger } = this.#studio;
    const name = `Checkpoint ${checkpoint.id} (version ${checkpoint.version} of ${checkpoint.assetId})`;
    try {
      const content = await manifests.read(projectId, checkpoint.manifest, checkpoint.size);
      const hashes = new Set(content.keys());
      if (checkpoint.preview) hashes.add(checkpoint.preview.hash);
      const known = await ledger.standings(projectId, '', [...hashes]);
      const lacking = hashes.size - known.size;
      if (lacking > 0) this.problem('content-missing', `${name} lacks ${lacking} of its chunks`);
    } catch (error) {
      if (!(error instanceof ManifestError)) throw error;
      this.problem(error.code === 'bad-row' ? 'integrity' : error.code, `${name}: ${error.message}`);
    }
  }

  /** Every row must be found by a pull at the revision it says, and none above the head. */
  async index(projectId: Id): Promise<void> {
    const keys = {
      item: sql`r.id`,
      checkpoint: sql`r.id`,
      tagging: sql`r.item_id || '/' || r.tag`,
      dependency: sql`r.item_id || '/' || r.target_id`,
      member: sql`r.account_id`,
      role: sql`r.name`,
    };
    for (const [kind, key] of Object.entries(keys)) {
      const found = await sql<{ count: number }>`
        select count(*) as count from ${sql.table(kind)} as r
        left join change as c on c.project_id = r.project_id and c.kind = ${kind} and c.key = ${key}
        join project as p on p.id = r.project_id
        where r.project_id = ${projectId}
          and (c.revision is null or c.revision <> r.revision or r.revision > p.head)
      `.execute(this.#studio.metadata.db);
      const count = Number(found.rows[0]?.count ?? 0);
      if (count > 0) {
        this.problem(
          'metadata',
          `${count} rows of kind ${kind} in project ${projectId} are not where a pull finds them`,
        );
      }
    }
  }
}
