/** A bridge on a real project, without an editor. */
import type { ProjectApi } from '../../engine/api.ts';
import { announce, withdraw } from '../../extension/pipeline/announcement.ts';
import { Bridge } from '../../extension/pipeline/bridge.ts';
import { Pipeline } from '../../extension/pipeline/pipeline.ts';
import type { BridgeApi } from '../../extension/pipeline/requests.ts';

export interface RunningBridge {
  readonly bridge: Bridge;
  readonly log: readonly string[];
  close(): Promise<void>;
}

export async function startBridge(dir: string, project: ProjectApi): Promise<RunningBridge> {
  const pipeline = new Pipeline(() => [
    {
      dir,
      api: async () => project,
      sync: () => project.sync(),
      run: (_operation, work) => work(project, {}),
    },
  ]);
  const summary = { name: 'film', folder: dir, studio: null, unsent: 0, toPull: 0, conflicts: 0, counts: {} };
  const api: BridgeApi = Object.assign(pipeline, { projects: () => [summary] });
  const log: string[] = [];
  const bridge = await Bridge.start(api, (line) => void log.push(line));
  await announce(dir, bridge.address);
  return {
    bridge,
    log,
    close: async () => {
      await withdraw(dir, bridge.address);
      await bridge.stop();
    },
  };
}
