/** Pictures of files that are being recorded: of small ones, as they pass; of others in bounds, so that nobody waits for many. */
import type { Ingested } from '../content/pipeline/ingest.ts';
import type { ChunkSink } from '../content/store.ts';
import type { Preview } from '../domain/rows.ts';
import { MAX_PIXELS } from '../preview/dimensions.ts';
import { isItself, mayHold, PreviewBudget, pictureOf, takePreview } from '../preview/take.ts';
import { pathInside } from '../workspace/paths.ts';
import { keepPreview } from './preview.ts';
import type { Candidate } from './read-files.ts';

/** Whoever records more files than this looks at few of them: large pictures among them are opened by who does. */
const MANY = 100;

export class Pictures {
  readonly #folder: string;
  readonly #sink: ChunkSink;
  readonly #budget: PreviewBudget;
  /** Media types of small pictures that passed by and were not asked for yet; '' of what only has their name. */
  readonly #seen = new Map<Candidate, string>();

  /** @param files of the call. @param folder the working folder. @param sink for pictures that are not a chunk of their file. */
  constructor(files: number, folder: string, sink: ChunkSink) {
    this.#budget = new PreviewBudget(files > MANY ? 0 : MAX_PIXELS);
    this.#folder = folder;
    this.#sink = sink;
  }

  /** Is shown the bytes of each small file, before {@link of}. Microseconds. */
  look(candidate: Candidate, bytes: Buffer): void {
    if (!isItself(candidate.diskPath, bytes.length)) return;
    this.#seen.set(candidate, pictureOf(bytes)?.mediaType ?? '');
  }

  /** Where one chunk is all of the content, a picture that is the file is there already: only the chunk is referred to. */
  async of(
    candidate: Candidate,
    { chunks, contentHash, size, stamp }: Ingested,
  ): Promise<Preview | undefined> {
    const mediaType = this.#seen.get(candidate);
    this.#seen.delete(candidate);
    if (mediaType === '') return undefined;
    if (mediaType && chunks[0]?.hash === contentHash) return { hash: contentHash, size, mediaType };
    if (!mayHold(candidate.diskPath)) return undefined;
    const picture = await takePreview(pathInside(this.#folder, candidate.diskPath), stamp, this.#budget);
    return picture && keepPreview(this.#sink, picture);
  }
}
