/** Renames of folders, told from the paths of what lies in them. */

export interface FolderPair {
  readonly from: string;
  readonly to: string;
}

/** The outermost folders of two paths that differ in name or place alone: `a/b/c.png`, `x/b/c.png` → `a`, `x`; `a/c.png`, `x/a/c.png` → `a`, `x/a`. */
export function folderPair(from: string, to: string): FolderPair | undefined {
  const [a, b] = [from.split('/'), to.split('/')];
  const most = Math.min(a.length, b.length) - 1;
  let same = 0;
  while (same < most && a.at(-1 - same) === b.at(-1 - same)) same++;
  if (same === 0) return undefined;
  return { from: a.slice(0, a.length - same).join('/'), to: b.slice(0, b.length - same).join('/') };
}
