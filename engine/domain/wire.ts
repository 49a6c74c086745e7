/** Rows and hashes between the domain and protobuf. Everything that arrives is decoded and bounded here. */
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_CHUNK_BYTES, MAX_COMMENT, MAX_DESCRIPTION, MAX_LABEL } from '../../proto/limits.ts';
import { type Hash, ITEM_FIELDS, type Item, type ItemField, type Row } from './rows.ts';

/** A message that breaks the protocol. */
export class WireError extends Error {
  readonly code = 'bad-message';
}

/** A text beyond its bound, in a message that is fine otherwise. */
export class TooLongError extends WireError {}

const fail = (what: string): never => {
  throw new WireError(`Malformed message: ${what}`);
};

export function hashFromBytes(bytes: Uint8Array | null | undefined): Hash {
  if (bytes?.length !== 32) return fail('a hash must have 32 bytes');
  return Buffer.from(bytes.buffer, bytes.byteOffset, 32).toString('hex');
}

export const hashToBytes = (hash: Hash): Buffer => Buffer.from(hash, 'hex');

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;
const id = (text: string | null | undefined, what: string): string =>
  text && UUID.test(text) ? text : fail(`${what} is not an id`);
const reference = (text: string | null | undefined, what: string): string => (text ? id(text, what) : '');
const bounded = (text: string | null | undefined, limit: number, what: string): string => {
  if ((text ?? '').length <= limit) return (text ?? '').toWellFormed();
  throw new TooLongError(`The ${what} is longer than ${limit} characters`);
};
const integer = (value: number | null | undefined, what: string): number =>
  Number.isSafeInteger(value ?? 0) && (value ?? 0) >= 0 ? (value ?? 0) : fail(`${what} is out of range`);

/** @throws {WireError} */
export function decodeRow(message: cairn.v1.IRow): Row {
  const revision = integer(message.revision, 'revision');
  if (message.item) return { kind: 'item', revision, row: decodeItem(message.item) };
  if (message.checkpoint) {
    const c = message.checkpoint;
    const preview = c.preview && {
      hash: hashFromBytes(c.preview.hash),
      size: integer(c.preview.size, 'preview size'),
      mediaType: bounded(c.preview.mediaType, MAX_LABEL, 'media type'),
    };
    if (preview && preview.size > MAX_CHUNK_BYTES) fail('preview too large');
    return {
      kind: 'checkpoint',
      revision,
      row: {
        id: id(c.id, 'checkpoint'),
        assetId: id(c.assetId, 'asset'),
        version: integer(c.version, 'version'),
        parentId: reference(c.parentId, 'parent'),
        contentHash: hashFromBytes(c.contentHash),
        size: integer(c.size, 'size'),
        manifest: hashFromBytes(c.manifest),
        comment: bounded(c.comment, MAX_COMMENT, 'comment'),
        authorId: reference(c.authorId, 'author'),
        createdAt: integer(c.createdAt, 'time'),
        status: bounded(c.status, MAX_LABEL, 'status'),
        preview: preview || undefined,
        trashed: Boolean(c.trashed),
      },
    };
  }
  if (message.tagging) {
    const t = message.tagging;
    const tag = bounded(t.tag, MAX_LABEL, 'tag') || fail('empty tag');
    return {
      kind: 'tagging',
      revision,
      row: { itemId: id(t.itemId, 'item'), tag, present: Boolean(t.present) },
    };
  }
  if (message.dependency) {
    const d = message.dependency;
    const row = {
      itemId: id(d.itemId, 'item'),
      targetId: id(d.targetId, 'target'),
      present: Boolean(d.present),
    };
    return { kind: 'dependency', revision, row };
  }
  if (message.member) {
    const m = message.member;
    const row = {
      userId: id(m.userId, 'user'),
      name: bounded(m.name, MAX_LABEL, 'name'),
      role: bounded(m.role, MAX_LABEL, 'role'),
      removed: Boolean(m.removed),
    };
    return { kind: 'member', revision, row };
  }
  if (message.role) {
    const r = message.role;
    const row = {
      name: bounded(r.name, MAX_LABEL, 'role') || fail('empty role name'),
      permissions: (r.permissions ?? []).map((p) => bounded(p, MAX_LABEL, 'permission')),
      removed: Boolean(r.removed),
    };
    return { kind: 'role', revision, row };
  }
  if (message.project) {
    const p = message.project;
    const row = {
      id: id(p.id, 'project'),
      name: bounded(p.name, MAX_LABEL, 'name'),
      archived: Boolean(p.archived),
    };
    return { kind: 'project', revision, row };
  }
  return fail('a row of a kind this version does not know');
}

/** What names a row of one's own, which may hold what {@link decodeRow} refuses. */
export function decodeKey({ item, checkpoint, tagging, dependency }: cairn.v1.IRow): {
  kind: 'item' | 'checkpoint' | 'tagging' | 'dependency';
  key: string;
} {
  if (item) return { kind: 'item', key: item.id ?? '' };
  if (checkpoint) return { kind: 'checkpoint', key: checkpoint.id ?? '' };
  if (tagging) return { kind: 'tagging', key: `${tagging.itemId}/${tagging.tag}` };
  return dependency
    ? { kind: 'dependency', key: `${dependency.itemId}/${dependency.targetId}` }
    : fail('a row that no push carries');
}

function decodeItem(m: cairn.v1.IItem): Item {
  const kinds = { [cairn.v1.ItemKind.COLLECTION]: 'collection', [cairn.v1.ItemKind.ASSET]: 'asset' } as const;
  const kind = kinds[m.kind as keyof typeof kinds] ?? fail('item without a kind');
  return {
    id: id(m.id, 'item'),
    kind,
    parentId: reference(m.parentId, 'parent'),
    name: bounded(m.name, 1_000, 'name'),
    shared: Boolean(m.shared) && kind === 'collection',
    task: Boolean(m.task) && kind === 'asset',
    assigneeId: reference(m.assigneeId, 'assignee'),
    status: bounded(m.status, MAX_LABEL, 'status'),
    type: bounded(m.type, MAX_LABEL, 'type'),
    description: bounded(m.description, MAX_DESCRIPTION, 'description'),
    trashed: Boolean(m.trashed),
    trashedBy: reference(m.trashedBy, 'trashed by'),
    trashedAt: integer(m.trashedAt, 'time'),
    mergedInto: reference(m.mergedInto, 'redirect'),
    purged: Boolean(m.purged),
    createdBy: reference(m.createdBy, 'creator'),
    createdAt: integer(m.createdAt, 'time'),
  };
}

export function encodeRow(row: Row): cairn.v1.IRow {
  const { revision } = row;
  switch (row.kind) {
    case 'item': {
      const { COLLECTION, ASSET } = cairn.v1.ItemKind;
      return { revision, item: { ...row.row, kind: row.row.kind === 'asset' ? ASSET : COLLECTION } };
    }
    case 'checkpoint': {
      const { contentHash, manifest, preview, ...rest } = row.row;
      const checkpoint = {
        ...rest,
        contentHash: hashToBytes(contentHash),
        manifest: hashToBytes(manifest),
        preview: preview ? { ...preview, hash: hashToBytes(preview.hash) } : null,
      };
      return { revision, checkpoint };
    }
    case 'tagging':
      return { revision, tagging: row.row };
    case 'dependency':
      return { revision, dependency: row.row };
    case 'member':
      return { revision, member: row.row };
    case 'role':
      return { revision, role: { ...row.row, permissions: [...row.row.permissions] } };
    case 'project':
      return { revision, project: row.row };
  }
}

/** The item fields a change names, in the domain's spelling. Unknown ones are refused: they would be lost. */
export function decodeFields(fields: readonly string[] | null | undefined): ItemField[] {
  return (fields ?? []).map((field) =>
    (ITEM_FIELDS as readonly string[]).includes(field)
      ? (field as ItemField)
      : fail(`unknown field ${field}`),
  );
}
