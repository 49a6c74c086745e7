/** What several of the command line's documents are made of. */
import { z } from 'zod';

export const text = z.string();
export const id = z.string();
export const time = z.iso.datetime().describe('ISO 8601, UTC');
export const count = z.int().nonnegative();
export const bytes = count.describe('Bytes');
export const version = z.int().positive();
export const path = z.string().describe('From the working folder, with /');
const itemKind = z.enum(['asset', 'collection']);

export const LINK = z.object({ id, name: text, studio: text.nullable().describe('Its address') });

export const REFUSED = z.array(z.object({ path, code: text.describe('Stable'), message: text }));
export const WRITTEN = z.object({
  written: z.array(
    z.object({
      path,
      version,
      size: bytes,
      kept: path.optional().describe('Where the edits lie that were given up for it'),
    }),
  ),
  unchanged: z.array(path),
  refused: REFUSED,
});

export const RENAME = z.object({ id, kind: itemKind, from: path, to: path });
export const ENTRY = z.object({
  path,
  name: text,
  kind: z.enum(['asset', 'collection', 'untracked']),
  state: z.enum(['normal', 'modified', 'outdated', 'untracked', 'rebuild', 'metadata-only']),
  flags: z.array(
    z.enum([
      ...(['outdated', 'moved', 'conflict', 'locked', 'rejected', 'unsent', 'shared'] as const),
      ...(['renamed', 'name-refused', 'unreadable'] as const),
    ]),
  ),
  id: id.nullable(),
  base: version.nullable().describe('Version that the working file is based on'),
  latest: version.nullable(),
  assignee: text.nullable(),
  status: text.nullable(),
  type: text.nullable(),
  task: z.boolean(),
  tags: z.array(text),
  description: text,
  size: bytes.nullable(),
  folder: z.boolean().describe('An untracked folder'),
  rename: RENAME.optional(),
});

const PREVIEW = z.object({ hash: text, mediaType: text });
export const CHECKPOINT = z.object({
  version,
  id,
  author: text,
  time,
  comment: text,
  size: bytes,
  status: text,
  contentHash: text.describe('SHA-256, hex'),
  local: z.boolean().describe('All of its content is on this machine'),
  unsent: z.boolean(),
  trashed: z.boolean(),
  preview: PREVIEW.nullable(),
});

const CHOICE = z.enum([
  ...(['rename', 'merge', 'stack-mine', 'stack-theirs', 'restore', 'trash', 'keep', 'theirs'] as const),
  'later',
]);
export const DECISION = z.object({ choice: CHOICE, name: text.optional() });
const SIDE = z.object({
  id,
  path,
  name: text,
  kind: itemKind,
  author: text,
  time,
  versions: count,
  comments: z.array(text),
  size: bytes,
  status: text,
  assignee: text.nullable(),
  children: count,
  preview: PREVIEW.nullable(),
  checkpointId: id.nullable(),
  gone: z.object({ how: z.enum(['trashed', 'purged']), by: text, time }).nullable(),
});
export const CONFLICT = z.object({
  id,
  kind: z.enum([
    ...(['collection-name', 'asset-name', 'file-folder', 'diverged', 'trashed-there'] as const),
    ...(['trashed-here', 'move-cycle', 'lock-lost'] as const),
  ]),
  path,
  parent: id.nullable(),
  choices: z.array(z.object({ name: CHOICE, enabled: z.boolean(), reason: text.optional(), effect: text })),
  mine: SIDE,
  theirs: SIDE,
  suggestion: text,
  decision: DECISION.nullable(),
});

export const SUPERSEDED = z.object({ id, path, field: text, mine: text, theirs: text, time });
export const REJECTED = z.object({
  id,
  path,
  kind: text,
  code: text,
  message: text,
  wayOut: z.enum(['separate', 'rename', 'shorten', 'retry']),
});
export const SYNC = z.object({
  outcome: z.enum(['done', 'conflicts', 'attention']),
  watermark: count,
  pushed: count.describe('Rows'),
  pulled: count.describe('Rows'),
  superseded: z.array(SUPERSEDED),
  rejected: z.array(REJECTED),
  conflicts: z.array(CONFLICT),
  chunks: z.object({
    uploaded: count,
    downloaded: count,
    bytesUp: bytes,
    bytesDown: bytes,
    bytesSaved: bytes.describe('Of new checkpoints, that did not have to travel'),
  }),
});
export const ITEM_KIND = itemKind;
