/** What a sync may do in a working folder. */
import { lstatSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { Effect } from './os/program.ts';

const WATCHED = ['sync', 'interrupted-sync', 'plan', 'resolve'];

/** A sync writes no working file: it may rename them, and make and remove folders for that. @returns what it may not do */
export function effectProblem(
  folder: string,
  task: string,
  effect: Effect,
  target: string,
  other: string | undefined,
  spareNames: (ino: number) => number,
): string | undefined {
  if (!WATCHED.includes(task)) return undefined;
  if (!target.startsWith(folder + sep) || target.startsWith(join(folder, '.cairn'))) return undefined;
  const fine =
    effect === 'folder' ||
    effect === 'link' ||
    effect === 'flush' ||
    (effect === 'remove' && isElsewhere(target, spareNames)) ||
    (effect === 'rename' && other !== undefined && isFree(target, other));
  return fine ? undefined : `a ${task} does ${effect} to ${target}`;
}

const statOf = (path: string) => lstatSync(path, { throwIfNoEntry: false });

/** Removing this name removes no file: it is a folder, or one of the names of a file, or nothing. */
function isElsewhere(path: string, spareNames: (ino: number) => number): boolean {
  const found = statOf(path);
  return !found || found.isDirectory() || found.nlink - spareNames(found.ino) > 1;
}

function isFree(from: string, to: string): boolean {
  const [a, b] = [statOf(from), statOf(to)];
  if (!b || a?.ino === b.ino) return true;
  return b.isDirectory() && readdirSync(to).length === 0;
}
