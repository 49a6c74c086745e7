/** The façade that every consumer uses: opening, making and joining projects. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { settleFolder } from './actions/settle-folder.ts';
import type { Brief, CallOptions, ProjectApi } from './api.ts';
import { nameProblem, suggestName } from './domain/names.ts';
import { said } from './domain/said.ts';
import { normaliseStudioUrl } from './domain/studioUrl.ts';
import { CairnError } from './errors.ts';
import { newId } from './ids.ts';
import type { EnginePorts } from './ports.ts';
import { CAIRN_FOLDER, findPlace, isElsewhere, isSettled, keptElsewhere } from './project/place.ts';
import { findFolder, Project } from './project/project.ts';
import { ProjectEngine } from './project-engine.ts';
import { glance as lookQuickly } from './snapshot/glance.ts';
import { joinStudio, linkOf } from './studio-link.ts';

/** The folder at or above `dir` that holds a project, or null. */
export async function findProject(dir: string): Promise<string | null> {
  return findFolder(dir);
}

/**
 * {@link ProjectApi.brief} of the working folder `dir` without opening its project: what the last look at everything
 * answered, or null where something was written or committed since, or it cannot be told.
 */
export async function glance(dir: string): Promise<Brief | null> {
  const folder = resolve(dir);
  const place = findPlace(folder);
  return place && isSettled(folder, place) ? ((await lookQuickly(folder, place.file)) ?? null) : null;
}

/** Opens the project of the working folder `dir`. @throws {CairnError} no-project, project-corrupt, project-newer … */
export async function openProject(dir: string, ports: EnginePorts): Promise<ProjectApi> {
  const folder = resolve(dir);
  await settleFolder(folder, ports.isShare?.(folder));
  const engine = new ProjectEngine(await Project.open(folder), ports);
  await engine.recover();
  return engine;
}

/** Makes a project of the folder `dir`, which is created where it does not exist. `name` defaults to the folder's. */
export async function initProject(
  dir: string,
  name: string | undefined,
  ports: EnginePorts,
): Promise<ProjectApi> {
  const folder = resolve(dir);
  const chosen = name ?? basename(folder);
  if (nameProblem(chosen) !== undefined) {
    throw new CairnError(
      'name-refused',
      said`"${chosen}" cannot be a project's name. "${suggestName(chosen)}" would do.`,
      {
        name: chosen,
        suggestion: suggestName(chosen),
      },
    );
  }
  if (!findPlace(folder) && isElsewhere(folder)) throw keptElsewhere('project-exists', folder);
  return new ProjectEngine(await Project.create(folder, chosen, newId(), ports.isShare?.(folder)), ports);
}

/**
 * Joins a studio's project: makes a project file in `dir`, which may be chosen by the project's name there, and brings
 * metadata and the content the user is entitled to.
 * `project` is the project's name or id. Working files are written by `rebuild`. Where the first sync does not finish,
 * the project stays and the next sync goes on.
 */
export async function cloneProject(
  studioUrl: string,
  project: string,
  dir: string | ((name: string) => string),
  ports: EnginePorts,
  options: CallOptions = {},
): Promise<ProjectApi> {
  const url = normaliseStudioUrl(studioUrl);
  const { joined, studio } = await joinStudio(ports, url, project, options.signal);
  try {
    const { project: there, user: me } = joined;
    const folder = resolve(typeof dir === 'string' ? dir : dir(there.name));
    const local = await Project.create(folder, suggestName(there.name), there.id, ports.isShare?.(folder), {
      'project-name': there.name,
      studio: url,
      'user-id': me.id,
      'user-name': me.name,
    });
    const engine = new ProjectEngine(local, ports, undefined, linkOf(local, ports, studio));
    try {
      await engine.sync(options);
    } catch (error) {
      await engine.close();
      // What keeps it from being looked at keeps it.
      await discardEmpty(folder).catch(() => {});
      throw error;
    }
    return engine;
  } finally {
    await studio.close();
  }
}

/** Another window may have opened it meanwhile: what was made in it is nowhere else. It is looked at and taken back in one turn. */
async function discardEmpty(folder: string): Promise<void> {
  const local = await Project.open(folder);
  const isEmpty = local.watermark === 0 && local.items.isNone;
  local.close();
  if (isEmpty) discard(folder);
}

/** Takes back a project file that holds nothing; working files are not touched. */
function discard(folder: string): void {
  const home = resolve(folder, CAIRN_FOLDER);
  const place = findPlace(folder);
  const own = (name: string) => /\.(?:clst|packs$)/u.test(name) || resolve(home, name) === place?.pointer;
  if (existsSync(home) && readdirSync(home).every(own)) rmSync(home, { recursive: true, force: true });
  if (place?.pointer) rmSync(dirname(place.file), { recursive: true, force: true });
}
