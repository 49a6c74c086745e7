/**
 * What other extensions get from `vscode.extensions.getExtension('cairn-vc.cairn').activate()`; docs/extension-api.md.
 * Within a version, members are added and never change their meaning. Whatever fails is an `Error` with a `code`.
 */
import type { AssetState, CheckpointReport, Flag, SyncReport, WriteReport } from '../engine/api.ts';

export interface ProjectSummary {
  readonly name: string;
  /** Absolute path of the working folder. */
  readonly folder: string;
  /** Address of the studio, or null while it is not published. */
  readonly studio: string | null;
  readonly unsent: number;
  readonly toPull: number;
  readonly conflicts: number;
  readonly counts: Readonly<Partial<Record<AssetState, number>>>;
}

export interface StatusSummary {
  /** One word for programs: `up-to-date`, `pending`, `syncing`, `conflict`, `offline`, `failed`, `signed-out` … */
  readonly kind: string;
  readonly text: string;
  readonly tooltip: string;
}

/** An asset, a collection or an untracked file. */
export interface ItemState {
  /** From the working folder, with `/`. */
  readonly path: string;
  readonly kind: 'asset' | 'collection' | 'untracked';
  readonly state: AssetState;
  readonly flags: readonly Flag[];
  /** The version that the working file is based on, and the newest one. */
  readonly base: number | null;
  readonly latest: number | null;
  readonly assignee: string | null;
  readonly status: string | null;
}

/** A checkpoint of an asset. */
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

export interface CheckpointRequest {
  readonly comment: string;
  readonly status?: string;
  /** Absolute path of a PNG, JPEG, GIF or WebP image. */
  readonly previewFile?: string;
}

/**
 * What a pipeline does with a project. `folder` is a project's, or anything in it. Paths are from the working folder, with
 * `/`, or absolute. Nothing is asked: what would need an answer is refused, and the report says so.
 */
export interface PipelineApi {
  /** Of these items; of all that are not simply up to date where none are named. */
  states(folder: string, paths?: readonly string[]): Promise<readonly ItemState[]>;
  /** Newest first. */
  history(folder: string, path: string): Promise<readonly Version[]>;
  track(folder: string, paths: readonly string[], comment?: string): Promise<CheckpointReport>;
  checkpoint(folder: string, paths: readonly string[], request: CheckpointRequest): Promise<CheckpointReport>;
  pull(folder: string, paths: readonly string[]): Promise<WriteReport>;
  rebuild(folder: string, paths: readonly string[]): Promise<WriteReport>;
  /** One sync; with outcome `conflicts` it waits for the user. */
  sync(folder: string): Promise<Pick<SyncReport, 'outcome' | 'watermark' | 'pushed' | 'pulled'>>;
}

export interface CairnApi extends PipelineApi {
  readonly version: 1;
  /** The projects of this window that have been looked at. */
  projects(): readonly ProjectSummary[];
  /** What the status bar shows. */
  status(): StatusSummary | null;
  /** Resolves when nothing runs, nothing waits to run, and what was found is shown. */
  whenIdle(): Promise<void>;
  /** Calls back after every change of the projects or of what is known of one. */
  onDidChange(listener: () => void): { dispose(): void };
}
