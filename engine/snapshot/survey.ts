import type { Id } from '../domain/rows.ts';
import type { OverviewFile } from '../project/overview.ts';
import type { WorkingFile } from '../project/working.ts';
import type { Unreadable } from '../workspace/scan.ts';
import type { DiskFile } from './matching.ts';
import type { TreeItem } from './tree.ts';

/** What actions see of the disk: the paths they asked for, and all below them, are as they were just now. */
export interface Survey {
  readonly tree: {
    readonly items: ReadonlyMap<Id, TreeItem>;
    /** By path key: the path with every component as its name key. */
    readonly byKey: ReadonlyMap<string, TreeItem>;
  };
  /** What is known of an asset's file; undefined where there is none. */
  known(id: Id): OverviewFile | undefined;
  /** The same, as the project file has it. */
  working(id: Id): WorkingFile | undefined;
  /** The file could not be read, or did not hold still. */
  isUnreadable(id: Id): boolean;
  /**
   * Files that may have changed and were not read, because whoever asked reads them itself or does not need to know.
   * `known` says what was last known of them, if anything.
   */
  readonly unread: ReadonlyMap<Id, DiskFile>;
  readonly untracked: readonly DiskFile[];
  /** Folders on disk, relative paths. */
  readonly folders: ReadonlySet<string>;
  /** What is there and cannot be looked at; of a folder, all that is in it. */
  readonly unreadable: readonly Unreadable[];
}

/** Which of the files that may have changed are read now. */
export type Hashes = (found: TreeItem) => boolean;
