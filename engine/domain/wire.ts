/** Rows and hashes between the domain and protobuf. Everything that arrives is decoded and bounded here. */
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_CHUNK_BYTES, MAX_COMMENT, MAX_DESCRIPTION, MAX_LABEL } from '../../proto/limits.ts';
import {
  type Checkpoint,
  type Dependency,
  type Hash,
  ITEM_FIELDS,
  type Item,
  type ItemField,
  type Member,
  type Preview,
  type ProjectInfo,
  type Role,
  type Row,
  type Tagging,
} from './rows.ts';

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

/** Milliseconds since 1970 that calendars can tell: later ones would be an error for whoever shows them. */
const LAST_MOMENT = 8.64e15;

const moment = (value: number | null | undefined): number =>
  (value ?? 0) <= LAST_MOMENT ? integer(value, 'time') : fail('time is out of range');

/** @throws {WireError} */
export function decodeRow(message: cairn.v1.IRow): Row {
  const revision = integer(message.revision, 'revision');
  const { item, checkpoint, tagging, dependency, member, role, project } = message;
  if (item) return { kind: 'item', revision, row: decodeItem(item) };
  if (checkpoint) return { kind: 'checkpoint', revision, row: decodeCheckpoint(checkpoint) };
  if (tagging) return { kind: 'tagging', revision, row: decodeTagging(tagging) };
  if (dependency) return { kind: 'dependency', revision, row: decodeDependency(dependency) };
  if (member) return { kind: 'member', revision, row: decodeMember(member) };
  if (role) return { kind: 'role', revision, row: decodeRole(role) };
  if (project) return { kind: 'project', revision, row: decodeProject(project) };
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
    trashedAt: moment(m.trashedAt),
    mergedInto: reference(m.mergedInto, 'redirect'),
    purged: Boolean(m.purged),
    createdBy: reference(m.createdBy, 'creator'),
    createdAt: moment(m.createdAt),
  };
}

function decodeCheckpoint(m: cairn.v1.ICheckpoint): Checkpoint {
  return {
    id: id(m.id, 'checkpoint'),
    assetId: id(m.assetId, 'asset'),
    version: integer(m.version, 'version'),
    parentId: reference(m.parentId, 'parent'),
    contentHash: hashFromBytes(m.contentHash),
    size: integer(m.size, 'size'),
    manifest: hashFromBytes(m.manifest),
    comment: bounded(m.comment, MAX_COMMENT, 'comment'),
    authorId: reference(m.authorId, 'author'),
    createdAt: moment(m.createdAt),
    status: bounded(m.status, MAX_LABEL, 'status'),
    preview: m.preview ? decodePreview(m.preview) : undefined,
    trashed: Boolean(m.trashed),
  };
}

function decodePreview(m: cairn.v1.IPreview): Preview {
  const size = integer(m.size, 'preview size');
  if (size > MAX_CHUNK_BYTES) fail('preview too large');
  return { hash: hashFromBytes(m.hash), size, mediaType: bounded(m.mediaType, MAX_LABEL, 'media type') };
}

const decodeTagging = (m: cairn.v1.ITagging): Tagging => ({
  itemId: id(m.itemId, 'item'),
  tag: bounded(m.tag, MAX_LABEL, 'tag') || fail('empty tag'),
  present: Boolean(m.present),
});

const decodeDependency = (m: cairn.v1.IDependency): Dependency => ({
  itemId: id(m.itemId, 'item'),
  targetId: id(m.targetId, 'target'),
  present: Boolean(m.present),
});

const decodeMember = (m: cairn.v1.IMember): Member => ({
  userId: id(m.userId, 'user'),
  name: bounded(m.name, MAX_LABEL, 'name'),
  role: bounded(m.role, MAX_LABEL, 'role'),
  removed: Boolean(m.removed),
});

const decodeRole = (m: cairn.v1.IRole): Role => ({
  name: bounded(m.name, MAX_LABEL, 'role') || fail('empty role name'),
  permissions: (m.permissions ?? []).map((one) => bounded(one, MAX_LABEL, 'permission')),
  removed: Boolean(m.removed),
});

const decodeProject = (m: cairn.v1.IProjectInfo): ProjectInfo => ({
  id: id(m.id, 'project'),
  name: bounded(m.name, MAX_LABEL, 'name'),
  archived: Boolean(m.archived),
});

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
