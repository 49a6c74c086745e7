/** Whether an error of the file system says that there is nothing of that name: no more is taken for "none", as what may not be looked at. */
export const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
