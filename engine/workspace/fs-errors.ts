/** File system errors in the engine's words. */
import { CairnError, type ErrorCode } from '../errors.ts';

type Meaning = readonly [ErrorCode, string];
const LOCKED: Meaning = ['file-locked', 'another program holds the file open'];

const CODES: Record<string, Meaning> = {
  ENOSPC: ['disk-full', 'the disk is full'],
  EDQUOT: ['disk-full', 'the disk quota is used up'],
  EFBIG: ['disk-full', 'the file is larger than this disk can hold'],
  EROFS: ['read-only', 'the disk is read-only'],
  EACCES: ['read-only', 'no permission to write there'],
  EPERM: ['read-only', 'the system does not permit it'],
  EBUSY: LOCKED,
  ETXTBSY: ['file-locked', 'another program runs or holds the file'],
  ENOENT: ['folder-gone', 'the folder is gone'],
  ENOTDIR: ['file-in-the-way', 'a file is where a folder should be'],
  EEXIST: ['file-in-the-way', 'something is there already'],
  ENOTEMPTY: ['file-in-the-way', 'something is there already'],
  EISDIR: ['file-in-the-way', 'a folder is in the way'],
  ELOOP: ['outside-folder', 'a symbolic link is in the way'],
  ENAMETOOLONG: ['name-refused', 'the path is too long for this disk'],
  EXDEV: ['usage', 'the two places are on different disks'],
  EINVAL: ['usage', 'the system refuses the operation'],
  ENODEV: ['folder-gone', 'the disk is gone'],
  ENXIO: ['folder-gone', 'the disk is gone'],
  ESTALE: ['folder-gone', 'the network drive is gone'],
  EIO: ['unexpected', 'the disk reports an error'],
};

/** What Windows says of a file that another program holds open. */
const WINDOWS_LOCKED = new Set(['EPERM', 'EACCES', 'EBUSY', 'ETXTBSY']);

export const errnoOf = (error: unknown): string | undefined => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return error instanceof CairnError || typeof code !== 'string' ? undefined : code;
};

/**
 * `error` as a CairnError about `path`; one that is none of the file system's is handed back as it is.
 * @param doing what was tried, as in "Cannot write".
 */
export function fsError(error: unknown, path: string, doing: string, platform = process.platform): unknown {
  const errno = errnoOf(error);
  if (errno === undefined) return error;
  const locked = platform === 'win32' && WINDOWS_LOCKED.has(errno);
  const [code, text] = locked ? LOCKED : (CODES[errno] ?? ['unexpected', errno]);
  return new CairnError(code, `Cannot ${doing} ${path}: ${text}`, { path, reason: text, errno }, error);
}
