/** Rows, changes and content as clients send them, for tests that talk to a studio. */
import { v7 as uuid } from 'uuid';
import { newItem as fresh } from '../../engine/actions/new-item.ts';
import { encodeChunk } from '../../engine/content/codec.ts';
import { sha256 } from '../../engine/content/hash.ts';
import { buildManifest } from '../../engine/content/manifest.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import { type Checkpoint, type Item, ROOT, type Row } from '../../engine/domain/rows.ts';
import { encodeRow } from '../../engine/domain/wire.ts';
import type { cairn } from '../../proto/generated/cairn.js';

/** What a file becomes: its chunks, manifest nodes among them, and what a checkpoint says about it. */
export interface Content {
  readonly chunks: readonly StoredChunk[];
  readonly address: Pick<Checkpoint, 'contentHash' | 'size' | 'manifest'>;
}

export function contentOf(...parts: readonly Uint8Array[]): Content {
  const chunks = parts.map((part) => encodeChunk(sha256(part), part));
  const manifest = buildManifest(chunks.map(({ hash, size }) => ({ hash, size })));
  const whole = Buffer.concat(parts);
  return {
    chunks: [...chunks, ...manifest.nodes],
    address: { contentHash: sha256(whole), size: whole.length, manifest: manifest.root },
  };
}

export const item = (fields: Partial<Item> & Pick<Item, 'name'>): Item => ({
  ...fresh('', 'asset', ROOT, fields.name, 1),
  ...fields,
});

export const checkpoint = (
  assetId: string,
  content: Pick<Content, 'address'>,
  fields: Partial<Checkpoint> = {},
): Checkpoint => ({
  id: uuid(),
  assetId,
  version: 0,
  parentId: '',
  ...content.address,
  comment: '',
  authorId: '',
  createdAt: 1,
  status: '',
  preview: undefined,
  trashed: false,
  ...fields,
});

type Body =
  | { kind: 'item'; row: Item }
  | { kind: 'checkpoint'; row: Checkpoint }
  | { kind: 'tagging'; row: { itemId: string; tag: string; present: boolean } }
  | { kind: 'dependency'; row: { itemId: string; targetId: string; present: boolean } };

const rowOf = (body: Body): cairn.v1.IRow => encodeRow({ revision: 0, ...body } as Row);
export const create = (body: Body, basis: string[] = []): cairn.v1.IChange => ({
  row: rowOf(body),
  created: true,
  basis,
});
export const newItem = (row: Item): cairn.v1.IChange => create({ kind: 'item', row });
export const newCheckpoint = (row: Checkpoint, basis: string[] = []): cairn.v1.IChange =>
  create({ kind: 'checkpoint', row }, basis);
/** An edit of the named fields. */
export const edit = (row: Item, fields: Partial<Item>): cairn.v1.IChange => ({
  row: rowOf({ kind: 'item', row: { ...row, ...fields } }),
  fields: Object.keys(fields),
});
