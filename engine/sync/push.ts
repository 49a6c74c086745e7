/**
 * A sync that is `pushing`: the outbox to the studio.
 *
 * The request is written to the project file before it is sent, and sent again under its id until an answer was
 * applied. So a lost answer is told from a lost request, and what was edited after the request was made stays unsent.
 */
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_MESSAGE_BYTES, MAX_PUSH_CHANGES } from '../../proto/limits.ts';
import type { Conflict } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import { newId } from '../ids.ts';
import type { Project } from '../project/project.ts';
import { readStored } from '../project/stored.ts';
import { acknowledge } from './acknowledge.ts';
import { report, type SyncContext } from './context.ts';
import { heldBack, type OutboxEntry, outbox, purgeOutbox } from './outbox.ts';
import { applyStaged } from './pull.ts';
import { isRefusedWhole, Refusals } from './refusals.ts';
import { settleBroken } from './settle-broken.ts';
import { unsentKeys } from './work.ts';

export type PushOutcome = { readonly behind: boolean; readonly conflicts: readonly Conflict[] };

/** Bytes of the changes in one push. The rest of what a studio takes is for what is around them. */
const MOST_BYTES = MAX_MESSAGE_BYTES / 2;

const DONE: PushOutcome = { behind: false, conflicts: [] };

/** Sends everything once, in pushes of bounded size. Stops where others pushed in between. */
export async function pushOutbox(
  context: SyncContext,
  sendable: (checkpointId: Id) => boolean,
): Promise<PushOutcome> {
  const { project } = context;
  forgetSettled(project);
  const waiting = heldBack(project).size;
  const sent = await pushEntries(context, outbox(project, sendable));
  if (waiting === 0 || sent.behind || sent.conflicts.length > 0) return sent;
  // What had to leave a purged tree has left it now, or was refused.
  return heldBack(project).size < waiting ? pushEntries(context, purgeOutbox(project)) : sent;
}

async function pushEntries(context: SyncContext, entries: readonly OutboxEntry[]): Promise<PushOutcome> {
  const { staging, db } = context.project;
  const refusals = new Refusals(context.project);
  const parts = [...partsOf(...refusals.apart(entries))];
  let done = 0;
  try {
    for (let part = parts.shift(); part; part = parts.shift()) {
      report(context, 'push', done, entries.length, 'rows');
      const request = {
        pushId: newId(),
        baseRevision: context.project.watermark,
        changes: part.map((entry) => entry.change),
      };
      const payload = cairn.v1.PushRequest.encode(request).finish();
      db.transaction(() => staging.setOutgoing(request.pushId, payload));
      try {
        const outcome = await send(context, payload);
        if (outcome.behind || outcome.conflicts.length > 0) return outcome;
      } catch (error) {
        if (!isRefusedWhole(error)) throw error;
        db.transaction(() => staging.clearOutgoing());
        parts.unshift(...refusals.smaller(part, error));
        if (part.length > 1) continue;
      }
      done += part.length;
    }
    return DONE;
  } finally {
    refusals.mark();
  }
}

/** As many at a time as a studio takes, by number and by bytes; groups apart from each other. */
function* partsOf(...groups: readonly (readonly OutboxEntry[])[]): Generator<OutboxEntry[]> {
  for (const group of groups) yield* partsOfOne(group);
}

function* partsOfOne(entries: readonly OutboxEntry[]): Generator<OutboxEntry[]> {
  let part: OutboxEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const { len } = cairn.v1.Change.encode(entry.change);
    if (part.length > 0 && (part.length >= MAX_PUSH_CHANGES || bytes + len > MOST_BYTES)) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(entry);
    bytes += len;
  }
  if (part.length > 0) yield part;
}

/** A mark goes with its row: what was taken back, or went through another way, needs no attention any more. */
function forgetSettled(project: Project): void {
  const marks = project.staging.rejected();
  if (marks.length === 0) return;
  const unsent = unsentKeys(project);
  project.db.transaction(() => {
    for (const { kind, key } of marks) {
      if (!unsent.has(`${kind}:${key}`)) project.staging.clearRejected(kind, key);
    }
  });
}

/** Sends again what an earlier sync may have sent without hearing the answer. */
export async function resendOutgoing(context: SyncContext): Promise<PushOutcome> {
  const { staging, db } = context.project;
  const outgoing = staging.outgoing();
  if (!outgoing) return DONE;
  try {
    return await send(context, outgoing.payload);
  } catch (error) {
    if (!isRefusedWhole(error)) throw error;
    // What the studio cannot read was never done; its rows are in the outbox still, and go in parts.
    db.transaction(() => staging.clearOutgoing());
    return DONE;
  }
}

async function send(context: SyncContext, payload: Uint8Array): Promise<PushOutcome> {
  const { project, studio, signal } = context;
  const request = readStored('a push', () => cairn.v1.PushRequest.decode(payload));
  const response = await studio
    .push(request, signal)
    .catch((error: unknown) => settleBroken(context, request, payload.length, error));
  if (response.behind) {
    project.db.transaction(() => project.staging.clearOutgoing());
    return { behind: true, conflicts: [] };
  }
  project.db.transaction(() => acknowledge(project, request, response));
  context.tally.pushed += request.changes.length - response.results.length;
  const pulled = context.tally.pulled;
  const conflicts = await applyStaged(context);
  context.tally.pulled = pulled;
  return { behind: false, conflicts };
}
