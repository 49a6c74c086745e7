/**
 * Which files a scan leaves out: gitignore syntax, from presets and from `.cairnignore` files at any level. Deeper
 * ones have the last word, so `!pattern` takes back what a preset or a file above says; but as in git, nothing below
 * an ignored folder can be taken back. Unlike git, case is ignored, because names that differ only in case are one
 * name in a project.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { IGNORE_PRESETS } from './ignore-presets.ts';
import { compileNames } from './name-patterns.ts';
import { isTemporaryName } from './temporary.ts';

export const IGNORE_FILE = '.cairnignore';
/** Bytes. A larger file is no ignore file. */
const MAX_IGNORE_FILE = 1024 * 1024;

/** In one line. */
const MOST_DOUBLE_STARS = 3;

/** What one set of rules says of an entry: true leaves it out, false takes it back, undefined says nothing. */
type Level = (path: string, name: string, isFolder: boolean) => boolean | undefined;

/** @param prefix path of the folder whose rules these are, with a trailing `/`; '' for the root. */
function fileLevel(prefix: string, text: string): Level {
  const rules: Ignore = ignore().add(text);
  return (path, _name, isFolder) => {
    const tested = path.slice(prefix.length);
    const result = rules.test(isFolder ? `${tested}/` : tested);
    if (result.ignored) return true;
    return result.unignored ? false : undefined;
  };
}

/** Presets of an engine's project: folders right below it. */
function projectLevel(prefix: string, presets: string): Level {
  const names = compileNames(presets.replaceAll(/^\//gmu, ''));
  return (path, name, isFolder) =>
    isFolder && path.length === prefix.length + name.length && names(name, true) ? true : undefined;
}

/** The rules in force in one folder. Immutable: entering a subfolder makes another. */
export class IgnoreRules {
  readonly #levels: readonly Level[];

  private constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  /** The presets alone: the working folder itself is then entered by {@link inside} like any other. */
  static presets(): IgnoreRules {
    const names = compileNames(IGNORE_PRESETS);
    return new IgnoreRules([(_path, name, isFolder) => (names(name, isFolder) ? true : undefined)]);
  }

  /**
   * The rules inside the folder `path`.
   * @param text of its own ignore file, or ''; has the last word.
   * @param presets for a folder like this; has the first word, so that any ignore file can take it back.
   */
  inside(path: string, text: string, presets: string): IgnoreRules {
    const prefix = path === '' ? '' : `${path}/`;
    const before = presets === '' ? [] : [projectLevel(prefix, presets)];
    const after = text === '' ? [] : [fileLevel(prefix, text)];
    return before.length + after.length === 0
      ? this
      : new IgnoreRules([...before, ...this.#levels, ...after]);
  }

  /** Whether an entry of this folder is left out. `path` is relative to the working folder, `name` its last part. */
  ignores(path: string, name: string, isFolder: boolean): boolean {
    if (name.startsWith('.') && (name.toLowerCase() === '.cairn' || isTemporaryName(name))) return true;
    let ignored = false;
    for (const level of this.#levels) ignored = level(path, name, isFolder) ?? ignored;
    return ignored;
  }
}

/**
 * `text`, if every line of it can be tested quickly: each further `**` multiplies the ways in which a deep path can be
 * tried by its depth.
 * @throws {Error} naming the line
 */
export function requireQuick(text: string): string {
  for (const [index, line] of text.split('\n').entries()) {
    const stars = line.startsWith('#') ? 0 : (line.match(/\*\*/gu)?.length ?? 0);
    if (stars > MOST_DOUBLE_STARS)
      throw new Error(`line ${index + 1} has more than ${MOST_DOUBLE_STARS} "**"`);
  }
  return text;
}

/**
 * Text of the ignore file in `folder` (absolute), or undefined where there is none.
 * @throws where it is there but cannot be read, is no regular file, is too large or {@link requireQuick} refuses it.
 */
export function readIgnoreFile(folder: string): string | undefined {
  const path = join(folder, IGNORE_FILE);
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new Error('not a regular file');
    if (stats.size > MAX_IGNORE_FILE) throw new Error('too large for an ignore file');
    const text = Buffer.alloc(stats.size);
    let length = 0;
    for (let read = 1; read > 0 && length < text.length; length += read) {
      read = readSync(file, text, length, text.length - length, length);
    }
    return requireQuick(text.toString('utf8', 0, length));
  } finally {
    closeSync(file);
  }
}
