/**
 * What touches the working folder, one piece after the other, and the last picture taken of it.
 *
 * Everything that changes rows or files drops the picture; whoever asks next has a new one taken.
 */

import type { ActionContext } from './actions/context.ts';
import { record } from './actions/record.ts';
import type { pullable, trackable } from './actions/select.ts';
import { writeVersions } from './actions/write.ts';
import type { CallOptions, CheckpointOptions, CheckpointReport, MineAction, WriteReport } from './api.ts';
import { CairnError } from './errors.ts';
import { Mutex } from './mutex.ts';
import { type Disk, type Hashes, refresh } from './snapshot/refresh.ts';
import { type Snapshot, takeSnapshot } from './snapshot/snapshot.ts';
import { sweepTemporary } from './workspace/sweep.ts';

export class Desk {
  readonly #context: ActionContext;
  readonly #mutex = new Mutex();
  #snapshot: Snapshot | undefined;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  /** Scans, and takes a new picture. */
  look(call: CallOptions): Promise<Snapshot> {
    return this.#mutex.run(async () => {
      const { project } = this.#context;
      const disk = await refresh(project, call);
      await sweepTemporary(project.folder, disk.temporary);
      this.#snapshot = takeSnapshot(project, disk);
      return this.#snapshot;
    });
  }

  /** The last picture, or a new one. */
  async snapshot(): Promise<Snapshot> {
    return this.#snapshot ?? this.look({});
  }

  forget(): void {
    this.#snapshot = undefined;
  }

  /** Runs `work` alone; the picture is taken anew afterwards. */
  change<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(async () => {
      try {
        return await work();
      } finally {
        this.forget();
      }
    });
  }

  /** Runs `work` alone, on what the disk holds now; of the files that may have changed, those in `hashes` are read. */
  onDisk<T>(call: CallOptions, hashes: Hashes, work: (disk: Disk) => Promise<T>): Promise<T> {
    return this.change(async () => {
      try {
        const quiet = call.signal ? { signal: call.signal } : {};
        return await work(await refresh(this.#context.project, quiet, hashes));
      } catch (error) {
        throw asCancelled(error, call.signal);
      }
    });
  }

  record(
    paths: readonly string[],
    options: CheckpointOptions,
    call: CallOptions,
    hashes: Hashes,
    select: typeof trackable,
  ): Promise<CheckpointReport> {
    return this.onDisk(call, hashes, async (disk) => {
      const { candidates, unchanged, refused } = select(this.#context.project, disk, paths);
      const report = await record(this.#context, candidates, options, call);
      return {
        checkpoints: report.checkpoints,
        unchanged: [...unchanged, ...report.unchanged],
        refused: [...refused, ...report.refused],
      };
    });
  }

  write(
    call: CallOptions,
    mine: MineAction | undefined,
    hashes: Hashes,
    select: (disk: Disk) => ReturnType<typeof pullable>,
  ): Promise<WriteReport> {
    return this.onDisk(call, hashes, async (disk) => {
      const { jobs, unchanged, refused } = select(disk);
      const report = await writeVersions(this.#context, jobs, mine, call);
      return {
        written: report.written,
        unchanged: [...unchanged, ...report.unchanged],
        refused: [...refused, ...report.refused],
      };
    });
  }
}

/** Whatever an aborted call ends with is one thing to its caller. */
export function asCancelled(error: unknown, signal: AbortSignal | undefined): unknown {
  if (!signal?.aborted || CairnError.is(error, 'cancelled')) return error;
  return new CairnError('cancelled', 'Cancelled. What was done so far is kept.', {}, error);
}
