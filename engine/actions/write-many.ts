/** Versions that become working files where nothing else is to be done: several are under way at once. */
import type { CallOptions } from '../api.ts';
import { nameOf, parentOf } from '../domain/item-path.ts';
import type { CairnError } from '../errors.ts';
import type { LocalCheckpoint } from '../project/checkpoints.ts';
import type { WorkingFile } from '../project/working.ts';
import { safeWriteAll, type Written } from '../workspace/write-all.ts';
import { contentOf } from './content.ts';
import type { ActionContext } from './context.ts';
import { refusalOf } from './refusal.ts';
import type { WriteJob } from './write.ts';

/** Folders that are written to at a time: most of the time is waiting for the disk, which makes several files durable as fast as one. */
const HANDS = 6;
/** Files of a folder that share its flush. */
const MOST_FILES = 16;
/** Rows that share a transaction. */
const ROWS = 64;
/** Bytes of files that share a flush, or a transaction of their rows: what is not entered is read whole again after a kill. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What became of a job: undefined where the file was written. */
export type Outcome = { readonly error: unknown } | undefined;

/**
 * @param jobs whose file, if there is one, lies where it is to be and has no edits
 * @param failures why the content of some cannot be had
 * @param progressOf whom to tell of the bytes of a file that are written so far
 * @returns of each job, in order.
 * @throws what is about no single file, once nothing is under way any more and what was written is entered.
 */
export async function writeMany(
  context: ActionContext,
  jobs: readonly WriteJob[],
  failures: ReadonlyMap<LocalCheckpoint, CairnError>,
  call: CallOptions,
  progressOf: (path: string) => (bytes: number) => void,
): Promise<Outcome[]> {
  const many = new Many(context, jobs, failures, call, progressOf);
  const ends = await Promise.allSettled(Array.from({ length: HANDS }, () => many.work()));
  many.keep();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return many.outcomes;
}

class Many {
  readonly outcomes: Outcome[] = [];
  readonly #context: ActionContext;
  readonly #jobs: readonly WriteJob[];
  readonly #failures: ReadonlyMap<LocalCheckpoint, CairnError>;
  readonly #call: CallOptions;
  readonly #progressOf: (path: string) => (bytes: number) => void;
  /** Written durably, and not entered yet: a process that dies here leaves files whose content tells which versions they are. */
  #rows: WorkingFile[] = [];
  /** Of the files of these rows. */
  #bytes = 0;
  #next = 0;

  constructor(
    context: ActionContext,
    jobs: readonly WriteJob[],
    failures: ReadonlyMap<LocalCheckpoint, CairnError>,
    call: CallOptions,
    progressOf: (path: string) => (bytes: number) => void,
  ) {
    this.#context = context;
    this.#jobs = jobs;
    this.#failures = failures;
    this.#call = call;
    this.#progressOf = progressOf;
  }

  /** Takes files until none is left, or one fails for a reason that is not its own. */
  async work(): Promise<void> {
    try {
      for (let unit = this.#take(); unit.length > 0; unit = this.#take()) {
        await this.#write(unit);
        if (this.#rows.length >= ROWS || this.#bytes >= MOST_BYTES) this.keep();
      }
    } catch (error) {
      this.#next = this.#jobs.length;
      throw error;
    }
  }

  /** Enters what was written. Where that fails, it stays to be entered. */
  keep(): void {
    const { project } = this.#context;
    if (this.#rows.length === 0) return;
    project.db.transaction(() => {
      for (const row of this.#rows) project.working.put(row);
    });
    this.#rows = [];
    this.#bytes = 0;
  }

  /** Indices of the next jobs of one folder. */
  #take(): number[] {
    const unit: number[] = [];
    const folder = parentOf(this.#jobs[this.#next]?.found.path ?? '');
    for (let bytes = 0; unit.length < MOST_FILES && bytes < MOST_BYTES; this.#next++) {
      const job = this.#jobs[this.#next];
      if (!job || parentOf(job.found.path) !== folder) break;
      bytes += job.target.size;
      unit.push(this.#next);
    }
    return unit;
  }

  async #write(unit: readonly number[]): Promise<void> {
    const { project } = this.#context;
    const jobs = unit.map((index) => this.#jobs[index] as WriteJob);
    const folder = parentOf(jobs[0]?.found.path ?? '');
    const files = jobs.map(({ found, target, file }) => ({
      name: nameOf(found.path),
      content: () => {
        const failure = this.#failures.get(target);
        if (failure) throw failure;
        return contentOf(this.#context, target, this.#call);
      },
      seen: file,
      onProgress: this.#progressOf(found.path),
    }));
    const written = await safeWriteAll(project.folder, folder, files, this.#call.signal);
    for (const [place, result] of written.entries()) this.#note(unit[place] as number, result);
    for (const [place, result] of written.entries()) {
      if ('error' in result) refusalOf(jobs[place]?.found.path ?? '', result.error);
    }
  }

  #note(index: number, result: Written): void {
    const { found, target, base } = this.#jobs[index] as WriteJob;
    const { path, item } = found;
    if ('error' in result) {
      this.outcomes[index] = result;
      return;
    }
    this.#rows.push({ itemId: item.id, path, baseId: base.id, contentHash: target.contentHash, ...result });
    this.#bytes += target.size;
    this.outcomes[index] = undefined;
  }
}
