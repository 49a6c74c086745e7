/** A working file becomes chunks and a manifest: one pass, bounded memory. */
import type { Hash } from '../domain/rows.ts';
import { Chunker } from './chunker.ts';
import { encodeChunk } from './codec.ts';
import type { CacheStamp } from './file-stamp.ts';
import { sha256, streamingSha256 } from './hash.ts';
import { buildManifest } from './manifest.ts';
import { readStableFile } from './read-file.ts';
import type { ReadOptions } from './restore.ts';
import type { ChunkRef, ChunkSink, StoredChunk } from './store.ts';

/** Stored bytes gathered before they go to the sink as one durable unit: a transaction costs about as much as writing this. */
const BATCH_BYTES = 8 * 1024 * 1024;

export interface Ingested {
  /** Plain bytes. */
  readonly size: number;
  /** SHA-256 of the whole file. */
  readonly contentHash: Hash;
  /** Root of the manifest. */
  readonly manifest: Hash;
  readonly chunks: readonly ChunkRef[];
  /** New bytes in the sink, after deduplication and compression, manifest included. */
  readonly bytesStored: number;
  /** The file as it was read: goes into the stat cache. */
  readonly stamp: CacheStamp;
}

/**
 * Reads the file at `path` (absolute) into `sink`. After an error, chunks that already went to the sink stay there
 * without a manifest; they are found again by the next try or dropped by garbage collection.
 * @throws {CairnError} `file-changed`, `file-unreadable`, `cancelled`; and whatever the sink throws.
 */
export async function ingestFile(
  path: string,
  sink: ChunkSink,
  options: ReadOptions = {},
): Promise<Ingested> {
  const whole = streamingSha256();
  const chunks: ChunkRef[] = [];
  const writer = new BatchWriter(sink);
  const chunker = new Chunker((piece) => {
    const hash = sha256(piece);
    chunks.push({ hash, size: piece.length });
    writer.add(hash, piece);
  });
  let size = 0;
  const stamp = await readStableFile(
    path,
    (piece) => {
      whole.update(piece);
      chunker.push(piece);
      size += piece.length;
      options.onProgress?.(size);
    },
    options,
  );
  chunker.finish();
  const manifest = buildManifest(chunks);
  for (const node of manifest.nodes) writer.addStored(node);
  writer.flush();
  return {
    size,
    contentHash: whole.digest('hex'),
    manifest: manifest.root,
    chunks,
    bytesStored: writer.bytesStored,
    stamp,
  };
}

/** Puts what the sink lacks, a batch at a time. */
class BatchWriter {
  readonly #sink: ChunkSink;
  readonly #pending = new Map<Hash, StoredChunk>();
  #pendingBytes = 0;
  bytesStored = 0;

  constructor(sink: ChunkSink) {
    this.#sink = sink;
  }

  /** `plain` may be reused once this returns. */
  add(hash: Hash, plain: Buffer): void {
    if (this.#pending.has(hash) || this.#sink.has(hash)) return;
    const chunk = encodeChunk(hash, plain);
    this.#enqueue(chunk.data === plain ? { ...chunk, data: Buffer.from(plain) } : chunk);
  }

  addStored(chunk: StoredChunk): void {
    if (!this.#pending.has(chunk.hash) && !this.#sink.has(chunk.hash)) this.#enqueue(chunk);
  }

  flush(): void {
    if (this.#pending.size === 0) return;
    this.#sink.batch(() => {
      for (const chunk of this.#pending.values()) this.#sink.put(chunk);
    });
    this.bytesStored += this.#pendingBytes;
    this.#pending.clear();
    this.#pendingBytes = 0;
  }

  #enqueue(chunk: StoredChunk): void {
    this.#pending.set(chunk.hash, chunk);
    this.#pendingBytes += chunk.data.length;
    if (this.#pendingBytes >= BATCH_BYTES) this.flush();
  }
}
