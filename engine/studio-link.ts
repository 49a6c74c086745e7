/** The connection between a project and its studio. */

import { said } from './domain/said.ts';
import { normaliseStudioUrl } from './domain/studioUrl.ts';
import { CairnError } from './errors.ts';
import type { EnginePorts } from './ports.ts';
import type { Project } from './project/project.ts';
import type { Joined, StudioAccount, StudioSync } from './remote/studio.ts';

/**
 * The calls of an account on a studio. The client is loaded with the first one: it is half of what the engine loads, and
 * most runs of the command line talk to no studio.
 * @param token null: not signed in.
 */
export async function studioAccount(url: string, token: string | null): Promise<StudioAccount> {
  const { createStudioAccount } = await import('./remote/account.ts');
  return createStudioAccount(url, token);
}

/** @throws {CairnError} signed-out */
export async function requireToken(ports: EnginePorts, url: string): Promise<string> {
  const token = await ports.token(url);
  if (token === null) throw new CairnError('signed-out', `You are not signed in to ${url}.`, { url });
  return token;
}

/** Runs work with a connection to the project's studio, which is closed afterwards. */
export type WithStudio = <T>(work: (studio: StudioSync) => Promise<T>) => Promise<T>;

/**
 * @param joined what the first work gets, instead of a connection that would have to be made anew
 * @returns throws {CairnError} not-published, signed-out
 */
export function linkOf(project: Project, ports: EnginePorts, joined?: StudioSync): WithStudio {
  let open = joined;
  return async (work) => {
    const studio = open ?? (await connection(project, ports));
    open = undefined;
    try {
      return await work(studio);
    } finally {
      await studio.close();
    }
  };
}

async function connection(project: Project, ports: EnginePorts): Promise<StudioSync> {
  const url = project.meta('studio');
  if (url === '') {
    throw new CairnError(
      'not-published',
      'This project is on this machine only. Publish it to a studio to sync it.',
    );
  }
  const token = await requireToken(ports, url);
  const { createStudioSync } = await import('./remote/sync.ts');
  return createStudioSync(url, token, project.meta('project-id'));
}

/** What the studio says of a project that is known by name or id only, and the connection for its first sync. */
export async function joinStudio(
  ports: EnginePorts,
  url: string,
  nameOrId: string,
  signal: AbortSignal | undefined,
): Promise<{ joined: Joined; studio: StudioSync }> {
  const token = await requireToken(ports, url);
  const { joinProject } = await import('./remote/sync.ts');
  return joinProject(url, token, nameOrId, signal ?? new AbortController().signal);
}

/**
 * Creates the project on a studio and links this one to it; or where the project is on a studio that has another address now, follows it
 * there: then the studio must have this very project.
 * @throws {CairnError} usage, signed-out
 */
export async function publish(
  project: Project,
  ports: EnginePorts,
  studioUrl: string,
): Promise<{ id: string; name: string; url: string }> {
  const url = normaliseStudioUrl(studioUrl);
  const known = project.meta('studio');
  const account = await studioAccount(url, await requireToken(ports, url));
  try {
    const { user, project: there } =
      known === '' || known === url
        ? await created(project, account)
        : await followed(project, account, known, url);
    project.db.transaction(() => {
      requireStillAt(project, known, url);
      project.setMeta('studio', url);
      project.setMeta('user-id', user.id);
      project.setMeta('user-name', user.name);
    });
    return { id: there.id, name: there.name, url };
  } finally {
    await account.close();
  }
}

async function created(project: Project, account: StudioAccount): Promise<Joined> {
  const user = await account.me();
  const [id, name] = [project.meta('project-id'), project.meta('project-name')];
  return { user, project: await account.createProject(id, name) };
}

/** Nothing is ever created there: what this project has sent, it would not send again. */
async function followed(
  project: Project,
  account: StudioAccount,
  known: string,
  url: string,
): Promise<Joined> {
  const id = project.meta('project-id');
  const joined = await account.join(id).catch((error: unknown) => {
    if (!CairnError.is(error, 'not-found')) throw error;
  });
  if (joined?.project.id === id) return joined;
  throw new CairnError(
    'usage',
    said`This project is on ${known}, and ${url} does not have it, or not for you. Nothing was changed.`,
    { studio: known, url },
  );
}

/** That no other window has published it elsewhere while the studio was asked. */
function requireStillAt(project: Project, known: string, url: string): void {
  const now = project.meta('studio');
  if (now === known || now === url) return;
  throw new CairnError('usage', said`This project is on ${now} already`, { studio: now });
}
