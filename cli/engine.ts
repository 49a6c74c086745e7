/** The engine as the program uses it. */
import { cloneProject, findProject, initProject, openProject } from '../engine/engine.ts';
import { CairnError } from '../engine/errors.ts';
import type { Engine } from './context.ts';

export const engine: Engine = {
  findProject,
  openProject,
  initProject,
  cloneProject,
  account: () => {
    throw new CairnError('unexpected', 'not there yet');
  },
};
