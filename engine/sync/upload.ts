/** A sync that is `uploading`: content of unsent checkpoints, only what the studio wants sent, before any row that names it. */
import { encodeChunk } from '../content/codec.ts';
import { frameHead } from '../content/frame.ts';
import { manifestHashes } from '../content/manifest-read.ts';
import { TurnTaker } from '../content/pace.ts';
import { PlainReader } from '../content/plain.ts';
import type { Hash, Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { Project } from '../project/project.ts';
import type { Refused } from '../remote/studio.ts';
import type { SyncContext } from './context.ts';
import { basisOf } from './outbox.ts';
import { type Lane, runLanes } from './transfer/lanes.ts';
import { Meter } from './transfer/meter.ts';
import { basesOf, type Parcel, Parcels, type Sending, stages, wantsWhole } from './transfer/parcels.ts';
import { Question } from './transfer/question.ts';
import { uploadWhatFits } from './upload-room.ts';

/** Chunks that cannot go, and why: `content-missing` and `integrity` where they are damaged here, `studio-refused` where they are not. */
export type Unsendable = ReadonlyMap<Hash, CairnError>;

/**
 * @param unsendable what needs one of these is left out
 * @returns ids of the checkpoints whose content is on the studio now; others lack content here, or room there, and are marked so.
 */
export async function uploadContent(context: SyncContext, unsendable: Unsendable): Promise<Set<Id>> {
  const { project } = context;
  const complete = new Set<Id>();
  const sending: Content[] = [];
  const question = new Question(context);
  const turns = new TurnTaker();
  context.tally.bytesSent = 0;
  for (const checkpoint of project.checkpoints.outbox()) {
    await turns.take(context.signal);
    const content = contentHashes(project, checkpoint);
    const why = content && obstacle(content, unsendable);
    const isWhole = content && !why;
    if (isWhole || project.checkpoints.sentTwin(checkpoint) !== undefined) complete.add(checkpoint.id);
    else markIncomplete(project, checkpoint, why);
    if (!isWhole) continue;
    context.tally.bytesSent += checkpoint.size;
    sending.push(content);
    const hashes = [...content.nodes, ...content.chunks];
    // What it stands on is asked about too: a delta is worth nothing to a studio that lacks it.
    const bases = hashes.flatMap((hash) => basesOf(project.chunks.info(hash)));
    await question.add([...hashes, ...bases], basisOf(project, checkpoint.assetId));
  }
  const mine = inOrder(sending);
  for (const hash of await context.studio.wanted(context.signal)) {
    if (!project.chunks.has(hash) || unsendable.has(hash)) continue;
    mine.add(hash);
    await question.add([hash, ...basesOf(project.chunks.info(hash))], []);
  }
  const wanted = await question.finish();
  const send = (hashes: Iterable<Hash>, lacking: ReadonlySet<Hash>) =>
    new Upload(context, [...hashes], lacking).run();
  try {
    await send(mine, wanted);
  } catch (error) {
    if (!CairnError.is(error, 'quota')) throw error;
    for (const id of await uploadWhatFits(context, sending, error, send)) complete.delete(id);
  }
  return complete;
}

/** What a checkpoint needs. */
export interface Content {
  readonly checkpoint: LocalCheckpoint;
  /** Plain bytes of the version. */
  readonly size: number;
  /** Of its manifest. */
  readonly nodes: readonly Hash[];
  /** Its preview's, too. */
  readonly chunks: readonly Hash[];
}

/**
 * As they will be asked for: all manifests first, then content, the smallest versions first. What lies together on the studio is
 * read together.
 */
function inOrder(contents: Content[]): Set<Hash> {
  contents.sort((a, b) => a.size - b.size);
  const found = new Set(contents.flatMap(({ nodes }) => nodes));
  for (const { chunks } of contents) for (const hash of chunks) found.add(hash);
  return found;
}

/** Undefined where some of it is not here, or what says what belongs to it cannot be read. */
function contentHashes(project: Project, checkpoint: LocalCheckpoint): Content | undefined {
  try {
    const { size, preview } = checkpoint;
    const { nodes, chunks, missing } = manifestHashes(checkpoint.manifest, size, project.chunks);
    const below = new Set(chunks.keys());
    if (preview) below.add(preview.hash);
    const isHere = [...missing, ...nodes, ...below].every((hash) => project.chunks.has(hash));
    return isHere ? { checkpoint, size, nodes, chunks: [...below] } : undefined;
  } catch (error) {
    if (CairnError.is(error, 'integrity', 'content-missing')) return undefined;
    throw error;
  }
}

const obstacle = ({ nodes, chunks }: Content, unsendable: Unsendable): CairnError | undefined => {
  if (unsendable.size === 0) return undefined;
  const found = [...nodes, ...chunks].find((hash) => unsendable.has(hash));
  return found === undefined ? undefined : unsendable.get(found);
};

function markIncomplete(project: Project, checkpoint: LocalCheckpoint, why: CairnError | undefined): void {
  const { version } = checkpoint;
  const [code, message] = CairnError.is(why, 'studio-refused')
    ? ['integrity', `Version ${version} was not sent: ${why.message}`]
    : [
        'content-missing',
        `Version ${version} cannot be sent: some of its content is missing or damaged in the project file. Run "cairn verify".`,
      ];
  project.db.transaction(() => project.staging.reject('checkpoint', checkpoint.id, code, message));
}

class Upload {
  readonly #context: SyncContext;
  readonly #stages: readonly (readonly Parcel[])[];
  readonly #meter: Meter;
  readonly #plains: PlainReader;
  /** Refused although they are sound here, and sent once more. */
  readonly #repeated = new Set<Hash>();

  constructor(context: SyncContext, mine: readonly Hash[], wanted: ReadonlySet<Hash>) {
    const { chunks } = context.project;
    this.#context = context;
    this.#plains = new PlainReader(chunks);
    this.#stages = stages(mine, wanted, {
      bytes: (hash) => chunks.storedSize(hash),
      bases: (hash) => basesOf(chunks.info(hash)),
    });
    const total = this.#stages.flat().reduce((sum, { bytes }) => sum + bytes, 0);
    this.#meter = new Meter(context, 'upload', total);
  }

  async run(): Promise<void> {
    for (const parcels of this.#stages) {
      const roundTrip = this.#context.studio.roundTrip();
      const queue = new Parcels(parcels, roundTrip);
      const work = (sending: Sending, lane: Lane) => this.#send(queue, sending, lane);
      await runLanes<Sending>(queue, work, this.#context.signal, roundTrip);
    }
  }

  async #send(queue: Parcels, sending: Sending, lane: Lane): Promise<void> {
    const { studio, tally, bandwidth } = this.#context;
    const { open } = sending;
    // A batch that broke off has arrived in part: that part is not sent again.
    if (sending.again) {
      const before = [...open.keys()];
      const missing = await studio.missing(before, [], lane.signal);
      if (missing.size < before.length) lane.arrived();
      for (const hash of before) if (!missing.has(hash)) this.#arrived(open, hash);
    }
    if (open.size === 0) return;
    // In the order in which they go: refusals are counted by it.
    const [asTheyAre, whole] = [hashesOf(open, false), hashesOf(open, true)];
    const hashes = [...asTheyAre, ...whole];
    const onBytes = (bytes: number) => {
      lane.moved(bytes);
      this.#meter.add(bytes);
      tally.bytesUp += bytes;
      return bandwidth?.take(bytes);
    };
    const refused = await studio.upload(
      { hashes, frames: (without) => this.#frames(asTheyAre, whole, without), onBytes },
      lane.signal,
    );
    for (const one of refused) this.#refused(queue, open, one);
    for (const hash of [...open.keys()]) this.#arrived(open, hash);
  }

  #arrived(open: Map<Hash, Parcel>, hash: Hash): void {
    open.delete(hash);
    this.#context.tally.uploaded++;
  }

  /**
   * It goes whole, then: where the studio asks for that, and once for any other reason, as it may have been damaged on the way. What goes
   * whole is read against its hash first, so that one that is damaged here is told as that.
   */
  #refused(queue: Parcels, open: Map<Hash, Parcel>, { hash, code, message }: Refused): void {
    const parcel = open.get(hash);
    if (!parcel) throw strange(message);
    const isAskedFor = !parcel.whole && wantsWhole(code);
    if (!isAskedFor && this.#repeated.has(hash)) throw refusal(hash, code, message);
    if (!isAskedFor) this.#repeated.add(hash);
    open.delete(hash);
    queue.add({ ...parcel, whole: true });
  }

  async *#frames(
    asTheyAre: readonly Hash[],
    whole: readonly Hash[],
    without: { has(hash: Hash): boolean } = new Set<Hash>(),
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const left = asTheyAre.filter((hash) => !without.has(hash));
    for await (const part of this.#context.project.chunks.frames(left)) {
      if (typeof part === 'string') throw gone(part);
      yield part;
    }
    for (const hash of whole) {
      if (without.has(hash)) continue;
      yield Buffer.concat(this.#whole(hash));
    }
  }

  /** @throws {CairnError} content-missing, also where it is something that the chunk stands on that cannot be read */
  #whole(hash: Hash): readonly Uint8Array[] {
    const chunk = encodeChunk(hash, this.#plain(hash));
    return [frameHead(chunk), chunk.data];
  }

  #plain(hash: Hash): Buffer {
    let cause: unknown;
    try {
      const plain = this.#plains.read(hash);
      if (plain) return plain;
    } catch (error) {
      if (!CairnError.is(error, 'integrity', 'content-missing')) throw error;
      cause = error;
    }
    throw gone(hash, cause);
  }
}

const hashesOf = (parcels: ReadonlyMap<Hash, Parcel>, whole: boolean): Hash[] =>
  [...parcels.values()].filter((parcel) => parcel.whole === whole).map(({ hash }) => hash);

const gone = (hash: Hash, cause?: unknown): CairnError =>
  new CairnError('content-missing', `Chunk ${hash} cannot be read from the project file`, { hash }, cause);

const refusal = (hash: Hash, code: string, message: string): CairnError =>
  new CairnError(
    'studio-refused',
    `The studio refused chunk ${hash} twice (${message}), which is sound here: something on the way damages it, or the studio does. Nothing was lost; sync again, over another network if there is one.`,
    { hash, code },
  );

const strange = (message: string): CairnError =>
  new CairnError('studio-garbage', `The studio refuses what was not sent to it: ${message}`);
