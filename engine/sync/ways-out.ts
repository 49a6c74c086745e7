/** What can be done about a row that the studio refused, by its kind and the reason. */
import type { WayOut } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import type { Project } from '../project/project.ts';

/** Refusals of a checkpoint that keeping it as an asset of its own gets around. */
const SEPARABLE: readonly string[] = ['locked', 'trashed', 'diverged', 'not-found', 'depends-on-rejected'];
const NAMES: readonly string[] = ['name-taken', 'name-refused'];

export function wayOut(kind: string, code: string): WayOut {
  if (kind === 'checkpoint' && SEPARABLE.includes(code)) return 'separate';
  if (kind === 'checkpoint' && code === 'too-long') return 'shorten';
  return kind === 'item' && NAMES.includes(code) ? 'rename' : 'retry';
}

/** A checkpoint that the studio has was refused for what was done with it, not for what it holds. */
export const refusedKind = (project: Project, kind: string, key: Id): string =>
  kind === 'checkpoint' && (project.checkpoints.get(key)?.rev ?? 0) > 0 ? 'version' : kind;
