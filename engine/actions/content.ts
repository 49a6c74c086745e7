/** A version's bytes for an action, fetched from the studio where they are not here. */
import type { CallOptions } from '../api.ts';
import { Restoration } from '../content/pipeline/restore.ts';
import { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import { callContext } from '../sync/context.ts';
import { downloadContent } from '../sync/download.ts';
import type { Content } from '../workspace/safe-write.ts';
import type { ActionContext } from './context.ts';

/** Of these checkpoints, those whose content is not in the project file. */
const missingOf = (
  { project }: ActionContext,
  checkpoints: readonly LocalCheckpoint[],
): readonly LocalCheckpoint[] => checkpoints.filter((checkpoint) => !project.holds(checkpoint));

const mayFetch = ({ project }: ActionContext): boolean => project.meta('studio') !== '';

/** Of these checkpoints, those whose content has to be fetched, and may be. */
export const toFetch = (
  context: ActionContext,
  checkpoints: readonly LocalCheckpoint[],
): readonly LocalCheckpoint[] => (mayFetch(context) ? missingOf(context, checkpoints) : []);

/**
 * Makes sure that the content of these checkpoints is in the project file.
 * @returns why not, for those that cannot be had.
 */
export async function requireContent(
  context: ActionContext,
  checkpoints: readonly LocalCheckpoint[],
  call: CallOptions,
): Promise<ReadonlyMap<LocalCheckpoint, CairnError>> {
  const { project, ports } = context;
  const missing = missingOf(context, checkpoints);
  if (missing.length === 0) return new Map();
  if (!mayFetch(context)) {
    return new Map(missing.map((checkpoint) => [checkpoint, notHere(checkpoint)]));
  }
  return context.withStudio((studio) =>
    downloadContent(
      {
        project,
        studio,
        now: () => ports.now(),
        // Nothing is applied.
        alone: (work) => work(),
        ...callContext(call),
      },
      missing,
    ),
  );
}

const notHere = (checkpoint: LocalCheckpoint): CairnError =>
  new CairnError(
    'content-missing',
    `The content of version ${checkpoint.version} is not in the project file`,
    {
      checkpoint: checkpoint.id,
    },
  );

/** What a safe write needs to write this checkpoint. */
export function contentOf(context: ActionContext, checkpoint: LocalCheckpoint, call: CallOptions): Content {
  const { content, project } = context;
  const pieces = new Restoration(content, checkpoint, project.chunks, { signal: call.signal });
  const { contentHash, size } = checkpoint;
  return { pieces, contentHash, size, digest: () => pieces.contentHash };
}
