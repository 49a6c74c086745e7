/**
 * What `vscode.extensions.getExtension('cairn-vc.cairn').activate()` gives, in one file to copy. Within a version, members are added
 * and never change their meaning. Whatever fails is an `Error` with a `code`, in the words of the command line.
 */

export type State = 'normal' | 'modified' | 'outdated' | 'untracked' | 'rebuild' | 'metadata-only';

export type Flag =
  | 'outdated'
  | 'moved'
  | 'conflict'
  | 'locked'
  | 'rejected'
  | 'unsent'
  | 'shared'
  | 'renamed'
  | 'name-refused'
  | 'unreadable';

export interface Project {
  readonly name: string;
  /** Absolute path of the working folder. */
  readonly folder: string;
  /** Address of the studio, or null while it is not published. */
  readonly studio: string | null;
  readonly unsent: number;
  readonly toPull: number;
  readonly conflicts: number;
  readonly counts: Readonly<Partial<Record<State, number>>>;
}

export interface Status {
  /** One word for programs: `up-to-date`, `pending`, `syncing`, `conflict`, `offline`, `failed`, `signed-out` … */
  readonly kind: string;
  readonly text: string;
  readonly tooltip: string;
}

/** An asset, a collection or an untracked file. */
export interface Item {
  /** From the working folder, with `/`. */
  readonly path: string;
  readonly kind: 'asset' | 'collection' | 'untracked';
  readonly state: State;
  readonly flags: readonly Flag[];
  /** The version that the working file is based on, and the newest one. */
  readonly base: number | null;
  readonly latest: number | null;
  readonly assignee: string | null;
  readonly status: string | null;
}

export interface Version {
  readonly version: number;
  readonly author: string;
  /** UTC milliseconds. */
  readonly time: number;
  readonly comment: string;
  /** Bytes. */
  readonly size: number;
  readonly status: string;
  /** In the trash; its content stays. */
  readonly trashed: boolean;
}

/** What was left as it was, and why. */
export interface Refused {
  readonly path: string;
  readonly code: string;
  /** English. */
  readonly message: string;
}

export interface Recorded {
  readonly checkpoints: readonly {
    readonly path: string;
    readonly id: string;
    readonly version: number;
    readonly size: number;
    /** New bytes in the project file. */
    readonly bytesStored: number;
  }[];
  readonly unchanged: readonly string[];
  readonly refused: readonly Refused[];
}

export interface Written {
  readonly written: readonly { readonly path: string; readonly version: number; readonly size: number }[];
  readonly unchanged: readonly string[];
  readonly refused: readonly Refused[];
}

export interface Synced {
  readonly outcome: 'done' | 'conflicts' | 'attention';
  readonly watermark: number;
  /** Rows. */
  readonly pushed: number;
  readonly pulled: number;
}

/**
 * `folder` is a project's, or anything in it. Paths are from the working folder, with `/`, or absolute. Nothing is asked: what
 * would need an answer is refused, and the report says so.
 */
export interface CairnApi {
  readonly version: 1;
  /** The projects of this window that have been looked at. */
  projects(): readonly Project[];
  /** What the status bar shows. */
  status(): Status | null;
  /** Resolves when nothing runs, nothing waits to run, and what was found is shown. */
  whenIdle(): Promise<void>;
  /** Calls back after every change of the projects or of what is known of one. */
  onDidChange(listener: () => void): { dispose(): void };
  /** Of these items; of all that are not simply up to date where none are named. */
  states(folder: string, paths?: readonly string[]): Promise<readonly Item[]>;
  /** Newest first. */
  history(folder: string, path: string): Promise<readonly Version[]>;
  track(folder: string, paths: readonly string[], comment?: string): Promise<Recorded>;
  /** `previewFile`: absolute path of a PNG, JPEG, GIF or WebP image. */
  checkpoint(
    folder: string,
    paths: readonly string[],
    request: { readonly comment: string; readonly status?: string; readonly previewFile?: string },
  ): Promise<Recorded>;
  pull(folder: string, paths: readonly string[]): Promise<Written>;
  rebuild(folder: string, paths: readonly string[]): Promise<Written>;
  /** One sync; with outcome `conflicts` it waits for the user. */
  sync(folder: string): Promise<Synced>;
}
