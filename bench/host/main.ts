/**
 * Stands for the extension host: a process that only talks to the engine's worker. Records a folder, syncs it, and says how
 * late its own event loop was meanwhile. `node bench/host/main.ts DIST FOLDER SESSIONS`; prints JSON.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { EditorEngine } from './engine.ts';

/** Milliseconds between two looks: the delay is what comes on top. */
const EVERY = 5;

const [dist = '', folder = '', sessions = ''] = process.argv.slice(2);
const engine = new EditorEngine(dist, { sessions });
const project = await engine.open(folder);
await project.refresh();
let messages = 0;
const options = {
  onProgress: () => {
    messages++;
  },
};
const delay = monitorEventLoopDelay({ resolution: EVERY });
delay.enable();
const started = performance.now();
const { checkpoints } = await project.track([''], {}, options);
const recorded = performance.now();
await project.refresh();
const { outcome } = await project.sync(options);
const synced = performance.now();
await project.refresh();
delay.disable();
const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - EVERY);
process.stdout.write(
  JSON.stringify({
    files: checkpoints.length,
    outcome,
    messages,
    checkpointSeconds: (recorded - started) / 1000,
    syncSeconds: (synced - recorded) / 1000,
    p50: late(delay.percentile(50)),
    p99: late(delay.percentile(99)),
    longest: late(delay.max),
  }),
);
await project.close();
engine.dispose();
