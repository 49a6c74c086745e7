/** Chunks going out, to those entitled to a checkpoint they are part of. */
import type { CheckPool } from '../../engine/content/checking/pool.ts';
import { frameHead } from '../../engine/content/frame.ts';
import type { ChunkInfo, StoredChunk } from '../../engine/content/store.ts';
import type { Checkpoint, Hash, Id } from '../../engine/domain/rows.ts';
import { hashToBytes } from '../../engine/domain/wire.ts';
import { encodeFrame } from '../../proto/frames.ts';
import type { cairn } from '../../proto/generated/cairn.js';
import { MAX_CHECKPOINTS, MAX_DELTA_BASES, MAX_DELTA_DEPTH, MAX_HASHES } from '../../proto/limits.ts';
import { notFound, StudioError } from '../errors.ts';
import type { Metadata } from '../metadata/metadata.ts';
import type { Reader } from './entitlements.ts';
import { ManifestError } from './manifests.ts';
import { decodeHashes } from './missing.ts';
import type { Reading } from './reading.ts';
import { DAMAGED, type Soundness, unsound } from './soundness.ts';
import type { ChunkStore } from './store.ts';
import { wholeChunks } from './whole.ts';

/** Chunks decided on at a time, and deltas made whole at a time. */
const WINDOW = 256;
const WHOLE = 8;

export interface FetchPorts {
  readonly reading: Reading;
  readonly chunks: ChunkStore;
  readonly checking: CheckPool;
  readonly soundness: Soundness;
  readonly metadata: Metadata;
}

type Content = { has(hash: Hash): boolean };

interface Run {
  readonly asIs: boolean;
  readonly hashes: readonly Hash[];
  /** What the store knows of them, and of others. */
  readonly info: ReadonlyMap<Hash, ChunkInfo>;
}

const NOTHING: Run['info'] = new Map();

interface Failed {
  readonly failed: Hash;
  readonly code: string;
}

interface Part {
  readonly checkpointId: Id;
  readonly hashes: readonly Hash[];
}

/**
 * The encoded frames, in the order asked for. A delta goes out as one only where the asker has all it stands on: it is
 * part of what they hold, or comes before in this answer. Otherwise it is made one on what they do have, or whole.
 * @throws {StudioError} not-found where the request is for one checkpoint and the member is not entitled to it, or there is none
 */
export async function fetchFrames(
  ports: FetchPorts,
  projectId: Id,
  reader: Reader,
  request: cairn.v1.IFetchRequest,
): Promise<AsyncIterable<Uint8Array>> {
  const { answer, parts, byId } = await answerTo(ports, projectId, reader, request);
  return answer.frames(parts, byId);
}

/** In the order asked for: chunks that may go out as they are kept, many at a time; `changed` for what may not, or not at all. */
export async function* runsToFetch(
  ports: FetchPorts,
  projectId: Id,
  reader: Reader,
  request: cairn.v1.IFetchRequest,
): AsyncGenerator<Run, void, undefined> {
  const { answer, parts, byId } = await answerTo(ports, projectId, reader, request);
  for await (const run of answer.runs(parts, byId)) {
    if ('failed' in run) yield { asIs: false, hashes: [run.failed], info: NOTHING };
    else yield run;
  }
}

async function answerTo(ports: FetchPorts, projectId: Id, reader: Reader, request: cairn.v1.IFetchRequest) {
  const single = request.checkpointId ? [{ checkpointId: request.checkpointId, hashes: request.hashes }] : [];
  const parts = [...single, ...(request.parts ?? [])].map(({ checkpointId, hashes }) => ({
    checkpointId: checkpointId ?? '',
    hashes: decodeHashes(hashes),
  }));
  const count = parts.reduce((sum, part) => sum + part.hashes.length, 0);
  if (count > MAX_HASHES || parts.length > MAX_CHECKPOINTS || (request.held?.length ?? 0) > MAX_CHECKPOINTS) {
    throw new StudioError('too-large', `One request can name ${MAX_HASHES} chunks at most`);
  }
  const readable = await ports.reading.readable(
    projectId,
    reader,
    parts.map((part) => part.checkpointId),
  );
  const byId = new Map(readable.map((checkpoint) => [checkpoint.id, checkpoint]));
  await ports.reading.prepare(projectId, readable);
  if (single.length > 0) {
    const checkpoint = byId.get(parts[0]!.checkpointId);
    if (!checkpoint) throw notFound('checkpoint of this id that you may read');
    await contentOf(ports, projectId, checkpoint);
  }
  const held = new Held(ports, projectId, reader, request.deltas ? (request.held ?? []) : []);
  return { answer: new Answer(ports, projectId, held, request), parts, byId };
}

async function contentOf(ports: FetchPorts, projectId: Id, checkpoint: Checkpoint): Promise<Content> {
  try {
    return await ports.reading.content(projectId, checkpoint);
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    await ports.soundness.recheck(projectId, error.nodes);
    throw new StudioError('storage', error.message, {}, error);
  }
}

/** What the asker says to have. Looked into only when it matters, and only as far as they may read it. */
class Held {
  readonly #load: () => Promise<Content[]>;
  #contents: Promise<Content[]> | undefined;

  constructor(ports: FetchPorts, projectId: Id, reader: Reader, ids: readonly Id[]) {
    this.#load = async () => {
      const contents: Content[] = [];
      for (const checkpoint of await ports.reading.readable(projectId, reader, ids)) {
        const content = await contentOf(ports, projectId, checkpoint).catch(() => undefined);
        if (content) contents.push(content);
      }
      return contents;
    };
  }

  async has(hash: Hash): Promise<boolean> {
    this.#contents ??= this.#load();
    return (await this.#contents).some((content) => content.has(hash));
  }
}

class Answer {
  readonly #ports: FetchPorts;
  readonly #projectId: Id;
  readonly #held: Held;
  readonly #deltas: boolean;
  readonly #recheck: boolean;
  readonly #sent = new Set<Hash>();

  constructor(ports: FetchPorts, projectId: Id, held: Held, { deltas, recheck }: cairn.v1.IFetchRequest) {
    this.#ports = ports;
    this.#projectId = projectId;
    this.#held = held;
    this.#deltas = deltas ?? false;
    this.#recheck = recheck ?? false;
  }

  async *frames(parts: readonly Part[], byId: ReadonlyMap<Id, Checkpoint>): AsyncGenerator<Uint8Array> {
    for await (const run of this.runs(parts, byId)) {
      if ('failed' in run) yield failed(run.failed, run.code);
      else yield* this.#run(run);
    }
  }

  /** What goes out in one way, together. */
  async *runs(parts: readonly Part[], byId: ReadonlyMap<Id, Checkpoint>): AsyncGenerator<Run | Failed> {
    // Small parts are looked up and read together: many small files must not cost a turn each.
    let open: Hash[] = [];
    for (const { checkpointId, hashes } of parts) {
      const checkpoint = byId.get(checkpointId);
      const content =
        checkpoint && (await contentOf(this.#ports, this.#projectId, checkpoint).catch(damaged));
      for (const hash of hashes) {
        if (content?.has(hash)) open.push(hash);
        else {
          yield* this.#runsOf(open);
          open = [];
          yield { failed: hash, code: checkpoint && !content ? 'content-missing' : 'not-found' };
        }
        if (open.length >= WINDOW) {
          yield* this.#runsOf(open);
          open = [];
        }
      }
    }
    yield* this.#runsOf(open);
  }

  async *#runsOf(hashes: readonly Hash[]): AsyncGenerator<Run | Failed> {
    const { chunks, soundness, metadata } = this.#ports;
    if (this.#recheck) await soundness.recheck(this.#projectId, hashes);
    const info = await chunks.info(this.#projectId, hashes);
    const bad = await unsound(metadata.db, this.#projectId, hashes);
    let run: { asIs: boolean; hashes: Hash[]; info: Run['info'] } = { asIs: true, hashes: [], info };
    for (const hash of hashes) {
      if (bad.get(hash)?.state === DAMAGED) {
        if (run.hashes.length > 0) yield run;
        run = { asIs: true, hashes: [], info };
        yield { failed: hash, code: 'content-missing' };
        continue;
      }
      const bases = info.get(hash)?.base?.chunks;
      const asIs = !bases || (this.#deltas && (await this.#has(bases)));
      if (run.asIs !== asIs || (!asIs && run.hashes.length >= WHOLE)) {
        if (run.hashes.length > 0) yield run;
        run = { asIs, hashes: [], info };
      }
      run.hashes.push(hash);
      this.#sent.add(hash);
    }
    if (run.hashes.length > 0) yield run;
  }

  async #has(bases: readonly Hash[]): Promise<boolean> {
    for (const base of bases) {
      if (!this.#sent.has(base) && !(await this.#held.has(base))) return false;
    }
    return true;
  }

  /**
   * What the asker has of what a chunk stands on, further down: the versions between theirs and this one are nothing
   * to them, but what those were made from may be theirs.
   */
  async #below(hash: Hash, depth: number): Promise<readonly Hash[] | undefined> {
    const info = await this.#ports.chunks.info(this.#projectId, [hash]);
    const found: Hash[] = [];
    for (const base of info.get(hash)?.base?.chunks ?? []) {
      if (this.#sent.has(base) || (await this.#held.has(base))) found.push(base);
      else if (depth < MAX_DELTA_DEPTH) found.push(...((await this.#below(base, depth + 1)) ?? []));
      if (found.length >= MAX_DELTA_BASES) break;
    }
    return found.length > 0 ? found : undefined;
  }

  async *#run({ asIs, hashes, info }: Run): AsyncGenerator<Uint8Array> {
    if (asIs) {
      for await (const part of this.#ports.chunks.frames(this.#projectId, hashes, info)) {
        yield typeof part === 'string' ? await this.#unreadable(part) : part;
      }
      return;
    }
    const onto = new Map<Hash, readonly Hash[]>();
    for (const hash of this.#deltas ? hashes : []) {
      const bases = await this.#below(hash, 0);
      if (bases) onto.set(hash, [...new Set(bases)]);
    }
    const whole = await this.#whole(hashes, onto);
    for (const hash of hashes) {
      const chunk = whole.get(hash);
      if (!chunk) yield await this.#unreadable(hash);
      else yield* [frameHead(chunk), chunk.data];
    }
  }

  /** Those that can be made whole. One that is damaged does not take the others along. */
  async #whole(
    hashes: readonly Hash[],
    onto: ReadonlyMap<Hash, readonly Hash[]>,
  ): Promise<Map<Hash, StoredChunk>> {
    try {
      return await wholeChunks(this.#ports, this.#projectId, hashes, onto);
    } catch (error) {
      if (!(error instanceof StudioError) || error.code !== 'integrity') throw error;
      if (hashes.length === 1) return new Map();
      const found = new Map<Hash, StoredChunk>();
      for (const hash of hashes)
        for (const [one, chunk] of await this.#whole([hash], onto)) found.set(one, chunk);
      return found;
    }
  }

  /** A chunk that should be there and is not, or is damaged: from now on it is asked for. */
  async #unreadable(hash: Hash): Promise<Uint8Array> {
    await this.#ports.soundness.recheck(this.#projectId, [hash]);
    return failed(hash, 'content-missing');
  }
}

/** The manifest cannot be read: told for the chunks it would name, not for all that were asked for. */
function damaged(error: unknown): undefined {
  if (!(error instanceof StudioError)) throw error;
}

const failed = (hash: Hash, error: string): Uint8Array => encodeFrame({ hash: hashToBytes(hash), error });
