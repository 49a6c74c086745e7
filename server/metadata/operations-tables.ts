/** Tables of the studio's operations, see operations-migration.ts. */
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

/** A sign-in elsewhere that came back: its state counts no second time. */
export interface SsoStateTable {
  /** SHA-256 of the state, hex. */
  state_hash: string;
  expires_at: number;
}

/** Somebody whom the provider knows, until their program fetches the session. */
export interface SsoCodeTable {
  /** SHA-256 of the code that the program changes for a session, once. */
  code_hash: string;
  /** Hash of what the program will show, so that nobody else can take the session. */
  challenge: string;
  subject: string;
  /** What the provider calls them. */
  name: string;
  expires_at: number;
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
  sso_state: SsoStateTable;
  sso_code: SsoCodeTable;
}
