/** PATH arguments: from what was typed to the project's own spelling. */
import nodePath from 'node:path';
import { CairnError } from '../engine/errors.ts';

export interface Place {
  /** The working folder, absolute. */
  readonly folder: string;
  /** Where relative paths start, absolute. */
  readonly cwd: string;
  /** The platform's path rules. */
  readonly path?: nodePath.PlatformPath;
}

/**
 * The project-relative path with `/`; '' is the working folder itself. `trash:ID` names a trashed item and passes
 * through.
 * @throws {CairnError} `usage` where the path is outside the working folder.
 */
export function toProjectPath(place: Place, argument: string): string {
  if (argument.startsWith('trash:')) return argument;
  const path = place.path ?? nodePath;
  const relative = path.relative(place.folder, path.resolve(place.cwd, argument));
  const parts = relative.split(path.sep);
  if (path.isAbsolute(relative) || parts[0] === '..') {
    throw new CairnError('usage', `"${argument}" is outside the working folder ${place.folder}.`, {
      path: argument,
      folder: place.folder,
    });
  }
  return parts.join('/');
}

/** Where `mv` moves to: a path that ends in a slash is the collection to move into. */
export function moveTarget(from: string, to: string, typed: string): string {
  if (!/[/\\]$/u.test(typed)) return to;
  const name = from.slice(from.lastIndexOf('/') + 1);
  return to === '' ? name : `${to}/${name}`;
}
