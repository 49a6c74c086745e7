/**
 * Progress on standard error: one line redrawn in place on a terminal, one JSON line a step with `--json`, nothing
 * otherwise.
 */
import type { Progress, SyncPhase } from '../engine/api.ts';
import type { Io } from './io.ts';
import { bytes, plain } from './layout.ts';

const LABELS: Readonly<Record<SyncPhase, string>> = {
  connect: 'Connecting',
  pull: 'Receiving changes',
  reconcile: 'Comparing',
  upload: 'Uploading',
  push: 'Sending changes',
  download: 'Downloading',
  scan: 'Looking for changes',
  read: 'Reading',
  write: 'Writing',
};

const BAR = 20;
const TERMINAL_MS = 80;
const JSON_MS = 200;

export interface ProgressView {
  readonly show: (progress: Progress) => void;
  /** Removes the line; call before anything else is printed. */
  readonly clear: () => void;
}

export type ProgressMode = 'terminal' | 'json' | 'none';

export function progressMode(io: Io, json: boolean, quiet: boolean): ProgressMode {
  if (quiet) return 'none';
  if (json) return 'json';
  return io.stderr.isTTY ? 'terminal' : 'none';
}

/** One line of at most `columns` characters. */
export function progressLine(progress: Progress, columns: number): string {
  const { done, total, unit } = progress;
  const amount = (n: number) => (unit === 'bytes' ? bytes(n) : `${n}`);
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const filled = Math.round(share * BAR);
  const bar = total > 0 ? ` [${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}]` : '';
  const numbers = total > 0 ? ` ${amount(done)} of ${amount(total)}` : done > 0 ? ` ${amount(done)}` : '';
  const noun = unit === 'bytes' || (done === 0 && total === 0) ? '' : ` ${unit}`;
  const path = progress.path ? `  ${plain(progress.path)}` : '';
  return [...`${LABELS[progress.phase]}${bar}${numbers}${noun}${path}`].slice(0, columns).join('');
}

export function progressView(io: Io, mode: ProgressMode, now: () => number): ProgressView {
  let last: { readonly phase: SyncPhase; readonly at: number } | undefined;
  let drawn = false;
  const interval = mode === 'json' ? JSON_MS : TERMINAL_MS;

  const show = (progress: Progress) => {
    const finished = progress.total > 0 && progress.done >= progress.total;
    const fresh = last?.phase !== progress.phase;
    const at = now();
    if (!fresh && !finished && last && at - last.at < interval) return;
    last = { phase: progress.phase, at };
    if (mode === 'json') io.stderr.write(`${JSON.stringify({ progress })}\n`);
    else {
      io.stderr.write(`\r\u001b[2K${progressLine(progress, (io.stderr.columns ?? 80) - 1)}`);
      drawn = true;
    }
  };
  const clear = () => {
    if (drawn) io.stderr.write('\r\u001b[2K');
    drawn = false;
  };
  return mode === 'none' ? { show: () => {}, clear } : { show, clear };
}
