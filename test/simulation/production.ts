/** One of the projects of a run: who works on it, and what must hold of it. */
import type { ProjectName, Who } from './cast.ts';
import type { Model } from './model.ts';

export interface Production {
  readonly name: ProjectName;
  readonly id: string;
  readonly team: readonly Who[];
  readonly model: Model;
  /** What anybody saved, for somebody at work on another project to have too. */
  readonly contents: string[];
}
