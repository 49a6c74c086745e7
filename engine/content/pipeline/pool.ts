/** The content threads of a project: started when there is enough to do, kept for what comes next. */
import { availableParallelism } from 'node:os';
import { CairnError } from '../../errors.ts';
import { threadProgram } from '../program.ts';
import type { Crew } from './crew.ts';
import { inlineCrew } from './inline-crew.ts';
import type { MemoryLayout } from './memory.ts';
import { WorkerCrew } from './worker-crew.ts';

const MIB = 1024 * 1024;

/**
 * The reader keeps up with no more on data that has to be compressed, and each takes up to 80 MiB, most of it garbage. One for each core although there is a reader too:
 * it waits for them where there is something to compress, and they for it where there is not.
 */
const MOST_ENCODERS = 3;

/**
 * A slab is a window of the delta planner and one message: larger ones leave encoders idle at the end of a file, smaller
 * ones cost messages. Eight keep every thread busy while this one waits for the disk.
 */
const MEMORY: MemoryLayout = { slabs: 8, slabBytes: 4 * MIB };

/** Threads that run already take jobs from so many bytes on. */
const LEAST_FOR_THREADS = 8 * MIB;
/**
 * Starting threads takes the processor time of recording some tens of megabytes, most of it V8 compiling the same program in each
 * (docs/performance.md says how to compare). They gain less than it seems where two cores of a machine are one that takes turns: so they
 * start for what takes long, or once so much has been done without that more will come.
 */
const leastToStart = (cores: number): number => (cores > 2 ? 64 : 96) * MIB;

/**
 * Of files that are smaller in the mean, one encoder takes less time than the engine's thread takes for their rows (some 0.1 ms each): more
 * would be started to wait.
 */
const LEAST_FOR_SEVERAL = 16 * 1024;

export interface PoolOptions {
  readonly encoders?: number;
  readonly memory?: MemoryLayout;
  /** Jobs of fewer bytes are done without threads; what is left out depends on whether they run already. */
  readonly inline?: number;
  /** Path of the threads' program. */
  readonly program?: string;
}

/** A crew for one job; to be given back when none of its threads works on the job any more. */
export interface Lease {
  readonly crew: Crew;
  release(): void;
}

export class ContentPool {
  readonly #encoders: number;
  readonly #memory: MemoryLayout;
  readonly #inline: number | undefined;
  readonly #program: string | undefined;
  #crew: WorkerCrew | undefined;
  /** Without threads, at rest. */
  #spare: Crew | undefined;
  #busy = false;
  /** Bytes of jobs done without threads that those would have taken. */
  #without = 0;
  #closed = false;

  constructor(options: PoolOptions = {}) {
    this.#encoders = options.encoders ?? Math.min(MOST_ENCODERS, availableParallelism());
    this.#memory = options.memory ?? MEMORY;
    this.#inline = options.inline;
    this.#program = options.program;
  }

  /** A job will come in a moment, of about so much: threads that it will be given start meanwhile. */
  expect(bytes: number, files: number): void {
    if (!this.#closed && !this.#busy && bytes >= this.#leastForThreads())
      this.#staff(bytes, files).hold(false);
  }

  /**
   * @param bytes about how much there is to do. @param files in how many files.
   * @throws {CairnError} `cancelled` once the pool is closed.
   */
  lease(bytes: number, files = 1): Lease {
    if (this.#closed) throw new CairnError('cancelled', 'The project was closed');
    // What comes while the threads have a job does not wait for its end.
    if (bytes < this.#leastForThreads() || this.#busy) {
      if (bytes >= LEAST_FOR_THREADS) this.#without += bytes;
      return this.#leaseInline();
    }
    const crew = this.#staff(bytes, files);
    crew.hold(true);
    this.#busy = true;
    const release = () => {
      crew.hold(false);
      this.#busy = false;
    };
    return { crew, release };
  }

  /** Ends the threads; a job under way fails. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#crew?.close();
  }

  #staff(bytes: number, files: number): WorkerCrew {
    if (!this.#crew?.usable) {
      this.#crew = new WorkerCrew(
        this.#program ?? threadProgram(import.meta.filename, 'thread.ts', 'content.cjs'),
        this.#memory,
      );
    }
    this.#crew.staff(bytes < files * LEAST_FOR_SEVERAL ? 1 : this.#encoders);
    return this.#crew;
  }

  #leastForThreads(): number {
    if (this.#inline !== undefined) return this.#inline;
    if (this.#crew?.usable) return LEAST_FOR_THREADS;
    return Math.max(LEAST_FOR_THREADS, leastToStart(availableParallelism()) - this.#without);
  }

  #leaseInline(): Lease {
    const { slabBytes } = this.#memory;
    const layout = { slabs: 2, slabBytes: Math.min(slabBytes, 2 * MIB) };
    const crew = this.#spare ?? inlineCrew(layout);
    this.#spare = undefined;
    const release = () => {
      this.#spare = crew;
    };
    return { crew, release };
  }
}
