/** What every action works with. */
import type { ContentPool } from '../content/pipeline/pool.ts';
import type { EnginePorts } from '../ports.ts';
import type { Project } from '../project/project.ts';
import type { StudioSync } from '../remote/studio.ts';

export interface ActionContext {
  readonly project: Project;
  readonly ports: EnginePorts;
  readonly content: ContentPool;
  /**
   * Runs `work` with a connection to the project's studio.
   * @throws {CairnError} not-published, signed-out
   */
  withStudio<T>(work: (studio: StudioSync) => Promise<T>): Promise<T>;
}
