/**
 * What the engine and its consumers ask of a studio, over HTTP. Every method throws `CairnError` with one of the
 * studio codes; what comes back is decoded and bounded.
 */
import type { cairn } from '../../proto/generated/cairn.js';
import type { StoredChunk } from '../content/store.ts';
import type { Hash, Id } from '../domain/rows.ts';
import type { ProjectAdministration, StudioAdministration } from './administration.ts';

export interface StudioHello {
  readonly version: string;
  readonly needsSetup: boolean;
  /** What its single sign-on is called; null where it has none. */
  readonly sso: string | null;
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

/** A place where the account is signed in. Times are UTC milliseconds. */
export interface OwnSession {
  readonly id: string;
  readonly device: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** The one that asks. */
  readonly current: boolean;
}

/** A token of the account for a program. */
export interface OwnToken {
  readonly id: Id;
  readonly projectId: Id;
  readonly project: string;
  readonly user: string;
  readonly scope: 'read' | 'sync';
  readonly label: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  /** To the hour; null while it was never used. */
  readonly usedAt: number | null;
}

/** What an invitation is to. */
export interface Invited {
  readonly projectId: Id;
  readonly project: string;
  readonly role: string;
  readonly by: string;
}

export interface OpenInvitation {
  readonly id: Id;
  readonly role: string;
  readonly by: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** Calls without a project. `token` is null before sign-in. */
export interface StudioAccount {
  hello(signal?: AbortSignal): Promise<StudioHello>;
  /** Makes the first administrator. */
  setup(setupToken: string, name: string, password: string): Promise<Session>;
  login(name: string, password: string, device: string): Promise<Session>;
  /** Begins to sign in with the studio's OpenID provider, see sign-in-elsewhere.ts. */
  beginElsewhere(challenge: string, port: number | null): Promise<{ readonly url: string }>;
  finishElsewhere(found: { code: string; verifier: string }, device: string): Promise<Session>;
  /** Signs the account that asks in with the provider from now on, too. */
  linkElsewhere(found: { code: string; verifier: string }): Promise<void>;
  logout(): Promise<void>;
  me(): Promise<StudioUser>;
  users(): Promise<readonly StudioUser[]>;
  addUser(name: string, password: string, admin: boolean): Promise<StudioUser>;
  removeUser(name: string): Promise<void>;
  projects(): Promise<readonly StudioProject[]>;
  /** By name or id, and who asks. */
  join(nameOrId: string, signal?: AbortSignal): Promise<Joined>;
  createProject(id: Id, name: string): Promise<StudioProject>;
  members(project: string): Promise<readonly { id: Id; user: string; role: string }[]>;
  setMember(project: string, user: string, role: string): Promise<void>;
  removeMember(project: string, user: string): Promise<void>;
  roles(project: string): Promise<readonly { name: string; permissions: readonly string[] }[]>;
  editRole(project: string, role: string, add: readonly string[], remove: readonly string[]): Promise<void>;
  sessions(): Promise<readonly OwnSession[]>;
  revokeSession(id: string): Promise<void>;
  /** `token` is seen this once. */
  createToken(
    project: string,
    wanted: { scope: 'read' | 'sync'; days?: number | undefined; label?: string | undefined },
  ): Promise<{ token: string; id: Id; expiresAt: number }>;
  tokens(): Promise<readonly OwnToken[]>;
  revokeToken(id: Id): Promise<void>;
  /** `invitation` is seen this once. */
  invite(
    project: string,
    role: string,
    days?: number,
  ): Promise<{ invitation: string; id: Id; expiresAt: number }>;
  invitations(project: string): Promise<readonly OpenInvitation[]>;
  withdrawInvitation(project: string, id: Id): Promise<void>;
  lookAtInvitation(invitation: string): Promise<Invited>;
  /** Makes an account, in the project, and signs it in. */
  acceptInvitation(
    invitation: string,
    name: string,
    password: string,
    device: string,
  ): Promise<Session & { projectId: Id }>;
  /** Lets the account that asks into the project. */
  joinByInvitation(invitation: string): Promise<Invited>;
  /** By name or id. */
  administration(project: string): ProjectAdministration;
  studio(): StudioAdministration;
  close(): Promise<void>;
}

export interface Joined {
  readonly user: StudioUser;
  readonly project: StudioProject;
  /** There is something for {@link StudioSync.wanted}. */
  readonly wanted?: boolean | undefined;
  /** Restores of the studio from backups, the oldest first: each with the project's revision in it. */
  readonly restored?: readonly { readonly id: string; readonly head: number }[] | undefined;
}

/** The sync calls of one project. All may be sent again with the same effect; retries are inside. */
export interface StudioSync {
  /** Who the session is, and what the project is; also agrees on the protocol version. */
  connect(signal: AbortSignal): Promise<Joined>;
  changes(since: number, cursor: string, signal: AbortSignal): Promise<cairn.v1.PullPage>;
  push(request: cairn.v1.IPushRequest, signal: AbortSignal): Promise<cairn.v1.PushResponse>;
  /** Which of `hashes` the studio wants sent. */
  missing(hashes: readonly Hash[], basis: readonly Id[], signal: AbortSignal): Promise<Set<Hash>>;
  /** Content that this account has sent before, and that the studio would have again: what it has is damaged. */
  wanted(signal: AbortSignal): Promise<ReadonlySet<Hash>>;
  /**
   * Sends one batch, once: whoever plans the batches sends again what did not arrive. Resolves when all of it is stored
   * or refused.
   */
  upload(batch: UploadBatch, signal: AbortSignal): Promise<readonly Refused[]>;
  /**
   * Streams chunks of checkpoints' content (manifest nodes, chunks, preview), each verified against its hash, once.
   * What was yielded is good, also where it then breaks off.
   */
  fetch(request: ChunkRequest, signal: AbortSignal): AsyncIterable<Fetched>;
  /** Milliseconds that the quickest answer so far took to begin; 0 before there was one. */
  roundTrip(): number;
  close(): Promise<void>;
}

export interface UploadBatch {
  /** How many, and their frames (proto/frames.ts), made as they are sent; at most MAX_BATCH_BYTES. */
  readonly hashes: readonly Hash[];
  /**
   * Pieces of bytes, the same each time; where one is cut does not matter. One may change once the piece after the next
   * is asked for.
   */
  frames(without?: { has(hash: Hash): boolean }): AsyncIterable<Uint8Array>;
  /** Bytes that went out. What it returns is waited for before more goes. */
  readonly onBytes: (bytes: number) => Promise<void> | undefined;
}

/** A chunk that the other side does not take, or does not give. */
export interface Refused {
  readonly hash: Hash;
  readonly code: string;
  readonly message: string;
}

export interface ChunkRequest {
  readonly parts: readonly { readonly checkpointId: Id; readonly hashes: readonly Hash[] }[];
  /** Checkpoints whose whole content is here: chunks may come as deltas on theirs. */
  readonly held: readonly Id[];
  /** Whether they may. */
  readonly deltas: boolean;
  /** A chunk that is here, as it is stored: what deltas stand on. */
  readonly stored: (hash: Hash) => StoredChunk | undefined;
  /** As {@link UploadBatch.onBytes}, for bytes that came in. */
  readonly onBytes: (bytes: number) => Promise<void> | undefined;
}

/** Some chunks of an answer, together. */
export interface Fetched {
  /** Views of memory that is used for something else after `release`. */
  readonly chunks: readonly StoredChunk[];
  readonly refused: readonly Refused[];
  readonly release: () => void;
}
