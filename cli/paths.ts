/** PATH arguments: from what was typed to the project's own spelling. */
import { realpathSync } from 'node:fs';
import nodePath from 'node:path';
import { CairnError } from '../engine/errors.ts';

export interface Place {
  /** The working folder, absolute. */
  readonly folder: string;
  /** Where relative paths start, absolute. */
  readonly cwd: string;
  /** The platform's path rules. */
  readonly path?: nodePath.PlatformPath;
  /** A folder without the links on its way. */
  readonly real?: (folder: string) => string;
}

/**
 * What was typed, which must be something: an empty word, as a shell makes of a variable that is not set, would otherwise mean the current folder
 * with all that it holds.
 * @throws {CairnError} `usage`
 */
export function given(argument: string): string {
  if (argument !== '') return argument;
  throw new CairnError('usage', 'An empty word is no path; "." is the current folder. Nothing was done.');
}

/** Of a folder that is not there, the part that is. */
export function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    const above = nodePath.dirname(folder);
    return above === folder ? folder : nodePath.join(realFolder(above), nodePath.basename(folder));
  }
}

/**
 * The project-relative path with `/`; '' is the working folder itself. `trash:ID` names a trashed item and passes
 * through.
 * @throws {CairnError} `usage` where the path is outside the working folder.
 */
export function toProjectPath(place: Place, argument: string): string {
  if (given(argument).startsWith('trash:')) return argument;
  const path = place.path ?? nodePath;
  const typed = path.resolve(place.cwd, argument);
  const found = inside(path, place.folder, typed) ?? byAnotherWay(path, place, typed);
  if (!found) {
    throw new CairnError('usage', `"${argument}" is outside the working folder ${place.folder}.`, {
      path: argument,
      folder: place.folder,
    });
  }
  return found.join('/');
}

function inside(path: nodePath.PlatformPath, folder: string, file: string): string[] | undefined {
  const relative = path.relative(folder, file);
  const parts = relative.split(path.sep);
  return path.isAbsolute(relative) || parts[0] === '..' ? undefined : parts;
}

/**
 * A shell's `$PWD` and paths from elsewhere may lead to the working folder by a link, where the system tells the current folder without. The last
 * name is left as it is: that it is a link itself is for others to judge.
 */
function byAnotherWay(path: nodePath.PlatformPath, place: Place, typed: string): string[] | undefined {
  const { real } = place;
  if (!real) return undefined;
  const folder = real(place.folder);
  const file = path.join(real(path.dirname(typed)), path.basename(typed));
  return inside(path, folder, file) ?? (real(typed) === folder ? [''] : undefined);
}

/** Where `mv` moves to: a path that ends in a slash is the collection to move into. */
export function moveTarget(from: string, to: string, typed: string): string {
  if (!/[/\\]$/u.test(typed)) return to;
  const name = from.slice(from.lastIndexOf('/') + 1);
  return to === '' ? name : `${to}/${name}`;
}
