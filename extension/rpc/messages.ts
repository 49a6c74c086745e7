/**
 * The messages between the extension host and the engine's worker. Both ends are one program of one version, so
 * the messages are typed, not decoded.
 */
import type { CallOptions, Changes, Entry, Progress, ProjectApi } from '../../engine/api.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import type { StudioAccount } from '../../engine/remote/studio.ts';
import type { WireError } from './errors.ts';

export type ToWorker =
  | { readonly type: 'call'; readonly id: number; readonly call: Call }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'answer'; readonly id: number; readonly result: Result };

export type FromWorker =
  | { readonly type: 'result'; readonly id: number; readonly result: Result }
  | { readonly type: 'progress'; readonly id: number; readonly progress: Progress }
  /** The engine asks for a session token. */
  | { readonly type: 'ask-token'; readonly id: number; readonly studioUrl: string }
  | { readonly type: 'log'; readonly entry: LogEntry };

export interface Call {
  /** The project it is for; null for calls of the worker itself. */
  readonly handle: number | null;
  readonly method: string;
  /** Without the `CallOptions`, which become messages. */
  readonly args: readonly unknown[];
  readonly optionsAt: number | null;
  /** As `CallOptions.limit`. */
  readonly limit?: number | undefined;
}

export type AccountMethod = Exclude<keyof StudioAccount, 'close'>;

export type Result =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError };

export interface LogEntry {
  readonly level: Parameters<EnginePorts['log']>[0];
  readonly message: string;
  readonly data?: Record<string, unknown>;
}

/** What changed since the last refresh, so that the host never receives a whole project. */
export interface Refresh extends Omit<Changes, 'version'> {
  /**
   * Entries that are new or differ: the first page of them. A full refresh leaves out those that are up to date and
   * unmarked; what the host knew of states before is then void.
   */
  readonly changed: readonly Entry[];
  /** There are more pages, to be had by `moreChanges`. */
  readonly more: boolean;
  /** Some asset has, or had since the project was opened, a version after its first. */
  readonly checkpointed: boolean;
}

/** The engine's interface; reports on very many files name only the first of those that went well. */
export interface WorkerProject extends ProjectApi {
  /** `changes()` since the last refresh. */
  refresh(hints?: readonly string[], options?: CallOptions): Promise<Refresh>;
  /** The next page of the last refresh; empty after the last one. */
  moreChanges(): Promise<readonly Entry[]>;
  /** Another program, or window, has committed something since the last refresh. */
  isBehind(): Promise<boolean>;
}

/** What the worker does without a project. Projects are handles: numbers that mean nothing else. */
export interface WorkerRoot {
  find(dir: string): Promise<string | null>;
  open(dir: string): Promise<number>;
  init(dir: string, name: string | undefined): Promise<number>;
  clone(studioUrl: string, project: string, dir: string, options?: CallOptions): Promise<number>;
  /** One call of a studio's account interface, with a client of its own. */
  account(
    studioUrl: string,
    token: string | null,
    method: AccountMethod,
    args: readonly unknown[],
  ): Promise<unknown>;
}

/** For each method, the place of its `CallOptions`, or null where it takes none. */
export const ROOT_METHODS: Readonly<Record<keyof WorkerRoot, number | null>> = {
  find: null,
  open: null,
  init: null,
  clone: 3,
  account: null,
};

export const PROJECT_METHODS: Readonly<Record<keyof WorkerProject, number | null>> = {
  refresh: 1,
  moreChanges: null,
  isBehind: null,
  projectFile: null,
  commitsElsewhere: null,
  info: null,
  status: 1,
  brief: 0,
  changes: 2,
  children: null,
  listing: null,
  find: null,
  facets: null,
  log: null,
  track: 2,
  checkpoint: 2,
  sync: 0,
  plan: 0,
  conflicts: null,
  conflictHistory: null,
  checkRename: null,
  attentionApply: null,
  attentionDiscard: null,
  resolve: null,
  attention: null,
  pull: 2,
  rebuild: 1,
  revert: 3,
  free: null,
  exportVersion: 3,
  preview: null,
  mkdir: null,
  move: null,
  declineRename: null,
  trash: null,
  trashVersion: null,
  trashList: null,
  trashRestore: null,
  trashPurge: null,
  assign: null,
  unassign: null,
  edit: null,
  tag: null,
  depend: null,
  needs: null,
  members: null,
  verify: 1,
  gc: 1,
  exportProject: 1,
  publish: null,
  close: null,
};
