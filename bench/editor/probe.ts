/**
 * Measures from inside the extension host: how late the host's event loop is while Cairn looks at a
 * large project for the first time, and when it is told to look again. Writes its findings to CAIRN_PROBE as JSON.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { CairnApi } from '../../extension/api.ts';

/** Milliseconds between two looks: the delay is what comes on top. */
const EVERY = 5;

export interface Delays {
  /** Milliseconds: how long it took, and how late the event loop was meanwhile. */
  readonly took: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
  /** The most processor time that the host's thread took between two turns: a busy machine makes the loop late, and not this. */
  readonly held: number;
}

export interface Probed {
  /** Its code loaded, and `activate()` called. */
  readonly activation: Delays;
  readonly first: Delays;
  readonly again: Delays;
  readonly assets: number;
}

/** Of this thread, in milliseconds. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

async function measure(
  delay: ReturnType<typeof monitorEventLoopDelay>,
  work: () => Promise<unknown>,
): Promise<Delays> {
  delay.reset();
  const started = performance.now();
  let [held, before] = [0, processorTime()];
  const turns = setInterval(() => {
    const now = processorTime();
    held = Math.max(held, now - before);
    before = now;
  }, EVERY);
  await work();
  const took = performance.now() - started;
  // What held up the loop last is noted when it goes round again.
  await new Promise((resolve) => setTimeout(resolve, 4 * EVERY));
  clearInterval(turns);
  const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - EVERY);
  const [p50, p99, longest] = [delay.percentile(50), delay.percentile(99), delay.max].map(late);
  return { took, p50: p50 ?? 0, p99: p99 ?? 0, longest: longest ?? 0, held };
}

/** Writes what the host did meanwhile, where that is asked for: it makes the host slower. */
async function profiled(work: () => Promise<Delays>): Promise<Delays> {
  const file = process.env.CAIRN_PROBE_PROFILE ?? '';
  if (file === '') return work();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const delays = await work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  writeFileSync(file, JSON.stringify(profile));
  return delays;
}

/** What the extension host calls as if it were a test. It does not end: the window is used on. */
export async function run(): Promise<never> {
  const extension = vscode.extensions.getExtension<CairnApi>('cairn-vc.cairn');
  if (extension === undefined) throw new Error('cairn-vc.cairn is not installed');
  const delay = monitorEventLoopDelay({ resolution: EVERY });
  delay.enable();
  // The window is busy with itself at first.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  let started: CairnApi | undefined;
  const activation = await measure(delay, async () => {
    started = await extension.activate();
  });
  const api = started as unknown as CairnApi;
  const first = await profiled(() => measure(delay, () => api.whenIdle()));
  const again = await measure(delay, async () => {
    await vscode.commands.executeCommand('cairn.refresh');
    await api.whenIdle();
  });
  delay.disable();
  const counts = api.projects()[0]?.counts ?? {};
  const assets = Object.values(counts).reduce((sum, count) => sum + count, 0);
  writeFileSync(
    process.env.CAIRN_PROBE ?? '',
    JSON.stringify({ activation, first, again, assets } satisfies Probed),
  );
  return new Promise(() => undefined);
}
