/** What every step of a sync works with. */
import type { cairn } from '../../proto/generated/cairn.js';
import type { CallOptions, Progress, SyncPhase } from '../api.ts';
import type { Project } from '../project/project.ts';
import type { StudioSync } from '../remote/studio.ts';
import { Bandwidth } from './transfer/bandwidth.ts';

export interface SyncContext {
  readonly project: Project;
  readonly studio: StudioSync;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly progress: (progress: Progress) => void;
  readonly tally: Tally;
  /** A first page of changes that was asked for while this sync connected. */
  ahead?: FirstPage | undefined;
  /** Runs work while nothing else of this program writes to the project. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** The limit on this sync's transfers, if there is one. */
  readonly bandwidth: Bandwidth | undefined;
}

export interface FirstPage {
  readonly since: number;
  readonly cursor: string;
  readonly page: Promise<cairn.v1.PullPage>;
}

/** Counts for the report. */
export interface Tally {
  pulled: number;
  pushed: number;
  uploaded: number;
  downloaded: number;
  bytesUp: number;
  bytesDown: number;
  /** Plain bytes of the checkpoints that went up. */
  bytesSent: number;
}

const newTally = (): Tally => ({
  pulled: 0,
  pushed: 0,
  uploaded: 0,
  downloaded: 0,
  bytesUp: 0,
  bytesDown: 0,
  bytesSent: 0,
});

export function report(
  context: SyncContext,
  phase: SyncPhase,
  done: number,
  total: number,
  unit: Progress['unit'],
): void {
  context.progress({ phase, done, total, unit });
}

/** What of a step's context comes from the call. */
export function callContext(
  call: CallOptions,
): Pick<SyncContext, 'signal' | 'progress' | 'tally' | 'bandwidth'> {
  const signal = call.signal ?? new AbortController().signal;
  return {
    signal,
    progress: (progress) => call.onProgress?.(progress),
    tally: newTally(),
    bandwidth: call.limit === undefined ? undefined : new Bandwidth(call.limit, signal),
  };
}
