/** Tables of the studio's operations, see operations-migration.ts. */
import type { Generated } from 'kysely';

/** Which revisions of the activity are about an item: itself, its checkpoints, tags and dependencies. */
export interface ActivityItemTable {
  project_id: string;
  item_id: string;
  revision: number;
}

/** Which revisions of the activity changed a field of this name. */
export interface ActivityFieldTable {
  project_id: string;
  field: string;
  revision: number;
}

export interface WebhookTable {
  id: string;
  project_id: string;
  url: string;
  label: string;
  /** As it was shown: messages are signed with it. */
  secret: string;
  created_by: string;
  created_at: number;
  /** `active`, or `given-up`. */
  state: string;
  /** The revision up to which everything was told. */
  told: number;
  /** Of the message that is due, so far. */
  attempts: number;
  next_at: number;
  failing_since: number | null;
  /** A claim of whoever tells at this moment, until `claimed_until`. */
  claimed_by: string;
  claimed_until: number;
}

export interface WebhookDeliveryTable {
  id: string;
  webhook_id: string;
  message_id: string;
  /** Null for a test. */
  revision: number | null;
  at: number;
  /** Milliseconds. */
  took: number;
  /** Of HTTP; null where no answer came. */
  status: number | null;
  /** Empty where it was delivered. */
  problem: string;
}

/** What a project holds and may hold. Null: no limit, no rule. */
export interface AllowanceTable {
  project_id: string;
  /** Plain bytes of its chunks. */
  used_bytes: number;
  /** That are not purged. */
  used_items: number;
  most_bytes: number | null;
  most_items: number | null;
  /** Days after which trash is purged. */
  trash_days: number | null;
}

/** An account as an OpenID provider knows it. */
export interface IdentityTable {
  issuer: string;
  subject: string;
  account_id: string;
  created_at: number;
}

/** A sign-in elsewhere that is under way. */
export interface SsoFlowTable {
  /** SHA-256 of the state, hex. */
  state_hash: string;
  nonce: string;
  /** PKCE towards the provider. */
  verifier: string;
  /** Hash of what the client will show, so that nobody else can take the session. */
  challenge: string;
  /** Of the client's own page on loopback; null where the studio shows the code. */
  port: number | null;
  /** SHA-256 of the code that the client changes for a session, once; null until the provider has said who it is. */
  code_hash: string | null;
  subject: string | null;
  /** What the provider calls them. */
  name: string;
  expires_at: number;
  /** Where it was begun from, see access/network.ts. */
  network: Generated<string>;
}

/** What was done with the studio itself, see accounts/studio-activity.ts. */
export interface StudioActivityTable {
  /** In the order of time. */
  id: string;
  account_id: string;
  client: string;
  created_at: number;
  kind: string;
  key: string;
  /** JSON object: old and new value of each field. */
  fields: string;
}

export interface OperationsTables {
  studio_activity: StudioActivityTable;
  activity_item: ActivityItemTable;
  activity_field: ActivityFieldTable;
  webhook: WebhookTable;
  webhook_delivery: WebhookDeliveryTable;
  allowance: AllowanceTable;
  identity: IdentityTable;
  sso_flow: SsoFlowTable;
}
