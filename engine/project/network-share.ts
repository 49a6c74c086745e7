/** Whether a folder lies on a network share: SQLite's locks and shared memory do not work there. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';

/** File systems whose files are another machine's, as Linux and macOS call them; FUSE ones without `fuse.`. */
const SHARES = new Set([
  ...[
    'nfs',
    'nfs4',
    'cifs',
    'smb3',
    'smbfs',
    'smb2',
    'afpfs',
    'webdav',
    'davfs',
    'davfs2',
    'afs',
    'ncpfs',
    'coda',
  ],
  ...[
    'ceph',
    'glusterfs',
    'lustre',
    'beegfs',
    'gpfs',
    'orangefs',
    'pvfs2',
    'gfs2',
    'ocfs2',
    'moosefs',
    'mfs',
  ],
  ...['sshfs', 'rclone', 's3fs', 'gvfsd-fuse', 'curlftpfs', 'juicefs'],
  ...['vboxsf', 'vmhgfs', 'vmhgfs-fuse', 'prl_fs', 'drvfs'],
]);

interface Mount {
  readonly at: string;
  readonly kind: string;
}

/** `/proc/self/mountinfo`; see proc_pid_mountinfo(5). */
export function linuxMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [own = '', file = ''] = line.split(' - ');
    const at = own.split(' ')[4];
    const kind = file.split(' ')[0];
    if (!at || !kind) return [];
    return [{ at: at.replace(/\\(\d{3})/gu, (_, octal: string) => bytes(octal)), kind }];
  });
}

const bytes = (octal: string): string => String.fromCharCode(Number.parseInt(octal, 8));

/** What `mount` prints on macOS: `//ann@server/share on /Volumes/share (smbfs, nodev, …)`. */
export function macMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, at, kind] = / on (\/.*) \(([^,)]+)[^)]*\)$/u.exec(line) ?? [];
    return at && kind ? [{ at, kind: kind.trim() }] : [];
  });
}

/** By the innermost mount that holds `path`; of several at one place the last, which hides the others. */
export function isShared(mounts: readonly Mount[], path: string): boolean {
  let found: Mount | undefined;
  for (const mount of mounts) {
    const inside = path === mount.at || path.startsWith(mount.at.endsWith(sep) ? mount.at : mount.at + sep);
    if (inside && mount.at.length >= (found?.at.length ?? 0)) found = mount;
  }
  return found !== undefined && SHARES.has(found.kind.replace(/^fuse\./u, ''));
}

/** Drives that stand for a share are resolved to it: `\\\\server\\share`. */
export const isWindowsShare = (real: string): boolean => /^\\\\(?![?.]\\)/u.test(real);

/** A folder that is not there yet is judged by the nearest one above. What cannot be told is taken for a disk. */
export function isOnNetworkShare(folder: string): boolean {
  try {
    const real = realpathSync.native(nearest(resolve(folder)));
    if (process.platform === 'win32') return isWindowsShare(real);
    if (process.platform === 'darwin')
      return isShared(macMounts(execFileSync('/sbin/mount', { encoding: 'utf8', timeout: 5_000 })), real);
    return isShared(linuxMounts(readFileSync('/proc/self/mountinfo', 'utf8')), real);
  } catch {
    return false;
  }
}

const nearest = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
