/** What commands on a project print with `--json`. */
import { z } from 'zod';
import * as part from './parts.ts';

const { bytes, count, id, path, text, time, version } = part;

const RECORDED = z.object({
  checkpoints: z.array(z.object({ path, id, version, size: bytes, bytesStored: bytes })),
  unchanged: z.array(path),
  refused: part.REFUSED,
  sync: part.SYNC.optional().describe('With --sync'),
});
const OPENED = z.object({ project: part.LINK, folder: text.describe('Absolute') });
const SETTLED = z.object({
  settled: z.array(
    z.object({
      id,
      did: z.enum(['again', 'separated', 'renamed', 'shortened', 'taken-back', 'forgotten']),
      path,
    }),
  ),
});
const ASSIGNED = z.object({ path, assignee: text.nullable() });

export const PROJECT_OUTPUTS = {
  init: OPENED,
  publish: OPENED,
  clone: OPENED.extend({ rebuilt: part.WRITTEN.nullable() }),
  status: z.object({
    project: part.LINK,
    unsent: count,
    watermark: count,
    counts: z.record(text, count),
    conflicts: count,
    toPull: count,
    renames: z.array(part.RENAME),
    lastSync: time.nullable(),
    assets: z.array(part.ENTRY),
  }),
  track: RECORDED,
  checkpoint: RECORDED,
  sync: part.SYNC,
  'sync --dry-run': z.object({
    dryRun: z.literal(true),
    push: z.array(z.object({ path, kind: text })),
    pull: count,
    conflicts: z.array(part.CONFLICT),
    bytesUp: bytes,
    bytesDown: bytes,
  }),
  conflicts: z.object({ conflicts: z.array(part.CONFLICT) }),
  resolve: z.object({
    resolved: z.array(z.object({ id, decision: part.DECISION.nullable() })),
    undecided: count,
  }),
  attention: z.object({ rejected: z.array(part.REJECTED), superseded: z.array(part.SUPERSEDED) }),
  'attention apply': SETTLED,
  'attention discard': SETTLED,
  pull: part.WRITTEN,
  rebuild: part.WRITTEN,
  revert: part.WRITTEN,
  free: part.WRITTEN,
  log: z.object({ path, checkpoints: z.array(part.CHECKPOINT).describe('The newest first') }),
  'trash list': z.object({
    items: z.array(z.object({ id, path, kind: part.ITEM_KIND, by: text, at: time })),
  }),
  'trash restore': z.object({ path }),
  'trash purge': z.object({ purged: id }),
  'trash keep': z.object({ trashDays: version.nullable() }),
  'trash keep --dry-run': z.object({
    items: count,
    checkpoints: count,
    trashed: z.array(z.object({ id, name: text, time })),
    refused: z.array(z.object({ id, name: text, reason: text })),
    days: version,
    dryRun: z.literal(true),
  }),
  mkdir: z.object({ path, shared: z.boolean() }),
  mv: z.object({ from: path, to: path, declined: z.literal(true).optional() }),
  rm: z.object({ trashed: z.array(path) }),
  assign: ASSIGNED,
  unassign: ASSIGNED,
  set: z.object({
    path,
    status: text.optional(),
    type: text.optional(),
    task: z.boolean().optional(),
    shared: z.boolean().optional(),
    description: text.optional(),
  }),
  tag: z.object({ path, added: z.array(text), removed: z.array(text) }),
  depend: z.object({ path, on: z.array(path), off: z.array(path) }),
  verify: z.object({
    ok: z.boolean(),
    problems: z.array(z.object({ code: text, message: text })),
    repaired: count.describe('Versions that are whole again'),
    checked: z.object({ chunks: count, bytes, checkpoints: count }),
  }),
  gc: z.object({ chunks: count, bytes, dryRun: z.boolean() }),
  export: z.object({ file: text.describe('Absolute'), chunks: count, bytes }),
};
