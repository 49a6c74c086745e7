/** Files on their way through the pipeline: their parts come together to versions. */
import type { Hash } from '../../domain/rows.ts';
import { buildManifest } from '../manifest.ts';
import type { ChunkRef, ChunkSink } from '../store.ts';
import type { IngestResult } from './ingest.ts';
import type { Part } from './messages.ts';
import type { Planner } from './planner.ts';
import { fromWire } from './wire-error.ts';

interface Growing {
  readonly chunks: ChunkRef[];
  size: number;
  bytesStored: number;
}

export class Assembler {
  readonly #sink: ChunkSink;
  readonly #planner: Planner;
  readonly #files = new Map<number, Growing>();

  constructor(sink: ChunkSink, planner: Planner) {
    this.#sink = sink;
    this.#planner = planner;
  }

  /** New bytes of a file went to the sink. */
  stored(file: number, bytes: number): void {
    this.#grow(file).bytesStored += bytes;
  }

  /**
   * Takes the next part of a file; with the last one the manifest goes to the sink.
   * @param contentHash of the whole file, with the last part.
   */
  add(part: Part, hashes: readonly Hash[], contentHash: Hash | undefined): IngestResult | undefined {
    const file = this.#grow(part.file);
    for (const [index, hash] of hashes.entries()) {
      const size = part.cuts[index] ?? 0;
      file.chunks.push({ hash, size });
      file.size += size;
    }
    if (!part.end) return undefined;
    this.#files.delete(part.file);
    this.#planner.forget(part.file);
    if ('error' in part.end) return { error: fromWire(part.end.error) };
    const { root, nodes } = buildManifest(file.chunks, this.#planner.nodes(part.file, file.chunks.length));
    // Where a chunk is new, so is the list of all of them.
    const isNew = nodes.length === 1 && file.bytesStored > 0;
    for (const node of nodes) {
      if (!isNew && this.#sink.has(node.hash)) continue;
      this.#sink.put(node);
      file.bytesStored += node.data.length;
    }
    return {
      ...file,
      contentHash: contentHash as Hash,
      manifest: root,
      nodes: nodes.map((node) => node.hash),
      stamp: part.end.stamp,
    };
  }

  #grow(index: number): Growing {
    let file = this.#files.get(index);
    if (!file) {
      file = { chunks: [], size: 0, bytesStored: 0 };
      this.#files.set(index, file);
    }
    return file;
  }
}
