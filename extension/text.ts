/** Paths of the tree as text. */

/** The last component of a tree path. */
export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The tree path above `path`; '' for what lies at the top. */
export const parentPath = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export const joinPath = (parent: string, name: string): string =>
  parent === '' ? name : `${parent}/${name}`;
