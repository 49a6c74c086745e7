/**
 * The messages between the conflict page and the extension. Both sides decode what arrives with these schemas.
 *
 * The page is `dist/webview.js` (an ES module) alone: it brings its styles as constructed style sheets and shows
 * previews as data URLs, so this policy is enough:
 * `default-src 'none'; script-src 'nonce-…'; img-src data:; font-src 'none'`.
 */
// The small build of zod: the page is loaded each time it opens.
import * as z from 'zod/mini';
import type { Conflict } from '../engine/api.ts';

const choice = z.enum([
  'rename',
  'merge',
  'stack-mine',
  'stack-theirs',
  'restore',
  'trash',
  'keep',
  'theirs',
  'later',
]);
const decision = z.object({ choice, name: z.optional(z.string().check(z.maxLength(1_000))) });
/** Null takes the decision back. */
const resolution = z.object({ conflictId: z.string(), decision: z.nullable(decision) });

export const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.extend(resolution, { type: z.literal('resolve') }),
  /** Apply to all of this kind: one message, to be answered with one state. */
  z.object({ type: z.literal('resolve-all'), decisions: z.array(resolution).check(z.maxLength(100_000)) }),
  z.object({
    type: z.literal('check-name'),
    conflictId: z.string(),
    name: z.string().check(z.maxLength(1_000)),
  }),
  z.object({ type: z.literal('preview'), checkpointId: z.string() }),
  /** All versions of both sides. */
  z.object({ type: z.literal('history'), conflictId: z.string() }),
  /** All conflicts are decided: go on with the sync. */
  z.object({ type: z.literal('continue') }),
]);
export type ToHost = z.infer<typeof toHost>;

const side = z.object({
  id: z.string(),
  path: z.string(),
  name: z.string(),
  kind: z.enum(['asset', 'collection']),
  author: z.string(),
  time: z.number(),
  versions: z.number(),
  comments: z.array(z.string()),
  size: z.number(),
  status: z.string(),
  assignee: z.nullable(z.string()),
  children: z.number(),
  preview: z.nullable(z.object({ hash: z.string(), mediaType: z.string() })),
  checkpointId: z.nullable(z.string()),
  gone: z.nullable(z.object({ how: z.enum(['trashed', 'purged']), by: z.string(), time: z.number() })),
});

const version = z.object({
  version: z.number(),
  id: z.string(),
  author: z.string(),
  time: z.number(),
  comment: z.string(),
  size: z.number(),
  status: z.string(),
  unsent: z.boolean(),
  preview: z.nullable(z.object({ hash: z.string(), mediaType: z.string() })),
});
/** A version of one side. */
export type SideVersion = z.infer<typeof version>;

const conflict = z.object({
  id: z.string(),
  kind: z.enum([
    'collection-name',
    'asset-name',
    'file-folder',
    'diverged',
    'trashed-there',
    'trashed-here',
    'move-cycle',
    'lock-lost',
  ]),
  path: z.string(),
  parent: z.nullable(z.string()),
  choices: z.array(
    z.object({ name: choice, enabled: z.boolean(), reason: z.optional(z.string()), effect: z.string() }),
  ),
  mine: side,
  theirs: side,
  suggestion: z.string(),
  decision: z.nullable(decision),
}) as unknown as z.ZodMiniType<Conflict>;

export const toPage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('state'),
    project: z.string(),
    conflicts: z.array(conflict),
    syncing: z.boolean(),
    error: z.nullable(z.string()),
  }),
  z.object({
    type: z.literal('name-checked'),
    conflictId: z.string(),
    name: z.string(),
    problem: z.nullable(z.string()),
  }),
  z.object({
    type: z.literal('history'),
    conflictId: z.string(),
    mine: z.array(version),
    theirs: z.array(version),
  }),
  /** It could not be had. */
  z.object({ type: z.literal('no-history'), conflictId: z.string() }),
  z.object({
    type: z.literal('preview'),
    checkpointId: z.string(),
    mediaType: z.string(),
    base64: z.string(),
  }),
]);

export type ToPage =
  | { type: 'state'; project: string; conflicts: readonly Conflict[]; syncing: boolean; error: string | null }
  | { type: 'name-checked'; conflictId: string; name: string; problem: string | null }
  | {
      type: 'history';
      conflictId: string;
      mine: readonly SideVersion[];
      theirs: readonly SideVersion[];
    }
  | { type: 'no-history'; conflictId: string }
  | { type: 'preview'; checkpointId: string; mediaType: string; base64: string };
