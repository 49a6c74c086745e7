/** The engine as the program uses it. */
import { cloneProject, findProject, glance, initProject, openProject } from '../engine/engine.ts';
import { studioAccount } from '../engine/studio-link.ts';
import type { Engine } from './context.ts';

export const engine: Engine = {
  findProject,
  glance,
  openProject,
  initProject,
  cloneProject,
  account: studioAccount,
};
