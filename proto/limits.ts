/** Bounds that both ends of the wire hold. A message beyond one is refused before it is decoded. */

/** The version of the sync protocol this build speaks, and the oldest it still understands. */
export const PROTOCOL_VERSION = 2;
export const PROTOCOL_MIN = 2;

/** Largest protobuf message in a request or response body, in bytes. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Largest plain chunk, in bytes. */
export const MAX_CHUNK_BYTES = 1024 * 1024;

/** Most chunks a delta may name as its base, and most bytes of them that may be its dictionary. */
export const MAX_DELTA_BASES = 32;
export const MAX_DICTIONARY_BYTES = 2 * 1024 * 1024;

/** Largest opened form of a chunk of zstd frames, and of all that one delta's base names together, in bytes. */
export const MAX_OPENED_BYTES = 4 * 1024 * 1024;

/** How many deltas may stand on one another before a chunk that is kept whole. */
export const MAX_DELTA_DEPTH = 8;

/** Largest stored chunk: raw bytes never grow, so a frame is at most the chunk and its header. */
export const MAX_FRAME_BYTES = MAX_CHUNK_BYTES + 2048;

/** Most bytes in one chunk batch body, up or down. */
export const MAX_BATCH_BYTES = 32 * 1024 * 1024;

/** Most hashes in one missing or fetch request, over all of its parts. */
export const MAX_HASHES = 20_000;

/** Most checkpoints one request may name: as a basis, as held, or as parts of a fetch. */
export const MAX_CHECKPOINTS = 1_000;

/** Most changes in one push. A larger outbox goes up in several pushes, parents first. */
export const MAX_PUSH_CHANGES = 5_000;

/** Rows on one page of a pull. */
export const PULL_PAGE_ROWS = 2_000;

/** Longest texts, in characters. */
export const MAX_COMMENT = 10_000;
export const MAX_DESCRIPTION = 10_000;
export const MAX_LABEL = 200;

/** Largest preview image, in bytes: it must fit one chunk. */
export const MAX_PREVIEW_BYTES = MAX_CHUNK_BYTES;

/** Largest answer to a push, in bytes: it may hold more rows than were sent (a merge moves others along). */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** Most rows one push may touch, with everything a merge or a purge takes along. */
export const MAX_TOUCHED_ROWS = 50_000;

/** Media type of a stream of length-delimited chunk frames, and of a single message. */
export const FRAMES_TYPE = 'application/x-cairn-frames';
export const MESSAGE_TYPE = 'application/x-protobuf';
