/** What the system refuses a studio, in words: its own texts name calls, and not what to do. */

interface Told {
  readonly code: string;
  readonly message: string;
}

type Refused = NodeJS.ErrnoException & {
  readonly address?: string;
  readonly hostname?: string;
  readonly port?: number;
};

const place = ({ address, port }: Refused): string =>
  [address, port].filter((part) => part !== undefined).join(':');

const listening = (error: Refused): Told | undefined => {
  switch (error.code) {
    case 'EADDRINUSE':
      return {
        code: 'port-taken',
        message: `${place(error)} is taken by another program, perhaps another studio. End that one, or choose another with --port (0 takes a free one).`,
      };
    case 'EACCES':
      return {
        code: 'port-refused',
        message: `This user may not listen on ${place(error)}. Choose a port above 1023 with --port, and put a proxy in front.`,
      };
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return {
        code: 'host-unknown',
        message: `This machine has no address ${error.address ?? error.hostname ?? ''}. Choose another with --host: 127.0.0.1 for this machine alone, 0.0.0.0 for all.`,
      };
    default:
      return undefined;
  }
};

const DISK: Readonly<Record<string, (path: string) => Told>> = {
  ENOSPC: (path) => ({
    code: 'disk-full',
    message: `The disk is full${path}. What was there before is intact. Make space, then try again.`,
  }),
  EACCES: (path) => ({
    code: 'read-only',
    message: `This user may not read or write there${path}. Nothing was changed. Check who the folder belongs to.`,
  }),
  EROFS: (path) => ({ code: 'read-only', message: `The disk can only be read${path}. Nothing was changed.` }),
  ENOTDIR: (path) => ({ code: 'usage', message: `A file is where a folder is needed${path}.` }),
  ENOENT: (path) => ({ code: 'usage', message: `No folder can be made there${path}. Name another.` }),
  EEXIST: (path) => ({ code: 'usage', message: `A file is where a folder is needed${path}.` }),
};

/** Undefined where there is nothing better to say than what the error says itself. */
export function systemWords(error: unknown): Told | undefined {
  const refused = error as Refused;
  if (typeof refused?.code !== 'string' || typeof refused.syscall !== 'string') return undefined;
  if (refused.syscall === 'listen' || refused.syscall === 'getaddrinfo') return listening(refused);
  const path = refused.path === undefined ? '' : ` (${refused.path})`;
  // Elsewhere than where a folder is made, they say that something is there already, or is not there.
  if (['EEXIST', 'ENOENT'].includes(refused.code) && refused.syscall !== 'mkdir') return undefined;
  const code = { EDQUOT: 'ENOSPC', EPERM: 'EACCES' }[refused.code] ?? refused.code;
  return Object.hasOwn(DISK, code) ? DISK[code]?.(path) : undefined;
}
