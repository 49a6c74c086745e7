/** What a command is given: where it runs, how it speaks, and the engine behind it. */
import { accessSync, constants } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Brief, CallOptions, ProjectApi } from '../engine/api.ts';
import { CairnError } from '../engine/errors.ts';
import type { EnginePorts } from '../engine/ports.ts';
import { CAIRN_FOLDER } from '../engine/project/place.ts';
import type { StudioAccount } from '../engine/remote/studio.ts';
import { errnoOf } from '../engine/workspace/fs-errors.ts';
import type { Io } from './io.ts';
import type { Outcome } from './outcome.ts';
import { realFolder, toProjectPath } from './paths.ts';
import type { Sessions } from './sessions.ts';

/** The engine's entrances. */
export interface Engine {
  findProject(dir: string): Promise<string | null>;
  /** See the engine's `glance`. */
  glance(dir: string): Promise<Brief | null>;
  openProject(dir: string, ports: EnginePorts): Promise<ProjectApi>;
  initProject(dir: string, name: string | undefined, ports: EnginePorts): Promise<ProjectApi>;
  cloneProject(
    studio: string,
    project: string,
    /** Absolute, or chosen by the project's name there. */
    dir: string | ((name: string) => string),
    ports: EnginePorts,
    options?: CallOptions,
  ): Promise<ProjectApi>;
  account(studio: string, token: string | null): Promise<StudioAccount>;
}

export interface Context {
  /** Absolute; `-C DIR` or the current folder. */
  readonly cwd: string;
  readonly json: boolean;
  readonly io: Io;
  readonly engine: Engine;
  readonly ports: EnginePorts;
  readonly sessions: Sessions;
  readonly signal: AbortSignal;
  /** Progress and cancellation, for calls that can take long. */
  readonly calls: CallOptions;
}

/** Runs one command's work and reports what it came to. */
export type Run = (work: (context: Context) => Promise<Outcome>) => Promise<void>;

export interface OpenProject {
  readonly api: ProjectApi;
  /** A PATH argument as the project spells it. */
  readonly path: (argument: string) => string;
  readonly paths: (args: readonly string[]) => string[];
}

/**
 * What may not be looked into may hold the project that is meant: then none further up is, and "there is none" would be wrong.
 * @throws {CairnError} file-unreadable
 */
function refuseClosed(from: string, found: string | null): void {
  for (let folder = from; folder !== found; folder = dirname(folder)) {
    const home = join(folder, CAIRN_FOLDER);
    try {
      accessSync(home, constants.R_OK | constants.X_OK);
    } catch (error) {
      if (['EACCES', 'EPERM'].includes(errnoOf(error) ?? '')) {
        const message = `There may be a Cairn project in ${folder}, but this user may not read ${home}.`;
        throw new CairnError('file-unreadable', message, { path: home }, error);
      }
    }
    if (dirname(folder) === folder) return;
  }
}

/** The working folder at or above the current one. @throws {CairnError} `no-project`, `file-unreadable` */
export async function requireProject(context: Context): Promise<string> {
  const folder = await context.engine.findProject(context.cwd);
  refuseClosed(context.cwd, folder);
  if (folder === null)
    throw new CairnError('no-project', `There is no Cairn project in ${context.cwd} or above it.`, {
      dir: context.cwd,
    });
  return folder;
}

/** Opens the project around the current folder, and closes it whatever happens. */
export async function withProject(
  context: Context,
  work: (project: OpenProject) => Promise<Outcome>,
): Promise<Outcome> {
  const folder = await requireProject(context);
  const place = { folder, cwd: context.cwd, real: realFolder };
  const path = (argument: string) => toProjectPath(place, argument);
  const api = await context.engine.openProject(folder, context.ports);
  try {
    return await work({ api, path, paths: (args) => args.map(path) });
  } finally {
    await api.close();
  }
}

/** Opens a studio for account calls with this user's session, and closes it whatever happens. */
export async function withStudio<T>(
  context: Context,
  studio: string,
  work: (account: StudioAccount) => Promise<T>,
): Promise<T> {
  const token = await context.sessions.token(studio);
  if (token === null)
    throw new CairnError('signed-out', `You are not signed in to ${studio}.`, { url: studio });
  const account = await context.engine.account(studio, token);
  try {
    return await work(account);
  } finally {
    await account.close();
  }
}
