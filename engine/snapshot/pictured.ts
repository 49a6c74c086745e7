/**
 * What a version shows of itself: the preview that was recorded with it; else, where it is a picture and its content is here, one
 * that is made when somebody looks.
 */
import type { CheckpointView } from '../api.ts';
import { chunkRefs } from '../content/manifest-read.ts';
import { PlainReader } from '../content/plain.ts';
import type { Checkpoint } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { Mutex } from '../mutex.ts';
import type { Bytes } from '../preview/bytes.ts';
import { isPicture, type Picture, PreviewBudget, pictureIn, pictureType } from '../preview/take.ts';
import type { Project } from '../project/project.ts';

/** Of one that is made when it is looked at, `hash` is the content's: one content, one picture. It may come to nothing. */
export function previewView(
  project: Project,
  name: string,
  checkpoint: Checkpoint,
): CheckpointView['preview'] {
  const { preview, contentHash, manifest, size } = checkpoint;
  if (preview) return { hash: preview.hash, mediaType: preview.mediaType };
  if (!isPicture(name, size) || !project.chunks.has(manifest)) return null;
  return { hash: contentHash, mediaType: pictureType(name) };
}

/**
 * Undefined where there is none here. O(content) where it has to be made.
 * @param id of a checkpoint, also of one in a conflict
 * @param turn of those that are made: a large image is opened in memory
 */
export async function previewOf(project: Project, id: string, turn: Mutex): Promise<Picture | undefined> {
  const checkpoint = project.checkpoints.get(id) ?? project.staging.stagedCheckpoint(id);
  if (!checkpoint) return undefined;
  const { preview } = checkpoint;
  if (!preview) return turn.run(() => made(project, checkpoint));
  const data = new PlainReader(project.chunks).read(preview.hash);
  return data && { mediaType: preview.mediaType, data };
}

async function made(project: Project, checkpoint: Checkpoint): Promise<Picture | undefined> {
  const name = project.items.get(checkpoint.assetId)?.name ?? '';
  if (!isPicture(name, checkpoint.size)) return undefined;
  try {
    return await pictureIn(name, contentBytes(project, checkpoint), new PreviewBudget());
  } catch (error) {
    // Damage is told by those who need the content.
    if (CairnError.is(error, 'content-missing', 'integrity')) return undefined;
    throw error;
  }
}

function contentBytes({ chunks }: Project, { manifest, size }: Checkpoint): Bytes {
  const reader = new PlainReader(chunks);
  return {
    size,
    async read(position, length) {
      const parts: Buffer[] = [];
      const end = position + length;
      let at = 0;
      for (const ref of chunkRefs(manifest, size, chunks)) {
        if (at >= end) break;
        const isWanted = at + ref.size > position;
        const plain = isWanted ? reader.read(ref.hash) : undefined;
        if (isWanted && !plain)
          throw new CairnError('content-missing', `Chunk ${ref.hash} is not here`, { hash: ref.hash });
        if (plain) parts.push(plain.subarray(Math.max(0, position - at), end - at));
        at += ref.size;
      }
      return Buffer.concat(parts);
    },
  };
}
