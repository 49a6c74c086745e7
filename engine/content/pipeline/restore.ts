/** A version's bytes, read, decoded and verified by a crew: in order, in memory of a few slabs. */
import type { Hash } from '../../domain/rows.ts';
import { CairnError } from '../../errors.ts';
import { copyInto } from '../bytes.ts';
import { EMPTY_HASH, sha256 } from '../hash.ts';
import { chunkRefs } from '../manifest-read.ts';
import { throwIfAborted } from '../pace.ts';
import { PlainReader } from '../plain.ts';
import type { ContentAddress, ReadOptions } from '../restore.ts';
import type { ChunkLocator, ChunkRef, ChunkSource } from '../store.ts';
import { type EncoderLink, leastBusy } from './crew.ts';
import { Job, quiet } from './job.ts';
import { locateAll, wrongSize } from './locations.ts';
import type { ContentPool } from './pool.ts';

/** Decoding takes about this many times as long as hashing. */
const DECODE_COST = 2;

/** A version of so few bytes is decoded here, at once: telling a crew would take longer, and several of them may be under way. */
const DIRECT = 1024 * 1024;

/** Chunks that fill a slab together. */
interface Group {
  readonly refs: readonly ChunkRef[];
  /** Bytes. */
  readonly length: number;
}

/** A slab that is being filled. */
interface Filling {
  readonly slab: number;
  readonly length: number;
  readonly decoded: Promise<void>;
  /** Of the whole version, after its last slab. */
  readonly hashed: Promise<Hash | undefined>;
}

/** Can be iterated once. */
export class Restoration implements AsyncIterable<Buffer> {
  readonly #pool: ContentPool;
  readonly #content: ContentAddress;
  readonly #versions: ChunkSource & ChunkLocator;
  readonly #options: ReadOptions;
  #contentHash: Hash | undefined;
  #lastHashed: Promise<unknown> = Promise.resolve();

  constructor(
    pool: ContentPool,
    content: ContentAddress,
    versions: ChunkSource & ChunkLocator,
    options: ReadOptions = {},
  ) {
    this.#pool = pool;
    this.#content = content;
    this.#versions = versions;
    this.#options = options;
  }

  /** SHA-256 of all pieces together, once the last was taken. */
  get contentHash(): Hash {
    if (this.#contentHash === undefined) throw new Error('the last piece was not taken yet');
    return this.#contentHash;
  }

  /**
   * Verified pieces of some megabytes, each of which holds only until the next is asked for. That the whole has the
   * checkpoint's content hash is for the writer to compare: pieces are already out when the last arrives.
   * @throws {CairnError} `content-missing` (details: hash), `integrity`, `cancelled`; `engine-unavailable` where a thread died.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void> {
    const { signal, onProgress } = this.#options;
    throwIfAborted(signal);
    if (this.#content.size <= DIRECT) {
      const plain = this.#direct();
      if (plain.length === 0) return;
      yield plain;
      onProgress?.(plain.length);
      return;
    }
    const lease = this.#pool.lease(this.#content.size);
    const job = new Job<never>(lease.crew);
    const abort = () => job.cancel(signal?.reason);
    signal?.addEventListener('abort', abort);
    let done = 0;
    try {
      for await (const piece of this.#pieces(job)) {
        yield piece;
        done += piece.length;
        onProgress?.(done);
      }
    } finally {
      signal?.removeEventListener('abort', abort);
      job.cancel();
      await job.rest();
      lease.release();
    }
  }

  #direct(): Buffer {
    const { manifest, size } = this.#content;
    const plains = new PlainReader(this.#versions);
    const refs = [...chunkRefs(manifest, size, this.#versions)];
    const parts = refs.map((ref) => {
      const plain = plains.read(ref.hash);
      if (!plain) throw notHere(ref.hash);
      if (plain.length !== ref.size) throw wrongSize(ref.hash);
      return plain;
    });
    const [first] = parts;
    if (first && parts.length === 1) {
      // Verified already: a version of one chunk has that chunk's hash.
      this.#contentHash = refs[0]?.hash;
      return first;
    }
    const whole = Buffer.concat(parts);
    this.#contentHash = sha256(whole);
    return whole;
  }

  async *#pieces(job: Job<never>): AsyncGenerator<Buffer, void> {
    const { memory, encoders } = job.crew;
    const { slabs, slabBytes } = memory.layout;
    const free = Array.from({ length: slabs }, (_, slab) => slab);
    const groups = groupsOf(chunkRefs(this.#content.manifest, this.#content.size, this.#versions), slabBytes);
    const hasher = leastBusy(encoders);
    const filling: Filling[] = [];
    let left = this.#content.size;
    let hash: Hash | undefined = EMPTY_HASH;
    for (;;) {
      while (free.length > 0 && left > 0) {
        const group = groups.next().value;
        if (!group) break;
        left -= group.length;
        filling.push(this.#fill(job, free.shift() as number, group, hasher, left === 0));
      }
      const next = filling.shift();
      if (!next) break;
      await job.orFailure(next.decoded);
      yield memory.slab(next.slab).subarray(0, next.length);
      hash = await job.orFailure(next.hashed);
      free.push(next.slab);
    }
    this.#contentHash = hash;
  }

  #fill(job: Job<never>, slab: number, { refs, length }: Group, hasher: EncoderLink, last: boolean): Filling {
    const decoded = quiet(this.#decode(job, slab, refs, length));
    const before = this.#lastHashed;
    const hashed = quiet(
      decoded.then(async () => {
        await before;
        return job.run<'whole'>({ type: 'whole', slab, key: 0, start: 0, length, last }, length, hasher);
      }),
    );
    this.#lastHashed = hashed;
    return { slab, length, decoded, hashed };
  }

  async #decode(job: Job<never>, slab: number, refs: readonly ChunkRef[], length: number): Promise<void> {
    let start = 0;
    const pieces = refs.map(({ hash, size }) => {
      const piece = { hash, start, length: size };
      start += size;
      return piece;
    });
    const locations = locateAll(
      pieces.map(({ hash }) => hash),
      this.#versions,
    );
    const missing = await job.run({ type: 'decode', slab, pieces, locations }, length * DECODE_COST);
    if (missing.length === 0) return;
    // Garbage collection in another process moves chunks; what the store itself does not find is not there.
    const plains = new PlainReader(this.#versions);
    for (const piece of pieces) {
      if (!missing.includes(piece.hash)) continue;
      const plain = plains.read(piece.hash);
      if (!plain) throw notHere(piece.hash);
      if (plain.length !== piece.length) throw wrongSize(piece.hash);
      copyInto(job.crew.memory.slab(slab), plain, piece.start);
    }
  }
}

const notHere = (hash: Hash): CairnError =>
  new CairnError('content-missing', `Chunk ${hash} is not here`, { hash });

function* groupsOf(refs: Iterable<ChunkRef>, slabBytes: number): Generator<Group, undefined> {
  let group: ChunkRef[] = [];
  let length = 0;
  for (const ref of refs) {
    if (length + ref.size > slabBytes) {
      yield { refs: group, length };
      [group, length] = [[], 0];
    }
    group.push(ref);
    length += ref.size;
  }
  if (group.length > 0) yield { refs: group, length };
  return undefined;
}
