/** Paths of items, relative to the working folder: names with `/` between them. '' is the working folder itself. */

/** The last component. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The path of what it lies in; '' at the top. */
export const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

export const joinPath = (parent: string, name: string): string =>
  parent === '' ? name : `${parent}/${name}`;

/** The path of something else in the same place. */
export const beside = (path: string, name: string): string => joinPath(parentOf(path), name);
