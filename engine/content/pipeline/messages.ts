/**
 * What the engine's thread and the content threads say to each other. Both ends are one program of one version, so
 * messages are typed, not decoded. One message for each slab and stage: one for each chunk would cost a quarter of the time.
 */
import type { Hash } from '../../domain/rows.ts';
import type { Said } from '../../domain/said.ts';
import type { ErrorCode } from '../../errors.ts';
import type { Around, WindowFound } from '../align.ts';
import type { CacheStamp } from '../file-stamp.ts';
import type { ChunkLocation, Codec, DeltaBase } from '../store.ts';

/** An error on its way between threads: a structured clone keeps neither class nor code. */
export interface WireError {
  /** Undefined for what no {@link CairnError} describes. */
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly said: Said | undefined;
  readonly details: Readonly<Record<string, unknown>>;
  /** For the log. */
  readonly trace: string;
}

export type ToReader =
  /** A job begins: its files, which lie in the folder `within`, and slabs follow. */
  | { readonly type: 'start'; readonly within: string | undefined }
  /** Files to be read after those given before; `last`: none follow. */
  | { readonly type: 'files'; readonly paths: readonly string[]; readonly last: boolean }
  /** A slab to be filled. */
  | { readonly type: 'slab'; readonly slab: number }
  /** The job was cancelled: there is nothing to wait for any more. */
  | { readonly type: 'stop' };

/** Some pieces of a file, one behind the other in a slab. */
export interface Part {
  /** Number of the file in the order in which they were given, from 0. */
  readonly file: number;
  /** Where in the slab the first piece starts. */
  readonly start: number;
  /** Lengths of the pieces, in bytes. */
  readonly cuts: readonly number[];
  /** Nothing of the file came before. */
  readonly first: boolean;
  /** Of a small file that is one piece, which the reader has hashed. */
  readonly hash?: Hash | undefined;
  /** Of the file's last part: the file as it was read, or why it is no version. */
  readonly end?: { readonly stamp: CacheStamp } | { readonly error: WireError };
}

export type FromReader =
  /** `slab` is undefined where the parts have no bytes. */
  | { readonly type: 'filled'; readonly slab: number | undefined; readonly parts: readonly Part[] }
  /** Everything was read, or the job was cancelled. No slab is in the reader's hands any more. */
  | { readonly type: 'finished' };

/** A piece to hash: bytes of a slab. */
export interface Span {
  readonly start: number;
  readonly length: number;
}

/** What encoders do. The bytes are in the slab with the number `slab`. */
export type Task =
  /** Hashes the pieces of each part, and the part itself where it is a whole file. */
  | {
      readonly type: 'hash';
      readonly slab: number;
      readonly parts: readonly {
        readonly start: number;
        readonly cuts: readonly number[];
        readonly whole: boolean;
      }[];
    }
  /** Goes on with the hash of a whole file, given in order to one encoder; `key` tells files apart. */
  | (Span & { readonly type: 'whole'; readonly slab: number; readonly key: number; readonly last: boolean })
  /** Encodes pieces in place. */
  | {
      readonly type: 'encode';
      readonly slab: number;
      readonly windows: readonly EncodeWindow[];
      /** Of what the windows' bases stand on. */
      readonly locations: readonly ChunkLocation[];
    }
  /** Fills a slab with the plain bytes of chunks. */
  | {
      readonly type: 'decode';
      readonly slab: number;
      readonly pieces: readonly (Span & { readonly hash: Hash })[];
      /** Of the chunks and of what they stand on. */
      readonly locations: readonly ChunkLocation[];
    };

/** What is new of a part of a file. */
export interface EncodeWindow {
  readonly pieces: readonly NewPiece[];
  readonly around: Around | undefined;
}

export interface NewPiece extends Span {
  readonly hash: Hash;
  /** Place in its part. */
  readonly place: number;
  readonly base: DeltaBase | undefined;
}

export interface Hashed {
  /** Of each part's pieces. */
  readonly pieces: readonly (readonly Hash[])[];
  /** Of each part that is a whole file. */
  readonly contents: readonly (Hash | undefined)[];
}

/** What became of a piece: its stored form is `length` bytes from where the piece starts. */
export interface Encoded {
  readonly codec: Codec;
  readonly length: number;
  readonly base?: DeltaBase | undefined;
}

/** Of one window: its pieces in order. */
export interface EncodedWindow {
  readonly pieces: readonly Encoded[];
  readonly found: WindowFound;
}

export interface Results {
  hash: Hashed;
  /** Of the whole file, after its last part. */
  whole: Hash | undefined;
  encode: readonly EncodedWindow[];
  /** Chunks that are not, or do not stand on, what their locations say: to be looked up again. */
  decode: readonly Hash[];
}

export type ToEncoder =
  | { readonly type: 'task'; readonly id: number; readonly task: Task }
  /** A job is over: what was remembered for it is forgotten. */
  | { readonly type: 'rest' };

export type FromEncoder =
  | { readonly id: number; readonly result: Results[keyof Results] }
  | { readonly id: number; readonly error: WireError };
