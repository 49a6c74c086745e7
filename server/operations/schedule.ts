/** What a running studio does by itself, every hour. */
import type { Id } from '../../engine/domain/rows.ts';
import type { Studio } from '../studio.ts';
import type { CourierLog } from '../webhooks/courier.ts';
import { holdOff } from './clock.ts';
import { emptyTrash, ruledProjects } from './retention.ts';

const EVERY_MS = 3_600_000;

interface Log extends CourierLog {
  info(what: object, message: string): void;
}

export class Schedule {
  readonly #studio: Studio;
  readonly #log: Log;
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void>;
  #closed = false;

  /** Begins at once. */
  constructor(studio: Studio, log: Log) {
    this.#studio = studio;
    this.#log = log;
    this.#running = this.#run();
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.#run());
    }, EVERY_MS).unref();
  }

  /** Resolves once nothing of it runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  async #run(): Promise<void> {
    try {
      const wait = await holdOff(this.#studio);
      if (wait > 0) {
        const hours = Math.ceil(wait / EVERY_MS);
        this.#log.warn(
          { hours },
          'Trash is not purged yet: the clock is far ahead of the last look. Is it right?',
        );
        return;
      }
      for (const { id } of await ruledProjects(this.#studio.metadata.db)) {
        if (this.#closed) return;
        await this.#empty(id);
      }
    } catch (error) {
      this.#log.error({ err: error }, 'Trash could not be purged');
    }
  }

  /** What fails in one project keeps no other's rule from being carried out. */
  async #empty(project: Id): Promise<void> {
    try {
      const { items, checkpoints, refused } = await emptyTrash(this.#studio, project);
      const about = { project, items, checkpoints };
      if (items > 0) this.#log.info(about, 'Trash was purged by the rule of its project');
      if (refused.length > 0) this.#log.warn({ ...about, refused }, 'Some of the trash cannot be purged');
      if (items > 0) this.#studio.courier.nudge();
    } catch (error) {
      this.#log.error({ err: error, project }, 'Trash could not be purged');
    }
  }
}
