/**
 * Fuzzes one target in a thread of its own, so that a decoder that never ends can be told from one that is slow: the
 * input being decoded lies in memory that the starter sees.
 */
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { inputOf, program } from './mutations.ts';
import { MEMORY, type Target } from './target.ts';
import { TARGETS } from './targets/all.ts';
import { BROKEN } from './targets/broken.ts';

export interface Job {
  readonly target: string;
  readonly seed: number;
  readonly runs: number;
}

export type Outcome =
  | { readonly ok: true; readonly runs: number }
  | { readonly ok: false; readonly problem: string };

export const HEADER = 8;
export const SHOWN = 64 * 1024;
/** Bytes of an input that are printed; all of it comes again with the seed. */
const PRINTED = 1024;

/** Bytes on the heap and beside it, garbage included. */
function memory(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics();
  return heap + external;
}

/** What is wrong with how the target took this input; undefined where nothing is. */
async function judge(target: Target, input: Buffer): Promise<string | undefined> {
  const before = memory();
  let problem: string | undefined;
  try {
    await target.decode(input);
  } catch (error) {
    if (!target.isExpected(error))
      problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const taken = memory() - before;
  const most = (target.memory ?? MEMORY) + 32 * input.length;
  return problem ?? (taken > most ? `took ${taken} bytes for an input of ${input.length}` : undefined);
}

/** How many inputs were begun, how long the present one is, and the start of it. */
const shared = workerData as SharedArrayBuffer;

async function run({ target: name, seed, runs }: Job): Promise<Outcome> {
  const target = [...TARGETS, ...BROKEN].find((one) => one.name === name);
  if (!target) return { ok: false, problem: `no target ${name}` };
  const header = new Int32Array(shared, 0, 2);
  const shown = new Uint8Array(shared, HEADER);
  const decode = async (input: Buffer) => {
    shown.set(input.subarray(0, SHOWN));
    Atomics.store(header, 1, input.length);
    Atomics.add(header, 0, 1);
    const problem = await judge(target, input);
    if (problem !== undefined)
      throw new Error(`${problem}\ninput (${input.length} bytes): ${input.toString('hex', 0, PRINTED)}`);
  };
  try {
    const samples = await target.samples();
    for (const sample of samples) await decode(Buffer.from(sample));
    const property = fc.asyncProperty(program(samples.length), (made) => decode(inputOf(made, samples)));
    const checked = await fc.check(property, { seed, numRuns: runs });
    if (!checked.failed) return { ok: true, runs: checked.numRuns };
    const cause = checked.errorInstance;
    const text = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, problem: `${JSON.stringify(checked.counterexample)}\n${text}` };
  } catch (error) {
    return { ok: false, problem: `a valid sample: ${String((error as Error).stack)}` };
  } finally {
    await target.close?.();
  }
}

parentPort?.on('message', async (job: Job) => parentPort?.postMessage(await run(job)));
