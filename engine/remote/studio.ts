/**
 * What the engine and its consumers ask of a studio, over HTTP. Every method throws `CairnError` with one of the
 * studio codes; what comes back is decoded and bounded.
 */
import type { cairn } from '../../proto/generated/cairn.js';
import type { StoredChunk } from '../content/store.ts';
import type { Hash, Id } from '../domain/rows.ts';

export interface StudioHello {
  readonly version: string;
  readonly needsSetup: boolean;
}

export interface StudioUser {
  readonly id: Id;
  readonly name: string;
  readonly admin: boolean;
}

export interface Session {
  readonly token: string;
  readonly user: StudioUser;
}

export interface StudioProject {
  readonly id: Id;
  readonly name: string;
  readonly archived: boolean;
  /** The asker's role in it. */
  readonly role: string;
}

/** Calls without a project. `token` is null before sign-in. */
export interface StudioAccount {
  hello(signal?: AbortSignal): Promise<StudioHello>;
  /** Makes the first administrator. */
  setup(setupToken: string, name: string, password: string): Promise<Session>;
  login(name: string, password: string, device: string): Promise<Session>;
  logout(): Promise<void>;
  me(): Promise<StudioUser>;
  users(): Promise<readonly StudioUser[]>;
  addUser(name: string, password: string, admin: boolean): Promise<StudioUser>;
  removeUser(name: string): Promise<void>;
  projects(): Promise<readonly StudioProject[]>;
  /** By name or id. */
  project(nameOrId: string): Promise<StudioProject>;
  createProject(id: Id, name: string): Promise<StudioProject>;
  members(project: string): Promise<readonly { id: Id; user: string; role: string }[]>;
  setMember(project: string, user: string, role: string): Promise<void>;
  removeMember(project: string, user: string): Promise<void>;
  roles(project: string): Promise<readonly { name: string; permissions: readonly string[] }[]>;
  editRole(project: string, role: string, add: readonly string[], remove: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** The sync calls of one project. All may be sent again with the same effect; retries are inside. */
export interface StudioSync {
  /** Who the session is, and what the project is; also agrees on the protocol version. */
  connect(signal: AbortSignal): Promise<{ user: StudioUser; project: StudioProject }>;
  changes(since: number, cursor: string, signal: AbortSignal): Promise<cairn.v1.PullPage>;
  push(request: cairn.v1.IPushRequest, signal: AbortSignal): Promise<cairn.v1.PushResponse>;
  /** Which of `hashes` the studio wants sent. */
  missing(hashes: readonly Hash[], basis: readonly Id[], signal: AbortSignal): Promise<Set<Hash>>;
  /** Sends one batch (at most MAX_BATCH_BYTES); resolves once all of it is stored and verified. */
  upload(chunks: Iterable<StoredChunk>, signal: AbortSignal, onBytes: (sent: number) => void): Promise<void>;
  /**
   * Streams chunks of one checkpoint's content, manifest nodes or preview, each verified against its hash. Chunks the studio does not
   * have are left out. Ends early only by throwing; what was yielded is good.
   */
  fetch(checkpointId: Id, hashes: readonly Hash[], signal: AbortSignal): AsyncIterable<StoredChunk>;
  close(): Promise<void>;
}
