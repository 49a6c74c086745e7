/** A window on a member's working folder, as the simulation holds it. */
import type { ProjectApi } from '../../engine/api.ts';
import type { Who, WindowName } from './cast.ts';
import type { Machine, Program } from './os/program.ts';

/** Where every program believes the studio to be. */
export const STUDIO_URL = 'http://studio.test';

export interface Window {
  readonly name: WindowName;
  readonly who: Who;
  readonly folder: string;
  readonly machine: Machine;
  readonly program: Program;
  readonly project: ProjectApi;
}
