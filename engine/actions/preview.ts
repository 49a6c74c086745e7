/** Preview images of checkpoints. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { MAX_PREVIEW_BYTES } from '../../proto/limits.ts';
import { sha256 } from '../content/hash.ts';
import { unreadable, whyUnreadable } from '../content/stable-file.ts';
import type { ChunkSink } from '../content/store.ts';
import type { Preview } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import type { Picture } from '../preview/take.ts';
import type { Project } from '../project/project.ts';
import { errnoOf } from '../workspace/fs-errors.ts';

/** First bytes of the image formats that every webview shows. */
const MAGIC: readonly (readonly [mediaType: string, offset: number, bytes: string])[] = [
  ['image/png', 0, '\x89PNG\r\n\x1a\n'],
  ['image/jpeg', 0, '\xff\xd8\xff'],
  ['image/gif', 0, 'GIF8'],
  ['image/webp', 8, 'WEBP'],
];

/** Reads an image into the project file. @throws {CairnError} usage where it is no image or too large */
export function readPreview(project: Project, file: string): Preview {
  const data = readBounded(file);
  const head = data.toString('latin1', 0, 16);
  const mediaType = MAGIC.find(([, offset, bytes]) => head.startsWith(bytes, offset))?.[0];
  if (!mediaType)
    throw new CairnError('usage', said`${file} is not a PNG, JPEG, GIF or WebP image`, { path: file });
  return project.chunks.batch(() => keepPreview(project.chunks, { mediaType, data }));
}

/** In a batch of the sink, if it asks for one. */
export function keepPreview(sink: ChunkSink, { mediaType, data }: Picture): Preview {
  const hash = sha256(data);
  sink.put({ hash, codec: 'raw', size: data.length, data });
  return { hash, size: data.length, mediaType };
}

function readBounded(file: string): Buffer {
  try {
    // Of a pipe nobody is waited for.
    const handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const { size } = fstatSync(handle);
      if (size > MAX_PREVIEW_BYTES) {
        throw new CairnError(
          'usage',
          said`${file} is larger than a preview may be (${MAX_PREVIEW_BYTES} bytes)`,
        );
      }
      const data = Buffer.alloc(size);
      return data.subarray(0, readSync(handle, data, 0, size, 0));
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (error instanceof CairnError) throw error;
    throw unreadable(file, whyUnreadable(errnoOf(error) ?? String(error)), error);
  }
}
