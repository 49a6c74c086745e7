/** A version's bytes by the shortest way: one chunk after the other, on the caller's thread. */
import { chunkRefs } from '../../engine/content/manifest-read.ts';
import { TurnTaker, throwIfAborted } from '../../engine/content/pace.ts';
import { PlainReader } from '../../engine/content/plain.ts';
import type { ContentAddress, ReadOptions } from '../../engine/content/restore.ts';
import type { ChunkSource } from '../../engine/content/store.ts';
import { CairnError } from '../../engine/errors.ts';

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
