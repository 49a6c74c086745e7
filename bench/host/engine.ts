/** The engine as the editor runs it: in the extension's own worker, spoken to in messages. */
import { join } from 'node:path';
import { Sessions } from '../../cli/sessions.ts';
import { EngineHost } from '../../extension/engine/host.ts';
import type { WorkerProject } from '../../extension/rpc/messages.ts';

export class EditorEngine {
  readonly #host: EngineHost;

  /** @param sessions CAIRN_CONFIG_DIR of somebody who has signed in; nobody if left out */
  constructor(dist: string, { sessions }: { readonly sessions?: string }) {
    const stored = sessions === undefined ? undefined : new Sessions(() => sessions, undefined);
    this.#host = new EngineHost(join(dist, 'worker.cjs'), {
      token: async (studio) => (await stored?.token(studio)) ?? null,
      log: () => undefined,
      limit: () => undefined,
    });
  }

  async open(folder: string): Promise<WorkerProject> {
    return this.#host.project(await this.#host.root().open(folder));
  }

  dispose(): void {
    this.#host.dispose();
  }
}
