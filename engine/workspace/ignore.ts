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
import { isTemporaryName } from './temporary.ts';

export const IGNORE_FILE = '.cairnignore';
/** Bytes. A larger file is no ignore file. */
const MAX_IGNORE_FILE = 1024 * 1024;

interface Level {
  /** Path of the folder whose rules these are, with a trailing `/`; '' for the root. */
  readonly prefix: string;
  readonly rules: Ignore;
  /** No pattern has a slash inside: the name alone decides, which is several times as fast. */
  readonly byName: boolean;
}

const compile = (text: string): Ignore => ignore().add(text);

/** The rules in force in one folder. Immutable: entering a subfolder makes another. */
export class IgnoreRules {
  readonly #levels: readonly Level[];

  private constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  /** The presets alone: the working folder itself is then entered by {@link inside} like any other. */
  static presets(): IgnoreRules {
    return new IgnoreRules([{ prefix: '', rules: compile(IGNORE_PRESETS), byName: true }]);
  }

  /**
   * The rules inside the folder `path`.
   * @param text of its own ignore file, or ''; has the last word.
   * @param presets for a folder like this; has the first word, so that any ignore file can take it back.
   */
  inside(path: string, text: string, presets: string): IgnoreRules {
    const prefix = path === '' ? '' : `${path}/`;
    const before = presets === '' ? [] : [{ prefix, rules: compile(presets), byName: false }];
    const after = text === '' ? [] : [{ prefix, rules: compile(text), byName: false }];
    return before.length + after.length === 0
      ? this
      : new IgnoreRules([...before, ...this.#levels, ...after]);
  }

  /** Whether an entry of this folder is left out. `path` is relative to the working folder. */
  ignores(path: string, isFolder: boolean): boolean {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name.toLowerCase() === '.cairn' || isTemporaryName(name)) return true;
    let ignored = false;
    for (const { prefix, rules, byName } of this.#levels) {
      const tested = byName ? name : path.slice(prefix.length);
      const result = rules.test(isFolder ? `${tested}/` : tested);
      if (result.ignored) ignored = true;
      else if (result.unignored) ignored = false;
    }
    return ignored;
  }
}

/**
 * Text of the ignore file in `folder` (absolute), or undefined where there is none.
 * @throws where it is there but cannot be read, is no regular file or is too large.
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
    return text.toString('utf8', 0, length);
  } finally {
    closeSync(file);
  }
}
