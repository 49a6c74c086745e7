/** A version's bytes, out of the chunks that hold them. */
import type { Hash } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import { chunkRefs } from './manifest-read.ts';
import { TurnTaker, throwIfAborted } from './pace.ts';
import { PlainReader } from './plain.ts';
import type { ChunkSource } from './store.ts';

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Plain bytes so far. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

export interface ContentAddress {
  /** Root of the manifest. */
  readonly manifest: Hash;
  /** Plain bytes. */
  readonly size: number;
}

/**
 * The verified pieces of a version, in order, in memory of a few pieces. That the whole has the checkpoint's content
 * hash is for the writer to compare: pieces are already out when the last arrives.
 * @throws {CairnError} `content-missing` (details: hash), `integrity`, `cancelled`.
 */
export async function* readContent(
  content: ContentAddress,
  source: ChunkSource,
  options: ReadOptions = {},
): AsyncGenerator<Buffer, void> {
  const plains = new PlainReader(source);
  const turns = new TurnTaker();
  let done = 0;
  throwIfAborted(options.signal);
  for (const ref of chunkRefs(content.manifest, content.size, source)) {
    const plain = plains.read(ref.hash);
    if (!plain) throw new CairnError('content-missing', `Chunk ${ref.hash} is not here`, { hash: ref.hash });
    if (plain.length !== ref.size) {
      throw new CairnError('integrity', `Chunk ${ref.hash}: not of the size its manifest says`, {
        hash: ref.hash,
      });
    }
    yield plain;
    done += plain.length;
    options.onProgress?.(done);
    await turns.take(options.signal);
  }
}
