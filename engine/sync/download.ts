/**
 * A sync that is `downloading`, and every other need for content: chunks from the studio into the project file.
 *
 * Many checkpoints share requests: first their manifests, then whatever of their chunks is not here, the smallest
 * checkpoints first, so that a large one holds nobody up. The nodes of a manifest are kept last, in one transaction:
 * where the root is here, all of the content is. What an interruption leaves is verified chunks that the next attempt
 * finds.
 */
import { MAX_CHECKPOINTS } from '../../proto/limits.ts';
import { manifestHashes } from '../content/manifest-read.ts';
import { TurnTaker } from '../content/pace.ts';
import type { StoredChunk } from '../content/store.ts';
import type { Hash, Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Fetched } from '../remote/studio.ts';
import type { SyncContext } from './context.ts';
import { keepNodes } from './transfer/keep-nodes.ts';
import { Keeper } from './transfer/keeper.ts';
import { runLanes } from './transfer/lanes.ts';
import { Meter } from './transfer/meter.ts';
import { readable } from './transfer/readable.ts';
import { type Wanted, Wisher, Wishes } from './transfer/wishes.ts';

/** Checkpoints whose manifests are in memory at a time. */
export const WINDOW = 1_000;
/** Versions of one asset named as held. */
const HELD = 2;

/**
 * Fetches what is missing of these checkpoints. One that cannot be had is left out and returned with its reason;
 * losing the studio ends it all.
 */
export async function downloadContent(
  context: SyncContext,
  checkpoints: readonly LocalCheckpoint[],
): Promise<Map<LocalCheckpoint, CairnError>> {
  const queue = checkpoints.filter((checkpoint) => !context.project.holds(checkpoint));
  queue.sort((a, b) => a.size - b.size);
  const windows = Array.from({ length: Math.ceil(queue.length / WINDOW) }, (_, index) =>
    queue.slice(index * WINDOW, (index + 1) * WINDOW),
  );
  return downloadWindows(
    context,
    windows,
    queue.reduce((sum, checkpoint) => sum + checkpoint.size, 0),
  );
}

/**
 * Fetches what is missing of these checkpoints, at most `WINDOW` at a time.
 * @param size plain bytes of all of them
 * @param done told after each window
 */
export async function downloadWindows(
  context: SyncContext,
  windows: Iterable<readonly LocalCheckpoint[]>,
  size: number,
  done?: (window: readonly LocalCheckpoint[]) => void,
): Promise<Map<LocalCheckpoint, CairnError>> {
  const meter = new Meter(context, 'download', size);
  const failures = new Map<LocalCheckpoint, CairnError>();
  meter.begin();
  for (const window of windows) {
    const wishers = window.map((checkpoint) => new Wisher(checkpoint));
    await new Download(context, wishers, meter).run();
    for (const { checkpoint, failure } of wishers) if (failure) failures.set(checkpoint, failure);
    done?.(window);
  }
  return failures;
}

class Download {
  readonly #context: SyncContext;
  readonly #wishers: readonly Wisher[];
  readonly #meter: Meter;
  /** Manifest nodes that are not in the project file yet. */
  readonly #nodes = new Map<Hash, StoredChunk>();

  constructor(context: SyncContext, wishers: readonly Wisher[], meter: Meter) {
    this.#context = context;
    this.#wishers = wishers;
    this.#meter = meter;
  }

  async run(): Promise<void> {
    const chunks = new Wishes(this.#context.studio.roundTrip());
    for (
      let open = await this.#readManifests(chunks);
      open.length > 0;
      open = await this.#readManifests(chunks, open)
    ) {
      const nodes = new Wishes();
      for (const { wisher, missing } of open) for (const hash of missing) nodes.add(hash, 0, wisher);
      await this.#fetch(
        nodes,
        (fetched) => this.#keepNodes(nodes, fetched),
        (hash) => this.#node(hash),
      );
    }
    const keeper = new Keeper(this.#context, chunks);
    try {
      const keep = (fetched: Fetched) => {
        for (const { hash } of fetched.chunks) this.#meter.add(chunks.sizeOf(hash));
        this.#meter.settle();
        return keeper.add(fetched);
      };
      const onWay = (bytes: number) => this.#meter.onWay(bytes);
      await this.#fetch(chunks, keep, (hash) => keeper.get(hash), onWay);
    } finally {
      // What arrived and was verified is kept, also when the rest did not arrive.
      await keeper.finish();
    }
  }

  /** Wishes for the chunks of those whose manifest is complete; answers the others, with the nodes they lack. */
  async #readManifests(
    chunks: Wishes,
    open: readonly { wisher: Wisher }[] = this.#wishers.map((wisher) => ({ wisher })),
  ): Promise<{ wisher: Wisher; missing: readonly Hash[] }[]> {
    const lacking: { wisher: Wisher; missing: readonly Hash[] }[] = [];
    const turns = new TurnTaker();
    for (const { wisher } of open) {
      await turns.take(this.#context.signal);
      if (wisher.failure) continue;
      try {
        const missing = this.#readManifest(wisher, chunks);
        if (missing.length > 0) lacking.push({ wisher, missing });
      } catch (error) {
        if (!CairnError.is(error, 'integrity')) throw error;
        wisher.failure = error;
      }
    }
    return lacking;
  }

  #readManifest(wisher: Wisher, wishes: Wishes): readonly Hash[] {
    const { project } = this.#context;
    const { checkpoint } = wisher;
    const source = { get: (hash: Hash) => this.#node(hash) };
    const { nodes, chunks, missing } = manifestHashes(checkpoint.manifest, checkpoint.size, source);
    if (missing.length > 0) return missing;
    wisher.lacking = 0;
    // Children before parents: what a delta stands on comes first as it is, from the version before.
    wisher.nodes = nodes.flatMap((hash) => this.#nodes.get(hash) ?? []).reverse();
    for (const [hash, size] of chunks) {
      if (project.chunks.has(hash)) this.#meter.add(size);
      else wishes.add(hash, size, wisher);
    }
    const { preview } = checkpoint;
    if (preview && !project.chunks.has(preview.hash)) wishes.add(preview.hash, preview.size, wisher);
    if (wisher.lacking === 0) {
      project.chunks.batch(() => keepNodes(project, wisher));
    }
    return [];
  }

  #node(hash: Hash): StoredChunk | undefined {
    return this.#nodes.get(hash) ?? readable(this.#context.project.chunks, hash);
  }

  #keepNodes(nodes: Wishes, { chunks, release }: Fetched): void {
    for (const chunk of chunks) {
      nodes.granted(chunk.hash);
      this.#nodes.set(chunk.hash, { ...chunk, data: Buffer.from(chunk.data) });
      this.#context.tally.bytesDown += chunk.data.length;
    }
    release();
  }

  /**
   * Until every wish is granted or refused.
   * @param onWay told the bytes that came of what is not whole yet, and as many less once it is kept, or comes no more
   */
  async #fetch(
    wishes: Wishes,
    keep: (fetched: Fetched) => Promise<void> | void,
    stored: (hash: Hash) => StoredChunk | undefined,
    onWay: (bytes: number) => void = () => undefined,
  ): Promise<void> {
    const { studio, signal, bandwidth } = this.#context;
    await runLanes<Wanted>(
      wishes,
      async (wanted, lane) => {
        let coming = 0;
        const settle = () => {
          onWay(-coming);
          coming = 0;
        };
        const onBytes = (bytes: number) => {
          lane.moved(bytes);
          coming += bytes;
          onWay(bytes);
          return bandwidth?.take(bytes);
        };
        const request = { ...this.#request(wanted), stored, onBytes };
        try {
          for await (const fetched of studio.fetch(request, lane.signal)) {
            settle();
            const chunks = fetched.chunks.filter(({ hash }) => wanted.open.delete(hash));
            await keep({ ...fetched, chunks });
            if (chunks.length > 0) lane.arrived();
            for (const refused of fetched.refused) {
              if (wanted.open.delete(refused.hash)) wishes.refused(refused, wanted);
            }
          }
        } finally {
          settle();
        }
        for (const hash of wanted.open) wishes.refused({ hash, code: 'content-missing' }, wanted);
      },
      signal,
      studio.roundTrip(),
    );
  }

  #request({ parts, open, whole }: Wanted) {
    const held = new Set<Id>();
    if (!whole) {
      for (const id of parts.keys()) {
        if (held.size < MAX_CHECKPOINTS - HELD) for (const one of this.#heldFor(id)) held.add(one);
      }
    }
    const left = [...parts].map(([checkpointId, hashes]) => ({
      checkpointId,
      hashes: hashes.filter((hash) => open.has(hash)),
    }));
    return { parts: left, held: [...held], deltas: !whole };
  }

  /** Newest versions of the same asset that are here: what is new was most likely made from them. */
  #heldFor(checkpointId: Id): Id[] {
    const { project } = this.#context;
    const assetId = project.checkpoints.get(checkpointId)?.assetId;
    const here = (assetId ? project.checkpoints.of(assetId) : []).filter(
      (one) => one.rev > 0 && one.id !== checkpointId && project.holds(one),
    );
    return here.slice(-HELD).map((one) => one.id);
  }
}
