/** Trees on the disk: how large, whether equal, and one laid over another. */
import {
  type BigIntStats,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Relative paths of all files below `folder`, sorted, with `/`. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
}

/** Bytes of all files below `path` by their length, or of the file; 0 where there is none. */
export function bytesBelow(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return found?.size ?? 0;
  const linked = new Set<bigint>();
  let bytes = 0n;
  for (const file of filesBelow(path)) {
    const stat: BigIntStats = lstatSync(join(path, file), { bigint: true });
    if (linked.has(stat.ino)) continue;
    linked.add(stat.ino);
    bytes += stat.size;
  }
  return Number(bytes);
}

export interface Change {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** Of both kinds. */
  readonly bytes: number;
}

/** Copies what is new or differs below `from` over `to`; files that are equal keep their time. */
export function layOver(from: string, to: string): Change {
  const [added, changed]: [string[], string[]] = [[], []];
  let bytes = 0;
  for (const path of filesBelow(from)) {
    const [source, target] = [join(from, path), join(to, path)];
    const old = statSync(target, { throwIfNoEntry: false });
    if (old && sameContent(source, target)) continue;
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(source, target);
    (old ? changed : added).push(path);
    bytes += statSync(target).size;
  }
  return { added, changed, bytes };
}

export function sameContent(a: string, b: string): boolean {
  return statSync(a).size === statSync(b).size && readFileSync(a).equals(readFileSync(b));
}

/** The first file of `expected` that `actual` lacks or holds with other bytes. */
export function firstDifference(
  expected: string,
  actual: string,
  leaveOut: readonly string[],
): string | undefined {
  return filesBelow(expected)
    .filter((path) => !leaveOut.includes(path.split('/')[0]!))
    .find((path) => {
      const there = statSync(join(actual, path), { throwIfNoEntry: false });
      return !there || !sameContent(join(expected, path), join(actual, path));
    });
}
