/** A project without room for everything on the studio: what fits goes, and what does not is marked. */
import type { Hash, Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import type { SyncContext } from './context.ts';
import { basisOf } from './outbox.ts';
import { basesOf } from './transfer/parcels.ts';
import { Question } from './transfer/question.ts';
import type { Content } from './upload.ts';

/** How often others may take the room meanwhile. */
const ROUNDS = 3;

/**
 * Sends versions for which there is room, those first that need least of it.
 * @param refusal the studio's, which says how much there is
 * @param send of these chunks what the studio lacks, which is among `lacking` with all that it was asked about
 * @returns the checkpoints that are not complete there, marked so
 */
export async function uploadWhatFits(
  context: SyncContext,
  sending: readonly Content[],
  refusal: CairnError,
  send: (hashes: Iterable<Hash>, lacking: ReadonlySet<Hash>) => Promise<void>,
): Promise<readonly Id[]> {
  let reason = refusal;
  for (let round = 0; round < ROUNDS; round++) {
    const lacking = await lackingOf(context, sending);
    const fitting = fittingIn(context, sending, lacking, roomOf(reason));
    if (fitting.size === 0) break;
    try {
      await send(fitting, lacking);
      break;
    } catch (error) {
      if (!CairnError.is(error, 'quota')) throw error;
      reason = error;
    }
  }
  return leaveOut(context, sending, reason.message);
}

/** Plain bytes; 0 where nobody knows. */
function roomOf({ details }: CairnError): number {
  const { what, used, limit } = details;
  return what === 'bytes' && typeof used === 'number' && typeof limit === 'number'
    ? Math.max(0, limit - used)
    : 0;
}

async function lackingOf(context: SyncContext, sending: readonly Content[]): Promise<Set<Hash>> {
  const { chunks } = context.project;
  const question = new Question(context);
  for (const { checkpoint, nodes, chunks: below } of sending) {
    const hashes = [...nodes, ...below];
    const bases = hashes.flatMap((hash) => basesOf(chunks.info(hash)));
    await question.add([...hashes, ...bases], basisOf(context.project, checkpoint.assetId));
  }
  return question.finish();
}

/** The lacking chunks of versions that fit together, each after those that it was made on. */
function fittingIn(
  { project }: SyncContext,
  sending: readonly Content[],
  lacking: ReadonlySet<Hash>,
  room: number,
): Set<Hash> {
  const chosen = new Set<Hash>();
  const stopped = new Set<Id>();
  let left = room;
  for (const { checkpoint, nodes, chunks } of byNeed(sending, lacking)) {
    if (stopped.has(checkpoint.assetId)) continue;
    const more = [...new Set([...nodes, ...chunks])].filter((hash) => lacking.has(hash) && !chosen.has(hash));
    const bytes = more.reduce((sum, hash) => sum + (project.chunks.info(hash)?.size ?? 0), 0);
    if (bytes > left) {
      stopped.add(checkpoint.assetId);
      continue;
    }
    left -= bytes;
    for (const hash of more) chosen.add(hash);
  }
  return chosen;
}

/** By what they need with all that they were made on. */
function byNeed(sending: readonly Content[], lacking: ReadonlySet<Hash>): Content[] {
  const needs = new Map<Id, number>();
  const before = new Map<Id, number>();
  const ordered = sending.toSorted((a, b) => a.checkpoint.version - b.checkpoint.version);
  for (const { checkpoint, size, nodes } of ordered) {
    const own = nodes.some((hash) => lacking.has(hash)) ? size + 1 : 1;
    const need = (before.get(checkpoint.assetId) ?? 0) + own;
    before.set(checkpoint.assetId, need);
    needs.set(checkpoint.id, need);
  }
  return ordered.sort((a, b) => (needs.get(a.checkpoint.id) ?? 0) - (needs.get(b.checkpoint.id) ?? 0));
}

/** Marks what is not complete on the studio, and what was made on top of that: it cannot go before. */
async function leaveOut(
  context: SyncContext,
  sending: readonly Content[],
  reason: string,
): Promise<readonly Id[]> {
  const { project } = context;
  const lacking = await lackingOf(context, sending);
  const short = new Set<Id>();
  for (const { checkpoint, nodes, chunks } of sending)
    if ([...nodes, ...chunks].some((hash) => lacking.has(hash))) short.add(checkpoint.id);
  const stopped = new Set<Id>();
  const left = project.checkpoints.outbox().filter(({ id, assetId }) => {
    if (short.has(id)) stopped.add(assetId);
    return stopped.has(assetId);
  });
  project.db.transaction(() => {
    for (const { id } of left) {
      // What was left for later stays that: its lock is asked for first.
      if (project.staging.rejection('checkpoint', id)?.code === 'locked') continue;
      project.staging.reject('checkpoint', id, 'quota', reason);
    }
  });
  return left.map(({ id }) => id);
}
