/** The studio's tables. Booleans are 0 or 1 and times are UTC milliseconds, so that every database holds the same. */
import type { Generated } from 'kysely';
import type { OperationsTables } from './operations-tables.ts';

export interface SettingTable {
  key: string;
  value: string;
}

export interface AccountTable {
  id: string;
  name: string;
  /** Null once removed: the name is free again, the row stays because history points at it. */
  name_key: string | null;
  /** PHC string. */
  password: string;
  admin: number;
  created_at: number;
  removed_at: number | null;
}

export interface SessionTable {
  /** SHA-256 of the token, hex. */
  token_hash: string;
  account_id: string;
  device: string;
  created_at: number;
  expires_at: number;
}

export interface TokenTable {
  id: string;
  /** SHA-256 of the token, hex. */
  token_hash: string;
  account_id: string;
  project_id: string;
  scope: string;
  label: string;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface InvitationTable {
  id: string;
  token_hash: string;
  project_id: string;
  role: string;
  invited_by: string;
  created_at: number;
  expires_at: number;
}

/** Failed sign-ins since `since`, counted per account and per address. */
export interface AttemptTable {
  key: string;
  failures: number;
  since: number;
}

export interface ProjectTable {
  id: string;
  name: string;
  name_key: string;
  archived: number;
  /** Revision of the last accepted change. */
  head: number;
  created_by: string;
  created_at: number;
}

export interface MemberTable {
  project_id: string;
  account_id: string;
  role: string;
  removed: number;
  revision: number;
}

export interface RoleTable {
  project_id: string;
  name: string;
  /** JSON array of permissions. */
  permissions: string;
  removed: number;
  revision: number;
}

export interface ItemTable {
  project_id: string;
  id: string;
  kind: string;
  parent_id: string;
  name: string;
  /** Null while the row takes up no name (trashed, merged, purged): unique among siblings otherwise. */
  name_key: string | null;
  shared: number;
  task: number;
  assignee_id: string;
  status: string;
  type: string;
  description: string;
  trashed: number;
  trashed_by: string;
  trashed_at: number;
  merged_into: string;
  purged: number;
  created_by: string;
  created_at: number;
  revision: number;
  /** JSON object: the revision at which each field last changed. */
  field_revisions: string;
}

export interface CheckpointTable {
  project_id: string;
  id: string;
  asset_id: string;
  version: number;
  parent_id: string;
  content_hash: string;
  size: number;
  manifest: string;
  comment: string;
  author_id: string;
  created_at: number;
  status: string;
  preview_hash: string | null;
  preview_size: number;
  preview_type: string;
  trashed: number;
  revision: number;
}

export interface TaggingTable {
  project_id: string;
  item_id: string;
  tag: string;
  present: number;
  revision: number;
}

export interface DependencyTable {
  project_id: string;
  item_id: string;
  target_id: string;
  present: number;
  revision: number;
}

/** Where each row stands in the order of revisions: what a pull pages through. */
export interface ChangeTable {
  project_id: string;
  kind: string;
  key: string;
  revision: number;
}

/** Answers already given, by idempotency key. */
export interface PushTable {
  project_id: string;
  account_id: string;
  push_id: string;
  answer: Uint8Array;
  created_at: number;
}

export interface ActivityTable {
  project_id: string;
  revision: number;
  account_id: string;
  client: string;
  created_at: number;
  /** JSON array of {kind, key, fields: {name: [old, new]}}. */
  changes: string;
  /** `work`; `team`; or `access`, for who manages members: see sync/activity.ts. */
  about: Generated<string>;
}

/** Chunks that are in the chunk store. Others may rely on those whose state is SOUND (chunks/soundness.ts). */
export interface ChunkTable {
  project_id: string;
  hash: Uint8Array;
  /** Plain bytes. */
  size: number;
  /** When the studio last told anyone it has this chunk, or took it: collection spares what is recent. */
  touched_at: number;
  /** Soundness of the bytes, see chunks/soundness.ts. */
  state: Generated<number>;
  /** Of an unchecked one: the account that alone may rely on it. */
  sender_id: Generated<string | null>;
}

/** An object of the storage: frames, one behind the other (chunks/s3). */
export interface PackObjectTable {
  id: string;
  project_id: string;
  /** `open` while it may be uploaded, `kept` once it is there, `doomed` before it is removed. */
  state: string;
  bytes: number;
  /** Bytes of frames that chunks refer to. */
  live: number;
  /** Who uploads it; null where the studio wrote it. */
  account_id: string | null;
  /** Of an open one: the DirectUploadRequest that said what it would hold. Of a kept one: an UploadResponse with what was refused. */
  declared: Uint8Array | null;
  created_at: number;
  /** When all of its frames had been compared with their hashes; null before. */
  checked_at: number | null;
  /** A process is at it until then. */
  checking_until: number;
}

/** Where a chunk lies in an object. */
export interface PackFrameTable {
  project_id: string;
  hash: Uint8Array;
  object_id: string;
  start: number;
  /** Of the frame, with its length prefix. */
  length: number;
  codec: number;
  /** Plain bytes. */
  size: number;
  depth: number;
  base: Uint8Array | null;
  added_at: number;
}

/** Which deltas stand on a chunk. */
export interface PackSupportTable {
  project_id: string;
  base: Uint8Array;
  hash: Uint8Array;
}

/** Who has shown to hold a chunk's bytes. */
export interface HolderTable {
  project_id: string;
  hash: Uint8Array;
  account_id: string;
}

export interface Tables extends OperationsTables {
  setting: SettingTable;
  account: AccountTable;
  session: SessionTable;
  token: TokenTable;
  invitation: InvitationTable;
  attempt: AttemptTable;
  project: ProjectTable;
  member: MemberTable;
  role: RoleTable;
  item: ItemTable;
  checkpoint: CheckpointTable;
  tagging: TaggingTable;
  dependency: DependencyTable;
  change: ChangeTable;
  push: PushTable;
  activity: ActivityTable;
  chunk: ChunkTable;
  holder: HolderTable;
  pack_object: PackObjectTable;
  pack_frame: PackFrameTable;
  pack_support: PackSupportTable;
}
