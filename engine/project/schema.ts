/**
 * The schema of a project file, as the list of steps that made it: step N takes a file from version N to N + 1.
 * A step that has been released is never edited.
 */

/** Marks a SQLite file as Cairn's (`Crn1`). */
export const APPLICATION_ID = 0x43726e31;

const INITIAL = `
CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Collections and assets. rev: studio revision, 0 = not there yet. base: the changed fields' values at the last
-- sync, as JSON. name_key: NULL only inside the transaction that applies a pull.
CREATE TABLE item (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('collection', 'asset')),
  parent_id TEXT REFERENCES item (id),
  name TEXT NOT NULL,
  name_key TEXT,
  shared INTEGER NOT NULL DEFAULT 0,
  task INTEGER NOT NULL DEFAULT 0,
  assignee_id TEXT NOT NULL DEFAULT '',
  status TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT '',
  trashed INTEGER NOT NULL DEFAULT 0,
  trashed_by TEXT NOT NULL DEFAULT '',
  trashed_at INTEGER NOT NULL DEFAULT 0,
  merged_into TEXT NOT NULL DEFAULT '',
  purged INTEGER NOT NULL DEFAULT 0,
  created_by TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  rev INTEGER NOT NULL DEFAULT 0,
  base TEXT,
  live INTEGER GENERATED ALWAYS AS (trashed = 0 AND purged = 0 AND merged_into = '') STORED
) STRICT;
CREATE UNIQUE INDEX item_name ON item (ifnull(parent_id, ''), name_key) WHERE live = 1;
CREATE INDEX item_parent ON item (parent_id);
CREATE INDEX item_unkeyed ON item (id) WHERE name_key IS NULL AND live = 1;
CREATE INDEX item_outbox ON item (id) WHERE rev = 0 OR base IS NOT NULL;
CREATE INDEX item_trashed ON item (id) WHERE trashed = 1;

CREATE TABLE checkpoint (
  id TEXT PRIMARY KEY,
  asset_id TEXT NOT NULL REFERENCES item (id),
  version INTEGER NOT NULL,
  parent_id TEXT NOT NULL DEFAULT '',
  content_hash BLOB NOT NULL,
  size INTEGER NOT NULL,
  manifest BLOB NOT NULL,
  comment TEXT NOT NULL DEFAULT '',
  author_id TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  status TEXT NOT NULL DEFAULT '',
  preview_hash BLOB,
  preview_size INTEGER NOT NULL DEFAULT 0,
  preview_type TEXT NOT NULL DEFAULT '',
  trashed INTEGER NOT NULL DEFAULT 0,
  rev INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX checkpoint_asset ON checkpoint (asset_id, version);
CREATE INDEX checkpoint_outbox ON checkpoint (id) WHERE rev = 0;

CREATE TABLE tagging (
  item_id TEXT NOT NULL REFERENCES item (id),
  tag TEXT NOT NULL,
  present INTEGER NOT NULL,
  rev INTEGER NOT NULL DEFAULT 0,
  base INTEGER,
  PRIMARY KEY (item_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX tagging_outbox ON tagging (item_id) WHERE rev = 0 OR base IS NOT NULL;

CREATE TABLE dependency (
  item_id TEXT NOT NULL REFERENCES item (id),
  target_id TEXT NOT NULL REFERENCES item (id),
  present INTEGER NOT NULL,
  rev INTEGER NOT NULL DEFAULT 0,
  base INTEGER,
  PRIMARY KEY (item_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX dependency_target ON dependency (target_id);
CREATE INDEX dependency_outbox ON dependency (item_id) WHERE rev = 0 OR base IS NOT NULL;

CREATE TABLE member (
  user_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  removed INTEGER NOT NULL,
  rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE role (
  name TEXT PRIMARY KEY,
  permissions TEXT NOT NULL,
  removed INTEGER NOT NULL,
  rev INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Content, addressed by the SHA-256 of the plain bytes.
CREATE TABLE chunk (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  codec INTEGER NOT NULL,
  size INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;

-- The stat cache: what is on disk for an asset. base_id: the checkpoint the file is based on.
CREATE TABLE working (
  item_id TEXT PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  base_id TEXT NOT NULL DEFAULT '',
  size INTEGER NOT NULL,
  mtime_ns TEXT NOT NULL,
  ino TEXT NOT NULL,
  content_hash BLOB NOT NULL,
  cached_at_ns TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Renames on disk that follow a committed rename of a row; replayed until done.
CREATE TABLE relocation (
  id INTEGER PRIMARY KEY,
  from_path TEXT NOT NULL,
  to_path TEXT NOT NULL
) STRICT;

-- A pull that is not applied yet. A row that came again replaces its older self.
CREATE TABLE staged (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  payload BLOB NOT NULL,
  UNIQUE (kind, key)
) STRICT;

-- The push in flight: sent again under its id until the studio's answer is applied.
CREATE TABLE outgoing (
  push_id TEXT PRIMARY KEY,
  payload BLOB NOT NULL
) STRICT;

CREATE TABLE conflict (
  id TEXT PRIMARY KEY,
  ordinal INTEGER NOT NULL,
  body TEXT NOT NULL
) STRICT;
CREATE TABLE decision (
  conflict_id TEXT PRIMARY KEY,
  choice TEXT NOT NULL,
  name TEXT
) STRICT;

CREATE TABLE rejected (
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  code TEXT NOT NULL,
  message TEXT NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
`;

const SUPERSEDED = `
-- Local edits that lost against the studio's, kept so that they can be applied again.
CREATE TABLE superseded (
  id INTEGER PRIMARY KEY,
  item_id TEXT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  field TEXT NOT NULL,
  mine TEXT NOT NULL,
  theirs TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX superseded_item ON superseded (item_id);
`;

const PACKS = `
-- Files of chunks beside the project file, named by the id in hexadecimal. size: what rows may refer to; bytes behind
-- it are left over from a crash. is_full: not appended to any more.
CREATE TABLE pack (
  id INTEGER PRIMARY KEY,
  size INTEGER NOT NULL,
  is_full INTEGER NOT NULL DEFAULT 0
) STRICT;

-- pack, offset, length: the frame of a chunk that lies in a pack, whose data is empty then. base: what a delta stands
-- on (an encoded DeltaBase); depth: how many deltas stand between it and chunks that are kept whole.
ALTER TABLE chunk ADD COLUMN pack INTEGER REFERENCES pack (id);
ALTER TABLE chunk ADD COLUMN offset INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chunk ADD COLUMN length INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chunk ADD COLUMN base BLOB;
ALTER TABLE chunk ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;
CREATE INDEX chunk_pack ON chunk (pack, offset, length) WHERE pack IS NOT NULL;
CREATE INDEX chunk_delta ON chunk (depth) WHERE depth > 0;
`;

/** Not `OR IGNORE`: within a trigger, the clause of the statement that fired it would hold instead. */
const note = (id: string, below: 0 | 1): string =>
  `INSERT INTO outstanding SELECT ${id}, ${below} WHERE NOT EXISTS (
    SELECT 1 FROM outstanding WHERE item_id = ${id} AND below = ${below});`;

const EVERYTHING_NOTED = "EXISTS (SELECT 1 FROM outstanding WHERE item_id = '' AND below = 1)";

const differs = (...columns: string[]): string =>
  columns.map((column) => `new.${column} IS NOT old.${column}`).join(' OR ');

/**
 * Triggers, so that nothing that writes can forget it; but where rows are inserted in masses, which a trigger would
 * make twice as slow: `Checkpoints` and `Working` note those.
 */
const OUTSTANDING = `
-- Assets whose newest version a sync may have to bring, noted where something changed that decides it, until it is here
-- or is found not to be wanted. below: with all that the item leads to. An empty id: it may be any; with below 0, all are
-- being looked at.
CREATE TABLE outstanding (
  item_id TEXT NOT NULL,
  below INTEGER NOT NULL,
  PRIMARY KEY (item_id, below)
) STRICT, WITHOUT ROWID;
INSERT INTO outstanding VALUES ('', 1);

-- In the order in which the outbox is read: otherwise the index of all checkpoints would be gone through for it.
DROP INDEX checkpoint_outbox;
CREATE INDEX checkpoint_outbox ON checkpoint (asset_id, version, created_at, id) WHERE rev = 0;

CREATE TRIGGER outstanding_restacked AFTER UPDATE OF asset_id, version ON checkpoint
WHEN NOT ${EVERYTHING_NOTED} AND (${differs('asset_id', 'version')})
BEGIN ${note('new.asset_id', 0)} ${note('old.asset_id', 0)} END;
CREATE TRIGGER outstanding_dropped AFTER DELETE ON checkpoint
WHEN NOT ${EVERYTHING_NOTED}
BEGIN ${note('old.asset_id', 0)} END;
CREATE TRIGGER outstanding_item AFTER UPDATE OF parent_id, shared, task, assignee_id, trashed, purged, merged_into ON item
WHEN NOT ${EVERYTHING_NOTED} AND new.live = 1
  AND (${differs('parent_id', 'shared', 'task', 'assignee_id', 'live')})
BEGIN ${note('new.id', 1)} END;
CREATE TRIGGER outstanding_depends AFTER INSERT ON dependency
WHEN NOT ${EVERYTHING_NOTED} AND new.present = 1
BEGIN ${note('new.target_id', 1)} END;
CREATE TRIGGER outstanding_depends_again AFTER UPDATE OF present ON dependency
WHEN NOT ${EVERYTHING_NOTED} AND new.present = 1 AND old.present = 0
BEGIN ${note('new.target_id', 1)} END;
CREATE TRIGGER outstanding_reassigned AFTER UPDATE OF item_id ON working
WHEN NOT ${EVERYTHING_NOTED} AND new.item_id IS NOT old.item_id
BEGIN ${note('new.item_id', 0)} END;
CREATE TRIGGER outstanding_user BEFORE INSERT ON meta
WHEN new.key = 'user-id' AND new.value IS NOT (SELECT value FROM meta WHERE key = 'user-id')
BEGIN ${note("''", 1)} END;
`;

const DECLINED_RENAMES = `
-- Files that look like renamed assets and are not: what the user said of them.
CREATE TABLE declined_rename (
  item_id TEXT NOT NULL REFERENCES item (id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  PRIMARY KEY (item_id, path)
) STRICT, WITHOUT ROWID;
`;

const VERSION_EDITS = `
-- Versions put into the trash or taken out of it here, which the studio does not know yet. A checkpoint's own row has what
-- the studio says.
CREATE TABLE version_edit (
  checkpoint_id TEXT PRIMARY KEY REFERENCES checkpoint (id) ON DELETE CASCADE,
  trashed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`;

export const MIGRATIONS: readonly string[] = [
  INITIAL,
  SUPERSEDED,
  PACKS,
  OUTSTANDING,
  DECLINED_RENAMES,
  VERSION_EDITS,
];
