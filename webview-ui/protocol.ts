/** The messages between the conflict page and the extension. Both sides decode what arrives with these schemas. */
import { z } from 'zod';
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
const decision = z.object({ choice, name: z.string().max(1_000).optional() });

export const toHost = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** Null takes the decision back. */
  z.object({ type: z.literal('resolve'), conflictId: z.string(), decision: decision.nullable() }),
  z.object({ type: z.literal('check-name'), conflictId: z.string(), name: z.string().max(1_000) }),
  z.object({ type: z.literal('preview'), checkpointId: z.string() }),
  /** All conflicts are decided: go on with the sync. */
  z.object({ type: z.literal('continue') }),
]);
export type ToHost = z.infer<typeof toHost>;

export type ToPage =
  | { type: 'state'; project: string; conflicts: readonly Conflict[]; syncing: boolean; error: string | null }
  | { type: 'name-checked'; conflictId: string; name: string; problem: string | null }
  | { type: 'preview'; checkpointId: string; mediaType: string; base64: string };
