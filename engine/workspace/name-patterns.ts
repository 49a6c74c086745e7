/**
 * Gitignore patterns that speak of names alone (no slash inside, no `!`), as one test of a name. A list of them is
 * asked of every entry of a scan; the general matcher would take each pattern in turn and cost more than the disk.
 */

/** Whether the name of a file, or of a folder, is one of the patterns'. */
export type NameTest = (name: string, isFolder: boolean) => boolean;

interface Group {
  readonly exact: Set<string>;
  readonly globs: string[];
}

const newGroup = (): Group => ({ exact: new Set(), globs: [] });

/** @param text patterns a line, with comments. Case is ignored. */
export function compileNames(text: string): NameTest {
  const [any, folders] = [newGroup(), newGroup()];
  for (const line of text.split('\n')) {
    const pattern = line.trimEnd();
    if (pattern === '' || pattern.startsWith('#')) continue;
    const group = pattern.endsWith('/') ? folders : any;
    const name = pattern.replace(/\/$/u, '').toLowerCase();
    if (/[*?[\]\\]/u.test(name)) group.globs.push(sourceOf(name));
    else group.exact.add(name);
  }
  const [anyTest, folderTest] = [testOf(any), testOf(folders)];
  return (name, isFolder) => {
    const folded = name.toLowerCase();
    return anyTest(folded) || (isFolder && folderTest(folded));
  };
}

function testOf({ exact, globs }: Group): (folded: string) => boolean {
  if (globs.length === 0) return (folded) => exact.has(folded);
  const glob = new RegExp(globs.join('|'), 'su');
  return (folded) => exact.has(folded) || glob.test(folded);
}

/** `*` at an end needs no expression: the test is then open there, which is much faster. */
function sourceOf(glob: string): string {
  const open = glob.startsWith('*');
  const endless = glob.endsWith('*');
  const inner = glob.slice(open ? 1 : 0, endless ? -1 : undefined);
  const body = inner.replace(/\[[^\]]*\]|[*?]|[^*?[\]]+/gu, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    return part.startsWith('[') ? part : part.replace(/[\\^$.|+(){}/]/gu, '\\$&');
  });
  return `${open ? '' : '^'}${body}${endless ? '' : '$'}`;
}
