/** Where a user's own files lie by each system's custom: XDG base directories, and what Apple and Microsoft ask for. */
import nodePath from 'node:path';

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** `homedir` of node:os, which throws or answers '' where there is none. */
  readonly home: () => string;
}

type Kind = 'data' | 'settings';

interface Custom {
  /** That names the folder. */
  readonly variable?: string;
  /** Where it lies otherwise, below the user's own folder. */
  readonly usual: readonly string[];
}

const APPLE: Custom = { usual: ['Library', 'Application Support'] };
const MICROSOFT: Readonly<Record<Kind, Custom>> = {
  data: { variable: 'LOCALAPPDATA', usual: ['AppData', 'Local'] },
  settings: { variable: 'APPDATA', usual: ['AppData', 'Roaming'] },
};
const XDG: Readonly<Record<Kind, Custom>> = {
  data: { variable: 'XDG_DATA_HOME', usual: ['.local', 'share'] },
  settings: { variable: 'XDG_CONFIG_HOME', usual: ['.config'] },
};

const customOf = (platform: NodeJS.Platform, kind: Kind): Custom =>
  platform === 'darwin' ? APPLE : (platform === 'win32' ? MICROSOFT : XDG)[kind];

/** `/…`, `C:\…` or `\\…`. */
const WHOLE = /^(?:\/|[a-z]:[/\\]|\\\\)/iu;

/**
 * Where programs keep a user's files. Undefined where the user has no place: services, containers and farms run programs without HOME, or with an
 * empty one, and what is kept there must not come to lie in whatever folder they are started in.
 */
export function userFolder(kind: Kind, { env, platform, home }: Surroundings): string | undefined {
  const { variable, usual } = customOf(platform, kind);
  const named = variable && env[variable];
  if (named) return named;
  const own = homeFolder(home);
  return own === undefined ? undefined : pathOf(platform).join(own, ...usual);
}

/** The platform's path rules. */
export const pathOf = (platform: NodeJS.Platform): nodePath.PlatformPath =>
  platform === 'win32' ? nodePath.win32 : nodePath.posix;

function homeFolder(find: () => string): string | undefined {
  try {
    const home = find();
    return WHOLE.test(home) ? home : undefined;
  } catch {
    return undefined;
  }
}
