/** Which studio a command means, and the calls of a signed-in person on it. */
import { normaliseStudioUrl } from '../engine/domain/studioUrl.ts';
import { CairnError } from '../engine/errors.ts';
import type { StudioAccount } from '../engine/remote/studio.ts';
import { type Context, requireProject, withStudio } from './context.ts';

/** The studio that the project around the current folder is linked to, or null. */
async function linkedStudio(context: Context): Promise<string | null> {
  const folder = await context.engine.findProject(context.cwd);
  if (folder === null) return null;
  const api = await context.engine.openProject(folder, context.ports);
  try {
    return (await api.info()).studio;
  } finally {
    await api.close();
  }
}

/**
 * The studio a command is about: the one named, else this project's, else the one last signed in to.
 * @throws {CairnError} `signed-out` where there is none
 */
export async function chooseStudio(context: Context, named: string | undefined): Promise<string> {
  if (named !== undefined) return normaliseStudioUrl(named);
  const studio = (await linkedStudio(context)) ?? (await context.sessions.current());
  if (studio === null) throw new CairnError('signed-out', 'You are not signed in to a studio.');
  return studio;
}

/** Runs `work` on this project's studio, with the project's id there. @throws {CairnError} `not-published` */
export async function withLinkedStudio<T>(
  context: Context,
  work: (account: StudioAccount, project: string, studio: string) => Promise<T>,
): Promise<T> {
  const api = await context.engine.openProject(await requireProject(context), context.ports);
  const { id, name, studio } = await api.info().finally(() => api.close());
  if (studio === null) throw new CairnError('not-published', `${name} is not on a studio yet.`, { name });
  return withStudio(context, studio, (account) => work(account, id, studio));
}
