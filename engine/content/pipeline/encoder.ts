/** What encoder threads do to slabs: hash pieces, encode them in place, fill them with what chunks hold. One task at a time. */
import type { Hash as Digest } from 'node:crypto';
import type { Hash } from '../../domain/rows.ts';
import { CairnError } from '../../errors.ts';
import { copyInto } from '../bytes.ts';
import { sha256, streamingSha256 } from '../hash.ts';
import { PlainReader } from '../plain.ts';
import { PlainRing } from '../plain-ring.ts';
import type { StoredChunk } from '../store.ts';
import { encodeWindow, type Piece } from '../window.ts';
import { LocatedChunks, wrongSize } from './locations.ts';
import type { Memory } from './memory.ts';
import type {
  Encoded,
  EncodedWindow,
  FromEncoder,
  Hashed,
  NewPiece,
  Results,
  Span,
  Task,
  ToEncoder,
} from './messages.ts';
import { toWire } from './wire-error.ts';

type Of<T extends Task['type']> = Extract<Task, { type: T }>;

export class Encoder {
  readonly #memory: Memory;
  readonly #post: (message: FromEncoder) => void;
  readonly #located = new LocatedChunks();
  #plains = new PlainReader(this.#located, new PlainRing());
  /** Files that span several slabs, by key. */
  readonly #files = new Map<number, Digest>();

  constructor(memory: Memory, post: (message: FromEncoder) => void) {
    this.#memory = memory;
    this.#post = post;
  }

  receive(message: ToEncoder): void {
    if (message.type === 'rest') {
      this.#files.clear();
      this.#located.close();
      this.#plains = new PlainReader(this.#located, new PlainRing());
      return;
    }
    const { id, task } = message;
    try {
      this.#post({ id, result: this.#do(task) });
    } catch (error) {
      this.#post({ id, error: toWire(error) });
    }
  }

  #do(task: Task): Results[keyof Results] {
    switch (task.type) {
      case 'hash':
        return this.#hash(task);
      case 'whole':
        return this.#whole(task);
      case 'encode':
        return this.#encode(task);
      case 'decode':
        return this.#decode(task);
    }
  }

  #bytes(slab: number, { start, length }: Span): Buffer {
    if (this.#memory.cancelled) throw new CairnError('cancelled', 'Cancelled');
    return this.#memory.slab(slab).subarray(start, start + length);
  }

  #hash({ slab, parts }: Of<'hash'>): Hashed {
    const pieces: Hash[][] = [];
    const contents: (Hash | undefined)[] = [];
    for (const { start, cuts, whole } of parts) {
      const hashes: Hash[] = [];
      let at = start;
      for (const length of cuts) {
        hashes.push(sha256(this.#bytes(slab, { start: at, length })));
        at += length;
      }
      pieces.push(hashes);
      contents.push(whole ? this.#contentHash(slab, { start, length: at - start }, hashes) : undefined);
    }
    return { pieces, contents };
  }

  /** A file of one chunk has that chunk's hash; of what has none, no hash is asked for. */
  #contentHash(slab: number, span: Span, pieces: readonly Hash[]): Hash {
    if (pieces.length > 1) return sha256(this.#bytes(slab, span));
    return pieces[0] as Hash;
  }

  #whole({ slab, key, start, length, last }: Of<'whole'>): Hash | undefined {
    let digest = this.#files.get(key);
    if (!digest) {
      digest = streamingSha256();
      this.#files.set(key, digest);
    }
    digest.update(this.#bytes(slab, { start, length }));
    if (!last) return undefined;
    this.#files.delete(key);
    return digest.digest('hex');
  }

  #encode({ slab, windows, locations }: Of<'encode'>): EncodedWindow[] {
    this.#located.use(locations);
    return windows.map((window) => {
      const pieces: Encoded[] = [];
      const keep = ({ codec, data, base }: StoredChunk) => {
        const { start } = window.pieces[pieces.length] as NewPiece;
        // Raw data is the piece itself.
        if (codec !== 'raw') copyInto(this.#memory.slab(slab), data, start);
        pieces.push({ codec, length: data.length, base });
      };
      try {
        const found = encodeWindow(
          this.#views(slab, window.pieces),
          window.around,
          this.#plains,
          this.#located,
          keep,
        );
        return { pieces, found };
      } catch (error) {
        // Previous versions that are damaged must not keep a new one from being recorded: it stands on nothing.
        if (!CairnError.is(error, 'integrity', 'content-missing')) throw error;
        const rest = window.pieces.slice(pieces.length).map((piece) => ({ ...piece, base: undefined }));
        const found = encodeWindow(this.#views(slab, rest), undefined, this.#plains, this.#located, keep);
        return { pieces, found };
      }
    });
  }

  #decode({ slab, pieces, locations }: Of<'decode'>): Hash[] {
    this.#located.use(locations);
    const missing: Hash[] = [];
    for (const { hash, ...span } of pieces) {
      const into = this.#bytes(slab, span);
      const plain = this.#plainOf(hash);
      if (!plain) missing.push(hash);
      else if (plain.length !== into.length) throw wrongSize(hash);
      else copyInto(into, plain);
      this.#plains.done();
    }
    return missing;
  }

  /** Undefined also where what it stands on is not there. */
  #plainOf(hash: Hash): Buffer | undefined {
    try {
      return this.#plains.read(hash);
    } catch (error) {
      if (CairnError.is(error, 'content-missing')) return undefined;
      throw error;
    }
  }

  *#views(slab: number, pieces: readonly NewPiece[]): Generator<Piece> {
    for (const { hash, place, base, ...span } of pieces)
      yield { hash, place, base, plain: this.#bytes(slab, span) };
  }
}
