/** The connection between a project and its studio. */

import { said } from './domain/said.ts';
import { normaliseStudioUrl } from './domain/studioUrl.ts';
import { CairnError } from './errors.ts';
import type { EnginePorts } from './ports.ts';
import type { Project } from './project/project.ts';
import type { StudioAccount, StudioSync } from './remote/studio.ts';

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

/** Runs `work` with a connection that is closed afterwards. @throws {CairnError} not-published, signed-out */
export async function withStudio<T>(
  project: Project,
  ports: EnginePorts,
  work: (studio: StudioSync) => Promise<T>,
): Promise<T> {
  const url = project.meta('studio');
  if (url === '') {
    throw new CairnError(
      'not-published',
      'This project is on this machine only. Publish it to a studio to sync it.',
    );
  }
  const token = await requireToken(ports, url);
  const { createStudioSync } = await import('./remote/sync.ts');
  const studio = createStudioSync(url, token, project.meta('project-id'));
  try {
    return await work(studio);
  } finally {
    await studio.close();
  }
}

/** Creates the project on a studio and links this one to it. @throws {CairnError} usage, signed-out */
export async function publish(
  project: Project,
  ports: EnginePorts,
  studioUrl: string,
): Promise<{ id: string; name: string; url: string }> {
  const url = normaliseStudioUrl(studioUrl);
  const known = project.meta('studio');
  if (known !== '' && known !== url) {
    throw new CairnError('usage', said`This project is on ${known} already`, { studio: known });
  }
  const account = await studioAccount(url, await requireToken(ports, url));
  try {
    const me = await account.me();
    const { id, name } = await account.createProject(
      project.meta('project-id'),
      project.meta('project-name'),
    );
    project.db.transaction(() => {
      project.setMeta('studio', url);
      project.setMeta('user-id', me.id);
      project.setMeta('user-name', me.name);
    });
    return { id, name, url };
  } finally {
    await account.close();
  }
}
