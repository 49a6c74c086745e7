/** File system errors in the engine's words. */
import { english, type Said, said } from '../domain/said.ts';
import { CairnError, type ErrorCode } from '../errors.ts';

type Meaning = readonly [ErrorCode, Said];
const LOCKED: Meaning = ['file-locked', said`another program holds the file open`];

const CODES: Record<string, Meaning> = {
  ENOSPC: ['disk-full', said`the disk is full`],
  EDQUOT: ['disk-full', said`the disk quota is used up`],
  EFBIG: ['disk-full', said`the file is larger than this disk can hold`],
  EROFS: ['read-only', said`the disk is read-only`],
  EACCES: ['read-only', said`no permission to write there`],
  EPERM: ['read-only', said`the system does not permit it`],
  EBUSY: LOCKED,
  ETXTBSY: ['file-locked', said`another program runs or holds the file`],
  ENOENT: ['folder-gone', said`the folder is gone`],
  ENOTDIR: ['file-in-the-way', said`a file is where a folder should be`],
  EEXIST: ['file-in-the-way', said`something is there already`],
  ENOTEMPTY: ['file-in-the-way', said`something is there already`],
  EISDIR: ['file-in-the-way', said`a folder is in the way`],
  ELOOP: ['outside-folder', said`a symbolic link is in the way`],
  ENAMETOOLONG: ['name-refused', said`the path is too long for this disk`],
  EXDEV: ['usage', said`the two places are on different disks`],
  EINVAL: ['usage', said`the system refuses the operation`],
  ENODEV: ['folder-gone', said`the disk is gone`],
  ENXIO: ['folder-gone', said`the disk is gone`],
  ESTALE: ['folder-gone', said`the network drive is gone`],
  EIO: ['unexpected', said`the disk reports an error`],
};

/** What Windows says of a file that another program holds open. */
const WINDOWS_LOCKED = new Set(['EPERM', 'EACCES', 'EBUSY', 'ETXTBSY']);

export const errnoOf = (error: unknown): string | undefined => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return error instanceof CairnError || typeof code !== 'string' ? undefined : code;
};

/** What was tried, and why it cannot be: a sentence each, because languages put them in orders of their own. */
const CANNOT = {
  write: (path: string, why: Said) => said`Cannot write ${path}: ${why}`,
  'look at': (path: string, why: Said) => said`Cannot look at ${path}: ${why}`,
  open: (path: string, why: Said) => said`Cannot open ${path}: ${why}`,
  'open the folder': (path: string, why: Said) => said`Cannot open the folder ${path}: ${why}`,
  'keep a copy of': (path: string, why: Said) => said`Cannot keep a copy of ${path}: ${why}`,
  'rename to': (path: string, why: Said) => said`Cannot rename to ${path}: ${why}`,
  remove: (path: string, why: Said) => said`Cannot remove ${path}: ${why}`,
} as const;

/**
 * `error` as a CairnError about `path`; one that is none of the file system's is handed back as it is.
 */
export function fsError(
  error: unknown,
  path: string,
  doing: keyof typeof CANNOT,
  platform = process.platform,
): unknown {
  const errno = errnoOf(error);
  if (errno === undefined) return error;
  const locked = platform === 'win32' && WINDOWS_LOCKED.has(errno);
  const [code, why] = locked ? LOCKED : (CODES[errno] ?? ['unexpected', { template: errno, parts: [] }]);
  return new CairnError(code, CANNOT[doing](path, why), { path, reason: english(why), errno }, error);
}
