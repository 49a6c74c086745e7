/** Garbage collection of the project file: content that the studio holds and no file here needs. */
import type { CallOptions, GcReport } from '../api.ts';
import { manifestHashes } from '../content/manifest-read.ts';
import { TurnTaker, throwIfAborted } from '../content/pace.ts';
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import { Kept, type Swept } from '../project/kept.ts';
import { lockSync } from '../project/lock.ts';
import type { Project } from '../project/project.ts';
import { reclaimPacks } from '../project/reclaim.ts';
import { requireKeptThere } from '../sync/same-history.ts';
import { wanted } from '../sync/wanted.ts';

/**
 * Keeps what was never sent, what a sync would bring anyway, what working files are based on, and what deltas among
 * these stand on. Takes turns with everything else: each transaction first adds what others have come to need, and a
 * checkpoint that is made meanwhile sees whether its chunks are still there. Stopped halfway, it has done a part.
 * @throws {CairnError} usage, where the studio is known to have lost what it held; sync-running, cancelled; integrity,
 * content-missing where a version that is kept is damaged
 */
export async function collectGarbage(
  project: Project,
  dryRun: boolean,
  call: CallOptions = {},
): Promise<GcReport> {
  const release = await lockSync(project.db.file);
  try {
    if (!dryRun) requireKeptThere(project);
    const kept = new Kept(project.db, project.chunks);
    const collection = new Collection(project, kept);
    await collection.mark(call.signal);
    if (dryRun) return { ...collection.look(), dryRun };
    const swept = await collection.sweep(call.signal);
    await reclaimPacks(project.db, project.chunks, call.signal);
    return { ...swept, dryRun };
  } finally {
    release();
  }
}

class Collection {
  readonly #project: Project;
  readonly #kept: Kept;
  readonly #marked = new Set<Hash>();
  /** State of the project file in which all roots were marked last. */
  #seen = '';

  constructor(project: Project, kept: Kept) {
    this.#project = project;
    this.#kept = kept;
  }

  async mark(signal: AbortSignal | undefined): Promise<void> {
    const turns = new TurnTaker();
    for (const root of roots(this.#project)) {
      throwIfAborted(signal);
      this.#markOne(root);
      await turns.take(signal);
    }
  }

  look(): Swept {
    this.#kept.keepBases();
    return this.#kept.count();
  }

  async sweep(signal: AbortSignal | undefined): Promise<Swept> {
    const turns = new TurnTaker();
    let { chunks, bytes } = this.#unit(() => this.#kept.sweepDeltasAndRoots());
    for (let after: number | undefined = 0; after !== undefined; ) {
      throwIfAborted(signal);
      const from: number = after;
      const some = this.#unit(() => this.#kept.sweepSome(from));
      chunks += some.chunks;
      bytes += some.bytes;
      after = some.next;
      await turns.take(signal);
    }
    return { chunks, bytes };
  }

  /** One transaction, which begins by keeping what came to be needed since the last. */
  #unit<T>(work: () => T): T {
    return this.#project.chunks.batch(() => {
      if (this.#seen !== this.#state()) {
        for (const root of roots(this.#project)) this.#markOne(root);
        this.#kept.settle();
      }
      const result = work();
      this.#seen = this.#state();
      return result;
    });
  }

  /** Differs once this connection or another has changed something. */
  #state(): string {
    const { db } = this.#project;
    return `${db.dataVersion()} ${db.value<number>('SELECT total_changes()')}`;
  }

  #markOne(checkpoint: LocalCheckpoint): void {
    const { chunks } = this.#project;
    if (checkpoint.preview) this.#kept.keep(checkpoint.preview.hash);
    if (this.#marked.has(checkpoint.manifest) || !chunks.has(checkpoint.manifest)) return;
    const found = manifestHashes(checkpoint.manifest, checkpoint.size, chunks);
    // What it consists of cannot be known, so nothing may go.
    if (found.missing.length > 0) throw damaged(checkpoint, found.missing[0]);
    for (const hash of [...found.nodes, ...found.chunks.keys()]) this.#kept.keep(hash);
    this.#marked.add(checkpoint.manifest);
  }
}

const damaged = (checkpoint: LocalCheckpoint, hash: Hash | undefined): CairnError =>
  new CairnError(
    'content-missing',
    `The manifest of version ${checkpoint.version} cannot be read whole, so nothing was dropped. Run "cairn verify --repair" first.`,
    { checkpoint: checkpoint.id, hash },
  );

function* roots(project: Project): Generator<LocalCheckpoint> {
  yield* project.checkpoints.outbox();
  yield* wanted(project);
  for (const file of project.working.all()) {
    const base = project.checkpoints.get(file.baseId);
    if (base) yield base;
  }
}
