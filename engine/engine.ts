/** The façade that every consumer uses. */
import type { CallOptions, ProjectApi } from './api.ts';
import { CairnError } from './errors.ts';
import type { EnginePorts } from './ports.ts';

const later = (): never => {
  throw new CairnError('unexpected', 'not there yet');
};

/** The folder at or above `dir` that holds a project, or null. */
export async function findProject(_dir: string): Promise<string | null> {
  return later();
}

/** Opens the project of the working folder `dir`. */
export async function openProject(_dir: string, _ports: EnginePorts): Promise<ProjectApi> {
  return later();
}

/** Makes a project of the folder `dir`, which is created where it does not exist. `name` defaults to the folder's. */
export async function initProject(
  _dir: string,
  _name: string | undefined,
  _ports: EnginePorts,
): Promise<ProjectApi> {
  return later();
}

/**
 * Joins a studio's project: makes a project file in `dir` and brings metadata and the content the user is entitled to.
 * `project` is the project's name or id. Working files are written by `rebuild`.
 */
export async function cloneProject(
  _studioUrl: string,
  _project: string,
  _dir: string,
  _ports: EnginePorts,
  _options?: CallOptions,
): Promise<ProjectApi> {
  return later();
}
