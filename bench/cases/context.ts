/** What every case is given. */
import type { Size } from '../data/size.ts';
import type { CacheState } from '../run/cache.ts';
import type { Recorder } from '../run/recorder.ts';
import type { Cairn } from '../systems/cairn.ts';
import type { System } from '../systems/system.ts';

export interface Context {
  readonly size: Size;
  readonly rounds: number;
  readonly cache: CacheState;
  /** Folder with Cairn's bundles. */
  readonly dist: string;
  /** The ones that are installed and chosen, Cairn among them. */
  readonly systems: readonly System[];
  readonly cairn: Cairn;
  readonly recorder: Recorder;
  /** A folder of real versions to use as well. */
  readonly data: string | undefined;
  /** An empty folder for one step; removed when the case ends, unless all is kept. */
  folder(name: string): string;
  /** Removes a folder early, where disk space counts. */
  discard(folder: string): void;
  /** Progress for people. */
  say(text: string): void;
  /** Something that could not be measured, and why: goes into the result. */
  note(text: string): void;
  /** What earlier steps wrote is on the disk; drops caches where asked for. Call before each measured step. */
  settle(): void;
}

export interface Case {
  readonly name: string;
  /** One line for `--help`. */
  readonly about: string;
  run(context: Context): Promise<void>;
}
