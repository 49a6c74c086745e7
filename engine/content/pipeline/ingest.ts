/** Working files become chunks and manifests: read by one thread, hashed and encoded by others, decided and stored by this one. */
import type { Hash } from '../../domain/rows.ts';
import type { CairnError } from '../../errors.ts';
import type { CacheStamp } from '../file-stamp.ts';
import { throwIfAborted } from '../pace.ts';
import type { ContentAddress, ReadOptions } from '../restore.ts';
import type { ChunkRef, ChunkSink } from '../store.ts';
import { IngestJob } from './ingest-job.ts';
import type { Versions } from './planner.ts';
import type { ContentPool } from './pool.ts';

export interface Ingested {
  /** Plain bytes. */
  readonly size: number;
  /** SHA-256 of the whole file. */
  readonly contentHash: Hash;
  /** Root of the manifest. */
  readonly manifest: Hash;
  /** All nodes of the manifest. */
  readonly nodes: readonly Hash[];
  readonly chunks: readonly ChunkRef[];
  /** New bytes in the sink, after deduplication and compression, manifest included. */
  readonly bytesStored: number;
  /** The file as it was read: goes into the stat cache. */
  readonly stamp: CacheStamp;
}

export type IngestResult = Ingested | { readonly error: CairnError };

export interface FileToIngest {
  /** Absolute. */
  readonly path: string;
  /** Absolute: the folder that it must lie in, without a link on the way; one for all files of a call. */
  readonly within?: string;
  /** About how many bytes it has. */
  readonly size: number;
  /** The version it is based on, in the store's `versions`: what is new is encoded on that. */
  readonly previous?: ContentAddress | undefined;
}

export interface IngestStore {
  readonly sink: ChunkSink;
  readonly versions: Versions;
}

export interface IngestOptions extends ReadOptions {
  /** Called with the bytes of each file that fits one slab, before its result; they hold until it returns. `index`: from 0. */
  readonly onWhole?: ((index: number, bytes: Buffer) => void) | undefined;
}

/**
 * Reads files into a store and yields what became of each, in order. A file that cannot be read or did not hold still is
 * a result with that error. Files are read ahead of what has been yielded, within the pool's memory.
 *
 * The sink is given chunks in batches of a few megabytes, from this thread; their data is valid until `batch` returns.
 * After an error, chunks that already went to the sink stay there without a manifest; they are found again by the next
 * try or dropped by garbage collection.
 * @throws {CairnError} `cancelled`, `engine-unavailable` where a thread died; and whatever the sink throws.
 */
export async function* ingestFiles(
  pool: ContentPool,
  files: readonly FileToIngest[],
  store: IngestStore,
  options: IngestOptions = {},
): AsyncGenerator<IngestResult, void> {
  throwIfAborted(options.signal);
  if (files.length === 0) return;
  const lease = pool.lease(
    files.reduce((sum, file) => sum + file.size, 0),
    files.length,
  );
  const job = new IngestJob(lease.crew, files, store, options);
  const abort = () => job.cancel(options.signal?.reason);
  options.signal?.addEventListener('abort', abort);
  try {
    job.start();
    for (let left = files.length; left > 0; left--) yield await job.next();
  } finally {
    options.signal?.removeEventListener('abort', abort);
    await job.end();
    lease.release();
  }
}

/**
 * {@link ingestFiles} for one file.
 * @throws {CairnError} also `file-changed`, `file-unreadable`.
 */
export async function ingestFile(
  pool: ContentPool,
  file: FileToIngest,
  store: IngestStore,
  options: ReadOptions = {},
): Promise<Ingested> {
  for await (const result of ingestFiles(pool, [file], store, options)) {
    if ('error' in result) throw result.error;
    return result;
  }
  throw new Error('a file without a result');
}
