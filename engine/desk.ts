/**
 * What touches the working folder, one piece after the other, and the picture of it.
 *
 * The picture finds out by itself what was committed, here or by others. What touches files says so, and the next look
 * goes there again.
 */

import { requireContent, toFetch } from './actions/content.ts';
import type { ActionContext } from './actions/context.ts';
import { record } from './actions/record.ts';
import { named, type pullable, type trackable } from './actions/select.ts';
import { wantedBy, writeVersions } from './actions/write.ts';
import type { CallOptions, CheckpointOptions, CheckpointReport, MineAction, WriteReport } from './api.ts';
import { CairnError, cancelled } from './errors.ts';
import { Mutex } from './mutex.ts';
import type { LocalCheckpoint } from './project/checkpoints.ts';
import { cleanPath } from './project/paths.ts';
import { Looker } from './snapshot/looker.ts';
import type { Picture } from './snapshot/picture.ts';
import type { Hashes, Survey } from './snapshot/survey.ts';

export class Desk {
  readonly #context: ActionContext;
  readonly #looker: Looker;
  readonly #mutex = new Mutex();
  /** Content comes in beside other work, one call's after the other's. Whoever needs both takes this one first. */
  readonly #fetching = new Mutex();

  constructor(context: ActionContext) {
    this.#context = context;
    this.#looker = new Looker(context.project);
  }

  /** Looks at what may have changed; see {@link Looker.look}. */
  look(call: CallOptions, hints?: readonly string[]): Promise<Picture> {
    return this.#mutex.run(() => this.#looker.look(call, hints));
  }

  /** The first look; see {@link Looker.lookOnce}. */
  lookOnce(call: CallOptions): ReturnType<Looker['lookOnce']> {
    return this.#mutex.run(() => this.#looker.lookOnce(call));
  }

  /** The picture as of the last look, or of a new one where the folder may be different. */
  async picture(): Promise<Picture> {
    return this.#looker.current() ?? this.look({});
  }

  /** Runs `work` alone, which may do anything to the working folder. */
  change<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(async () => {
      try {
        return await work();
      } finally {
        this.#looker.forgetDisk();
      }
    });
  }

  /** Runs `work` alone, which touches no working file. */
  edit<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(work);
  }

  /** Runs `work` while nothing else of this program writes to the project: not even content that comes in. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#fetching.run(() => this.#mutex.run(work));
  }

  /**
   * Runs `work` alone, on what the disk holds now at `paths`. Of the files there that may have changed, those in
   * `hashes` are read.
   */
  #onDisk<T>(
    call: CallOptions,
    paths: readonly string[],
    hashes: Hashes,
    work: (disk: Survey) => Promise<T>,
  ): Promise<T> {
    return this.#mutex.run(async () => {
      try {
        const quiet = call.signal ? { signal: call.signal } : {};
        return await work(await this.#looker.survey(quiet, paths.map(cleanPath), hashes));
      } catch (error) {
        throw asCancelled(error, call.signal);
      }
    });
  }

  /** Runs `work` alone, which writes to or removes files at `paths` and nowhere else. */
  alter<T>(call: CallOptions, paths: readonly string[], work: (disk: Survey) => Promise<T>): Promise<T> {
    return this.#onDisk(call, paths, named(paths), async (disk) => {
      // What lies elsewhere now may be moved to its place: both are looked at again.
      this.#looker.suspect(paths.map(cleanPath));
      try {
        return await work(disk);
      } finally {
        this.#looker.suspect(paths.map(cleanPath));
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
    return this.#onDisk(call, paths, hashes, async (disk) => {
      const { candidates, unchanged, refused } = select(this.#context.project, disk, paths);
      this.#looker.expect(candidates.length);
      const report = await record(this.#context, candidates, options, call);
      return {
        checkpoints: report.checkpoints,
        unchanged: [...unchanged, ...report.unchanged],
        refused: [...refused, ...report.refused],
      };
    });
  }

  /** What is missing is fetched first, while looks and other work go on; then it is found out again what is to be written. */
  async write(
    paths: readonly string[],
    call: CallOptions,
    mine: MineAction | undefined,
    select: (disk: Survey) => ReturnType<typeof pullable>,
  ): Promise<WriteReport> {
    let missing: readonly LocalCheckpoint[] = [];
    const report = await this.alter(call, paths, async (disk) => {
      const selected = select(disk);
      missing = toFetch(this.#context, wantedBy(selected.jobs, mine));
      return missing.length > 0 ? undefined : this.#writeSelected(selected, mine, call);
    });
    if (report !== undefined) return report;
    try {
      return await this.#fetching.run(async () => {
        await requireContent(this.#context, missing, call);
        return this.alter(call, paths, (disk) => this.#writeSelected(select(disk), mine, call));
      });
    } catch (error) {
      throw asCancelled(error, call.signal);
    }
  }

  async #writeSelected(
    { jobs, unchanged, refused, folders = [] }: ReturnType<typeof pullable>,
    mine: MineAction | undefined,
    call: CallOptions,
  ): Promise<WriteReport> {
    this.#looker.suspect(folders.map(({ from }) => from));
    const report = await writeVersions(this.#context, jobs, mine, call, folders);
    return {
      written: report.written,
      unchanged: [...unchanged, ...report.unchanged],
      refused: [...refused, ...report.refused],
    };
  }
}

/** Whatever an aborted call ends with is one thing to its caller. */
export function asCancelled(error: unknown, signal: AbortSignal | undefined): unknown {
  if (!signal?.aborted || CairnError.is(error, 'cancelled')) return error;
  return cancelled(error);
}
