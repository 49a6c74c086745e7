/** One run of the pipeline: follows each slab from the reader to the sink. Several are under way; each stage keeps their order. */
import type { Hash } from '../../domain/rows.ts';
import { EMPTY_HASH } from '../hash.ts';
import type { ChunkSink } from '../store.ts';
import { Assembler } from './assembler.ts';
import type { Crew, EncoderLink } from './crew.ts';
import { leastBusy } from './crew.ts';
import { Feeder } from './feeder.ts';
import type { FileToIngest, IngestOptions, IngestResult, IngestStore } from './ingest.ts';
import { Job, quiet } from './job.ts';
import type { Encoded, EncodedWindow, EncodeWindow, FromReader, Hashed, NewPiece, Part } from './messages.ts';
import { type PlannedWindow, Planner } from './planner.ts';

/** Encoding takes about this many times as long as hashing. */
const ENCODE_COST = 4;

type Filled = Extract<FromReader, { type: 'filled' }>;
type ContentHashes = readonly (Hash | undefined)[];

const bytesOf = (part: Part): number => part.cuts.reduce((sum, length) => sum + length, 0);

/** Whether the part is a file from its first to its last byte. */
const isWhole = ({ first, end }: Part): boolean => first && end !== undefined;

const isUnhashed = ({ hash, cuts }: Part): boolean => hash === undefined && cuts.length > 0;

/** The hashes of all parts: of those that an encoder was given, in order, and of those that the reader has hashed. */
function joinHashed(parts: readonly Part[], byEncoder: Hashed): Hashed {
  const pieces: (readonly Hash[])[] = [];
  const contents: (Hash | undefined)[] = [];
  let next = 0;
  for (const part of parts) {
    const { hash } = part;
    if (isUnhashed(part)) {
      pieces.push(byEncoder.pieces[next] ?? []);
      contents.push(byEncoder.contents[next++]);
    } else {
      pieces.push(hash === undefined ? [] : [hash]);
      contents.push(hash ?? (isWhole(part) ? EMPTY_HASH : undefined));
    }
  }
  return { pieces, contents };
}

const NOTHING_HASHED: Promise<Hashed> = Promise.resolve({ pieces: [], contents: [] });

/** A part of a file of which the sink lacks pieces. */
interface Fresh extends EncodeWindow {
  readonly part: Part;
  readonly plan: PlannedWindow | undefined;
}

interface Decided {
  readonly hashed: Hashed;
  readonly fresh: readonly Fresh[];
  readonly encoded: Promise<readonly EncodedWindow[]>;
}

export class IngestJob {
  readonly #job: Job<IngestResult>;
  readonly #crew: Crew;
  readonly #sink: ChunkSink;
  readonly #feeder: Feeder;
  readonly #planner: Planner;
  readonly #files: Assembler;
  readonly #options: IngestOptions;
  /** Who hashes a file that spans several slabs. */
  readonly #hashers = new Map<number, EncoderLink>();
  readonly #within: string | undefined;
  /** Being encoded. */
  readonly #pending = new Set<Hash>();
  #done = 0;
  #decided: Promise<unknown> = Promise.resolve();
  #stored: Promise<unknown> = Promise.resolve();
  #readerDone: Promise<void> = Promise.resolve();

  constructor(crew: Crew, files: readonly FileToIngest[], store: IngestStore, options: IngestOptions = {}) {
    this.#job = new Job(crew);
    this.#crew = crew;
    this.#sink = store.sink;
    this.#feeder = new Feeder(
      crew.reader,
      files.map((file) => file.path),
    );
    this.#within = files[0]?.within;
    this.#planner = new Planner(store.versions, (file) => files[file]?.previous);
    this.#files = new Assembler(store.sink, this.#planner);
    this.#options = options;
  }

  start(): void {
    const { reader, memory } = this.#crew;
    this.#readerDone = new Promise((resolve) => {
      reader.listen(
        (message) => (message.type === 'finished' ? resolve() : this.#follow(message)),
        (error) => {
          this.#job.fail(error);
          resolve();
        },
      );
    });
    reader.post({ type: 'start', within: this.#within });
    for (let slab = 0; slab < memory.layout.slabs; slab++) reader.post({ type: 'slab', slab });
    this.#feeder.feed(0);
  }

  next(): Promise<IngestResult> {
    return this.#job.next();
  }

  cancel(reason: unknown): void {
    this.#job.cancel(reason);
  }

  /** Stops whatever still runs, and waits for it. */
  async end(): Promise<void> {
    this.#job.cancel();
    await this.#readerDone;
    await this.#job.rest();
    await this.#stored.catch(() => undefined);
  }

  #follow(filled: Filled): void {
    if (this.#job.failed) return;
    this.#show(filled);
    const hashed = this.#hash(filled);
    const contents = this.#hashFiles(filled);
    const decided = this.#decided.then(async () => this.#decide(filled, await hashed, contents));
    const before = this.#stored;
    const stored = decided.then(async (what) => {
      const encoded = await what.encoded;
      const files = await contents;
      await before;
      await this.#sink.room?.();
      this.#store(filled, what, encoded, files);
    });
    this.#decided = decided;
    this.#stored = stored;
    this.#job.watch(stored);
    this.#feeder.feed((filled.parts.at(-1)?.file ?? 0) + 1);
  }

  #show({ slab, parts }: Filled): void {
    const { onWhole } = this.#options;
    if (slab === undefined || !onWhole) return;
    const bytes = this.#crew.memory.slab(slab);
    for (const part of parts) {
      if (isWhole(part)) onWhole(part.file, bytes.subarray(part.start, part.start + bytesOf(part)));
    }
  }

  /** An encoder hashes what the reader has not. */
  #hash({ slab, parts }: Filled): Promise<Hashed> {
    const open = parts.filter(isUnhashed);
    const wanted = open.map((part) => ({ start: part.start, cuts: part.cuts, whole: isWhole(part) }));
    const cost = open.reduce((sum, part) => sum + bytesOf(part), 0);
    const byEncoder =
      slab === undefined || open.length === 0
        ? NOTHING_HASHED
        : this.#job.run({ type: 'hash', slab, parts: wanted }, cost);
    return quiet(byEncoder.then((hashed) => joinHashed(parts, hashed)));
  }

  /** Content hashes of files that span several slabs: each file's are fed to one encoder, in order. */
  #hashFiles({ slab, parts }: Filled): Promise<ContentHashes> {
    const hashes = parts.map((part) => {
      if (slab === undefined || part.cuts.length === 0 || isWhole(part)) return undefined;
      const { start, file: key } = part;
      const last = part.end !== undefined;
      const hasher = this.#hashers.get(key) ?? leastBusy(this.#crew.encoders);
      if (last) this.#hashers.delete(key);
      else this.#hashers.set(key, hasher);
      const length = bytesOf(part);
      return this.#job.run({ type: 'whole', slab, key, start, length, last }, length, hasher);
    });
    return quiet(Promise.all(hashes));
  }

  /** What exists or is being encoded is not encoded again. The slab's encoded bytes replace the plain ones, so these are hashed first. */
  #decide({ slab, parts }: Filled, hashed: Hashed, contents: Promise<ContentHashes>): Decided {
    const known = this.#sink.among(hashed.pieces.flat());
    const fresh = parts.flatMap(
      (part, index) => this.#freshOf(part, hashed.pieces[index] ?? [], known) ?? [],
    );
    if (slab === undefined || fresh.length === 0) return { hashed, fresh, encoded: Promise.resolve([]) };
    const windows = fresh.map(({ pieces, around }) => ({ pieces, around }));
    const locations = this.#planner.locate(fresh.flatMap(({ plan }) => plan ?? []));
    const pieces = windows.flatMap((window) => window.pieces);
    const cost = ENCODE_COST * pieces.reduce((sum, { length }) => sum + length, 0);
    const task = { type: 'encode', slab, windows, locations } as const;
    return { hashed, fresh, encoded: quiet(contents.then(() => this.#job.run(task, cost))) };
  }

  #freshOf(part: Part, hashes: readonly Hash[], known: ReadonlySet<Hash>): Fresh | undefined {
    const isNew = hashes.map((hash) => {
      if (this.#pending.has(hash) || known.has(hash)) return false;
      this.#pending.add(hash);
      return true;
    });
    const some = isNew.includes(true);
    const plan = this.#planner.plan(part, hashes, some);
    if (!some) return undefined;
    const pieces: NewPiece[] = [];
    let place = 0;
    for (const [index, length] of part.cuts.entries()) {
      const hash = hashes[index] as Hash;
      const base = plan?.bases[index];
      if (isNew[index]) pieces.push({ hash, start: part.start + place, length, place, base });
      place += length;
    }
    return { part, plan, pieces, around: plan?.around };
  }

  #store(filled: Filled, decided: Decided, encoded: readonly EncodedWindow[], contents: ContentHashes): void {
    if (this.#job.failed) return;
    const { slab, parts } = filled;
    const { hashed, fresh } = decided;
    const results = this.#sink.batch(() => {
      for (const [index, one] of fresh.entries()) this.#put(slab, one, encoded[index]);
      return parts.flatMap((part, index) => {
        const hash = contents[index] ?? hashed.contents[index];
        return this.#files.add(part, hashed.pieces[index] ?? [], hash) ?? [];
      });
    });
    for (const { pieces } of fresh) for (const { hash } of pieces) this.#pending.delete(hash);
    if (slab !== undefined) this.#crew.reader.post({ type: 'slab', slab });
    this.#done += parts.reduce((sum, part) => sum + bytesOf(part), 0);
    this.#options.onProgress?.(this.#done);
    for (const result of results) this.#job.give(result);
  }

  #put(slab: number | undefined, { part, plan, pieces }: Fresh, encoded: EncodedWindow | undefined): void {
    if (slab === undefined || !encoded) return;
    const bytes = this.#crew.memory.slab(slab);
    for (const [index, { hash, start, length: size }] of pieces.entries()) {
      const { codec, length, base } = encoded.pieces[index] as Encoded;
      this.#sink.put({ hash, codec, size, data: bytes.subarray(start, start + length), base });
      this.#files.stored(part.file, length);
    }
    if (plan) this.#planner.report(plan, encoded.found);
  }
}
