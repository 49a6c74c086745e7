/**
 * Text for people, without VS Code: whoever needs words is given a `Translate` (in the extension,
 * `vscode.l10n.t`; in tests, `plain`). `{0}`, `{1}` … are replaced by the arguments.
 */
export type Translate = (text: string, ...args: (string | number)[]) => string;

/** English, as written in the source. */
export const plain: Translate = (text, ...args) =>
  text.replace(/\{(\d+)\}/gu, (whole, index: string) => String(args[Number(index)] ?? whole));

/** The last component of a tree path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The tree path above `path`; '' for what lies at the top. */
export const parentPath = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export const joinPath = (parent: string, name: string): string =>
  parent === '' ? name : `${parent}/${name}`;
