/**
 * What a consumer (editor, command line) can ask of an open project. Every value is structured-cloneable, so
 * that the same interface works across a worker boundary.
 *
 * Paths are relative to the working folder, with `/`, as in the tree. Where an item is asked for, `trash:ID`
 * names a trashed one.
 */

import type { Hash, Id } from './domain/rows.ts';
import type { Said } from './domain/said.ts';

export type AssetState = 'normal' | 'modified' | 'outdated' | 'untracked' | 'rebuild' | 'metadata-only';

export type Flag =
  | 'outdated' // modified, and the studio has a newer version
  | 'moved' // renamed or moved by a teammate; pulling replays it on disk
  | 'conflict'
  | 'locked' // a task of somebody else: this user may not checkpoint it
  | 'rejected'
  | 'unsent'
  | 'shared'
  | 'renamed' // gone from its place while the same content turned up elsewhere, or that: `rename` says which
  | 'name-refused' // an untracked file whose name cannot be tracked
  | 'unreadable';

export interface Entry {
  readonly path: string;
  readonly name: string;
  readonly kind: 'asset' | 'collection' | 'untracked';
  /** Collections have the most urgent state of what they hold; `normal` where they hold nothing. */
  readonly state: AssetState;
  readonly flags: readonly Flag[];
  readonly id: Id | null;
  /** Version the working file is based on; latest version here. */
  readonly base: number | null;
  readonly latest: number | null;
  readonly assignee: string | null;
  readonly status: string | null;
  readonly type: string | null;
  readonly task: boolean;
  readonly tags: readonly string[];
  readonly description: string;
  /** Bytes of the working file, or of the newest checkpoint where there is none. */
  readonly size: number | null;
  /** True where an untracked entry is a folder. */
  readonly folder: boolean;
  /** Set where this looks like one end of a rename. */
  readonly rename?: RenameOffer;
}

/**
 * A tracked file that disappeared while an untracked one with the same content appeared; or all files of a collection.
 * `move` accepts it, `declineRename` declines it.
 */
export interface RenameOffer {
  readonly id: Id;
  readonly kind: 'asset' | 'collection';
  /** The item's path. */
  readonly from: string;
  /** Where the file or folder is on disk. */
  readonly to: string;
}

export type Counts = Partial<Record<AssetState, number>>;

/** What to look for. What is left out matters not; texts are compared as names are, whatever the case. */
export interface Search {
  /** A part of the path. */
  readonly text?: string;
  readonly kinds?: readonly Entry['kind'][];
  /** One of these holds. A collection has the flags that it has itself, and no state: that is of what it holds. */
  readonly states?: readonly (AssetState | Flag)[];
  /** One of these; '' for none, here and in the next two. */
  readonly statuses?: readonly string[];
  readonly assignees?: readonly string[];
  readonly types?: readonly string[];
  /** All of these. */
  readonly tags?: readonly string[];
}

/** In order. */
export interface Facets {
  readonly statuses: readonly string[];
  readonly assignees: readonly string[];
  readonly types: readonly string[];
  readonly tags: readonly string[];
}

export interface StatusReport {
  readonly project: { readonly id: Id; readonly name: string; readonly studio: string | null };
  readonly unsent: number;
  readonly watermark: number;
  readonly counts: Counts;
  readonly conflicts: number;
  /** Outdated assets plus assets to rebuild that this user is entitled to: what the last sync left to pull. */
  readonly toPull: number;
  /** Time of the last finished sync, or null. */
  readonly lastSync: number | null;
  /** What was renamed or moved outside of Cairn, by the look of it. */
  readonly renames: readonly RenameOffer[];
  readonly assets: readonly Entry[];
}

/** A status report without the assets of which there is nothing to say. */
export interface Brief extends Omit<StatusReport, 'assets'> {
  /** What is not as the history has it, or carries a flag that asks for something. Of collections only those refused by the studio. */
  readonly notable: readonly Entry[];
  /** Where so many assets only wait to be sent that nobody would read their names: how many, not in `notable`. */
  readonly waiting: number;
  /** How many others there are. */
  readonly quiet: number;
}

/** A status report as the difference from an earlier one. */
export interface Changes extends Omit<StatusReport, 'assets'> {
  /** Names this state, for the next call. */
  readonly version: number;
  /** `changed` holds every entry: the earlier state is not known any more, or there was none. */
  readonly full: boolean;
  /** Entries that are new or differ. */
  readonly changed: readonly Entry[];
  /** Paths that have no entry any more. */
  readonly removed: readonly string[];
}

export interface CheckpointView {
  readonly version: number;
  readonly id: Id;
  readonly author: string;
  readonly time: number;
  readonly comment: string;
  readonly size: number;
  readonly status: string;
  readonly contentHash: Hash;
  /** Every chunk is in the project file. */
  readonly local: boolean;
  /** The studio does not have it, or not that it is in the trash or out of it. */
  readonly unsent: boolean;
  readonly trashed: boolean;
  readonly preview: { readonly hash: Hash; readonly mediaType: string } | null;
}

/** One path of several that an action left as it was, and why. */
export interface Refused {
  readonly path: string;
  readonly code: string;
  /** English. */
  readonly message: string;
  readonly said?: Said | undefined;
}

export interface CheckpointReport {
  readonly checkpoints: readonly {
    readonly path: string;
    readonly id: Id;
    readonly version: number;
    readonly size: number;
    /** New bytes in the project file, after deduplication and compression. */
    readonly bytesStored: number;
  }[];
  readonly unchanged: readonly string[];
  readonly refused: readonly Refused[];
}

export interface CheckpointOptions {
  readonly comment?: string;
  readonly status?: string;
  /** Absolute path of an image. */
  readonly previewFile?: string;
  /**
   * Checkpoint also where the studio has a newer version that the file is not based on: mine becomes the newest.
   * Without it such a file is refused with `outdated`.
   */
  readonly onTop?: boolean;
}

export type ConflictKind =
  | 'collection-name'
  | 'asset-name'
  | 'file-folder'
  | 'diverged'
  | 'trashed-there'
  | 'trashed-here'
  | 'move-cycle'
  | 'lock-lost';

export type ChoiceName =
  | 'rename'
  | 'merge'
  | 'stack-mine'
  | 'stack-theirs'
  | 'restore'
  | 'trash'
  | 'keep'
  | 'theirs'
  | 'later';

export interface ConflictSide {
  readonly id: Id;
  readonly path: string;
  readonly name: string;
  readonly kind: 'asset' | 'collection';
  readonly author: string;
  readonly time: number;
  readonly versions: number;
  readonly comments: readonly string[];
  readonly size: number;
  readonly status: string;
  readonly assignee: string | null;
  /** Children, for a collection. */
  readonly children: number;
  readonly preview: { readonly hash: Hash; readonly mediaType: string } | null;
  readonly checkpointId: Id | null;
  /** Set where this side trashed or purged it: who, and when (UTC milliseconds). */
  readonly gone: { readonly how: 'trashed' | 'purged'; readonly by: string; readonly time: number } | null;
}

export interface Conflict {
  readonly id: string;
  readonly kind: ConflictKind;
  readonly path: string;
  /** The conflict it is nested in: it arises only if that one is decided as merge, restore or keep. */
  readonly parent: string | null;
  readonly choices: readonly {
    readonly name: ChoiceName;
    readonly enabled: boolean;
    readonly reason?: string;
    /** What the choice will do, in words. */
    readonly effect: string;
    /** Both again, for other languages; missing in what an older version found. */
    readonly said?: { readonly effect: Said; readonly reason?: Said };
  }[];
  readonly mine: ConflictSide;
  readonly theirs: ConflictSide;
  /** For `rename`: a free name; for a move cycle a free path from the top. */
  readonly suggestion: string;
  /** The decision taken so far, or null. */
  readonly decision: Decision | null;
}

/** Newest first, each side's whole history as far as this machine knows it. Collections have none. */
export interface ConflictHistory {
  readonly mine: readonly CheckpointView[];
  readonly theirs: readonly CheckpointView[];
}

export interface Decision {
  readonly choice: ChoiceName;
  /** For `rename`: the new name, or for a move cycle the new path. */
  readonly name?: string;
}

export interface SyncReport {
  readonly outcome: 'done' | 'conflicts' | 'attention';
  readonly watermark: number;
  /** Rows. */
  readonly pushed: number;
  readonly pulled: number;
  readonly superseded: readonly Superseded[];
  readonly rejected: readonly Rejected[];
  readonly conflicts: readonly Conflict[];
  readonly chunks: {
    readonly uploaded: number;
    readonly downloaded: number;
    readonly bytesUp: number;
    readonly bytesDown: number;
    /** Bytes of new checkpoints that did not have to travel. */
    readonly bytesSaved: number;
  };
}

export interface Superseded {
  readonly id: string;
  readonly path: string;
  readonly field: string;
  readonly mine: string;
  readonly theirs: string;
  readonly time: number;
}

/** What applying a rejected row does: keep it as an asset of its own, give it another name, cut its texts to what a studio takes, or send it again. */
export type WayOut = 'separate' | 'rename' | 'shorten' | 'retry';

export interface Rejected {
  readonly id: string;
  readonly path: string;
  readonly kind: string;
  readonly code: string;
  readonly message: string;
  readonly wayOut: WayOut;
}

/** What was done about something that needed attention, and the path of the item it was about. */
export interface AttentionOutcome {
  /**
   * `again`: set again, or sent again with the next sync; `separated`: kept as an asset of its own; `renamed`; `shortened`;
   * `taken-back`: the row is as the studio has it; `forgotten`: no longer listed.
   */
  readonly did: 'again' | 'separated' | 'renamed' | 'shortened' | 'taken-back' | 'forgotten';
  readonly path: string;
}

export interface SyncPlan {
  readonly push: readonly { readonly path: string; readonly kind: string }[];
  readonly pull: number;
  readonly conflicts: readonly Conflict[];
  /** Plain bytes of unsent checkpoints: an upper bound. */
  readonly bytesUp: number;
  readonly bytesDown: number;
}

export type SyncPhase =
  | 'connect'
  | 'pull'
  | 'reconcile'
  | 'upload'
  | 'push'
  | 'download'
  | 'scan'
  | 'read'
  | 'write';

export interface Progress {
  readonly phase: SyncPhase;
  readonly done: number;
  /** 0 while unknown. Bytes, or rows for pull and push. */
  readonly total: number;
  readonly unit: 'bytes' | 'rows' | 'files';
  readonly path?: string;
}

/** The last argument of every call that can take long. Crosses a worker boundary as messages. */
export interface CallOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  /** Bytes per second that the call may send and receive; without it, as many as there are. */
  readonly limit?: number | undefined;
}

export interface WriteReport {
  readonly written: readonly WrittenFile[];
  readonly unchanged: readonly string[];
  readonly refused: readonly Refused[];
}

export interface WrittenFile {
  readonly path: string;
  readonly version: number;
  readonly size: number;
  /** Where the edits lie that were given up for it, relative to the working folder. */
  readonly kept?: string;
}

/** What to do where a Modified file is in the way; without it, the file is refused. */
export type MineAction = 'checkpoint' | 'overwrite';

export interface TrashItem {
  readonly id: Id;
  readonly path: string;
  readonly kind: 'asset' | 'collection';
  readonly by: string;
  readonly at: number;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly problems: readonly { readonly code: string; readonly message: string }[];
  /** Versions that are whole again. */
  readonly repaired: number;
  readonly checked: { readonly chunks: number; readonly bytes: number; readonly checkpoints: number };
}

export interface GcReport {
  readonly chunks: number;
  readonly bytes: number;
  readonly dryRun: boolean;
}

export interface ExportReport {
  /** Absolute path. */
  readonly file: string;
  readonly chunks: number;
  /** Size of the file. */
  readonly bytes: number;
}

export interface MetadataEdit {
  readonly status?: string;
  readonly type?: string;
  readonly task?: boolean;
  readonly shared?: boolean;
  readonly description?: string;
}

export interface MemberView {
  readonly id: Id;
  readonly user: string;
  readonly role: string;
}

/** An item that comes down with another. */
export interface Needed {
  readonly id: Id;
  readonly path: string;
  readonly kind: 'asset' | 'collection';
  /** Steps from the item that was asked about; 0 is itself. */
  readonly depth: number;
  /** Bytes of the newest version; 0 for a collection. */
  readonly size: number;
  /** The newest version's content is in the project file. */
  readonly local: boolean;
}

/** What somebody gets who is assigned an item. */
export interface Needs {
  readonly path: string;
  /** Itself first, then by steps; thousands are told in part, the counts below are of all. */
  readonly items: readonly Needed[];
  readonly links: readonly { readonly from: Id; readonly to: Id; readonly why: 'needs' | 'holds' }[];
  readonly assets: number;
  /** Bytes of the newest versions. */
  readonly bytes: number;
  readonly missingBytes: number;
}

export interface ProjectLink {
  readonly id: Id;
  readonly name: string;
  /** The studio it is published on, or null. */
  readonly studio: string | null;
  /** The working folder, absolute. */
  readonly folder: string;
}

export interface ProjectApi {
  /** What and where this project is; touches neither working files nor network. */
  info(): Promise<ProjectLink>;
  /** Scans what may have changed, then tells states. With `paths`, of those items and all below them. */
  status(paths?: readonly string[], options?: CallOptions): Promise<StatusReport>;
  /**
   * `status` of everything, for whoever only wants to know what there is to do. Where there are thousands of files it
   * leaves a note for the engine's `glance`, which gives the same answer without opening the project.
   */
  brief(options?: CallOptions): Promise<Brief>;
  /**
   * `status`, for whoever keeps the entries: told as the difference from an earlier answer, at the cost of what changed.
   * @param since the `version` of that answer; 0: everything.
   * @param hints paths that may have changed on disk since the last look, folders with all below them. Left out: the
   * whole folder is looked at, which is never wrong; files that a hint forgot are found then.
   */
  changes(since: number, hints?: readonly string[], options?: CallOptions): Promise<Changes>;
  /** Where the project file lies, absolute: on a disk of this machine, also where the working folder is on a network share. */
  projectFile(): Promise<string>;
  /** Another number whenever another program, or window, has committed something to the project file. Reads one number. */
  commitsElsewhere(): Promise<number>;
  /** The entries right below a collection or untracked folder ('' is the root), from the last scan. */
  children(path: string): Promise<readonly Entry[]>;
  /** The first `limit` of {@link children}, then those of the paths in `also` that are further down; and how many there are. */
  listing(
    path: string,
    limit: number,
    also?: readonly string[],
  ): Promise<{ readonly entries: readonly Entry[]; readonly total: number }>;
  /** The first `limit` items and untracked files of which everything holds that is asked for. */
  find(search: Search, limit: number): Promise<readonly Entry[]>;
  /** What can be asked for in `find`: every text that is in use. */
  facets(): Promise<Facets>;
  log(path: string): Promise<{ path: string; checkpoints: readonly CheckpointView[] }>;

  track(paths: readonly string[], with_: CheckpointOptions, options?: CallOptions): Promise<CheckpointReport>;
  checkpoint(
    paths: readonly string[],
    with_: CheckpointOptions,
    options?: CallOptions,
  ): Promise<CheckpointReport>;

  /** One sync. Pauses (outcome `conflicts`) where the user must decide; call again after resolving. */
  sync(options?: CallOptions): Promise<SyncReport>;
  plan(options?: CallOptions): Promise<SyncPlan>;
  conflicts(): Promise<readonly Conflict[]>;
  /** All versions of both sides; their previews are had by {@link preview}. */
  conflictHistory(conflictId: string): Promise<ConflictHistory>;
  /** Checks a name for `rename` against both sides and the rules: why not, or null. */
  checkRename(conflictId: string, name: string): Promise<Said | null>;
  /** Records a decision (null takes it back); the next sync applies it. */
  resolve(conflictId: string, decision: Decision | null): Promise<void>;
  attention(): Promise<{ rejected: readonly Rejected[]; superseded: readonly Superseded[] }>;
  /** Tries to get mine through (sync-spec.md, "Rejected rows and superseded edits"); `name` for what needs one. */
  attentionApply(id: string, name?: string): Promise<AttentionOutcome>;
  /** Gives mine up. */
  attentionDiscard(id: string): Promise<AttentionOutcome>;

  pull(paths: readonly string[], mine?: MineAction, options?: CallOptions): Promise<WriteReport>;
  rebuild(paths: readonly string[], options?: CallOptions): Promise<WriteReport>;
  revert(path: string, version: number, mine?: MineAction, options?: CallOptions): Promise<WriteReport>;
  /** Removes working files whose content is safe in the history. */
  free(paths: readonly string[]): Promise<WriteReport>;
  /** Writes one version's bytes to `target` (absolute), which must not exist. */
  exportVersion(path: string, version: number, target: string, options?: CallOptions): Promise<void>;
  /** Bytes of a checkpoint's preview, also of one in a conflict; null where there is none here. */
  preview(checkpointId: Id): Promise<{ mediaType: string; data: Uint8Array } | null>;

  mkdir(path: string, shared?: boolean): Promise<void>;
  /** Renames or moves; also accepts a {@link RenameOffer}, the file or folder being there already. */
  move(from: string, to: string): Promise<{ path: string }>;
  /** Not the same: this rename is not offered any more. */
  declineRename(from: string, to: string): Promise<void>;
  trash(paths: readonly string[]): Promise<void>;
  /** Puts one version into the trash, or takes it out again; never the newest. Its content stays readable. */
  trashVersion(path: string, version: number, trashed: boolean): Promise<void>;
  trashList(): Promise<readonly TrashItem[]>;
  trashRestore(id: Id): Promise<{ path: string }>;
  trashPurge(id: Id): Promise<void>;
  assign(path: string, user: string): Promise<void>;
  unassign(path: string): Promise<void>;
  edit(path: string, edit: MetadataEdit): Promise<void>;
  tag(path: string, add: readonly string[], remove: readonly string[]): Promise<void>;
  depend(path: string, on: readonly string[], off: readonly string[]): Promise<void>;
  /** What comes down with an item: what it needs, and what that needs. */
  needs(path: string): Promise<Needs>;
  members(): Promise<readonly MemberView[]>;

  verify(repair: boolean, options?: CallOptions): Promise<VerifyReport>;
  gc(dryRun: boolean, options?: CallOptions): Promise<GcReport>;
  /** Writes the project with everything this machine has of it into one new file. `target`: absolute, ends with .clst. */
  exportProject(target: string, options?: CallOptions): Promise<ExportReport>;
  /** Creates the project on a studio and links this one to it; the next sync sends everything. */
  publish(studioUrl: string): Promise<{ id: Id; name: string; url: string }>;
  close(): Promise<void>;
}
