/** Whether the content of pushed checkpoints is complete on the studio, and their author's to name. */
import type { Checkpoint, Hash, Id } from '../../engine/domain/rows.ts';
import type { Reader } from '../chunks/entitlements.ts';
import type { ChunkLedger } from '../chunks/ledger.ts';
import { type Content, ManifestError, type Manifests } from '../chunks/manifests.ts';
import type { Reading } from '../chunks/reading.ts';
import type { Metadata } from '../metadata/metadata.ts';
import { Rejection } from './rejection.ts';
import type { DecodedChange } from './request.ts';

export interface ContentPorts {
  readonly metadata: Metadata;
  readonly ledger: ChunkLedger;
  readonly manifests: Manifests;
  readonly reading: Reading;
}

/**
 * Judges every checkpoint a push creates. Looking also spares the chunks from collection, so that what was complete here
 * still is when the push commits a moment later.
 */
export async function contentProblems(
  ports: ContentPorts,
  projectId: Id,
  reader: Reader,
  changes: readonly DecodedChange[],
): Promise<Map<Id, Rejection>> {
  const problems = new Map<Id, Rejection>();
  for (const change of changes) {
    if (change.row?.kind !== 'checkpoint' || !change.created) continue;
    const checkpoint = change.row.row;
    const problem = await judge(ports, projectId, reader, checkpoint, change.basis);
    if (problem) problems.set(checkpoint.id, problem);
  }
  return problems;
}

async function judge(
  ports: ContentPorts,
  projectId: Id,
  reader: Reader,
  checkpoint: Checkpoint,
  basis: readonly Id[],
): Promise<Rejection | undefined> {
  // The root first: without it, nothing below can be judged, and nothing of it may be told.
  const known = new Set<Hash>();
  const root = await unproven(
    ports,
    projectId,
    reader,
    new Set([checkpoint.manifest]),
    checkpoint,
    basis,
    known,
  );
  if (root) return root;
  let content: Content;
  try {
    content = await ports.manifests.read(projectId, checkpoint.manifest, checkpoint.size);
  } catch (error) {
    if (error instanceof ManifestError) return new Rejection(error.code, error.message);
    throw error;
  }
  const sizes = new Map<Hash, number | undefined>(content);
  if (checkpoint.preview) sizes.set(checkpoint.preview.hash, checkpoint.preview.size);
  const rest = new Set([...sizes.keys()].filter((hash) => !known.has(hash)));
  const missing = await unproven(ports, projectId, reader, rest, checkpoint, basis, known);
  return missing ?? wrongSize(ports, projectId, sizes);
}

/** A rejection unless the studio has each of `hashes` and the author has shown to hold it. */
async function unproven(
  ports: ContentPorts,
  projectId: Id,
  reader: Reader,
  hashes: ReadonlySet<Hash>,
  checkpoint: Checkpoint,
  basis: readonly Id[],
  known: Set<Hash>,
): Promise<Rejection | undefined> {
  const { metadata, ledger, reading } = ports;
  const all = [...hashes];
  const held = await ledger.heldBy(metadata.db, projectId, reader.userId, all);
  const open = new Set(all.filter((hash) => !held.has(hash)));
  const earlier = [checkpoint.parentId, ...basis].filter((id) => id !== '');
  const shared = open.size > 0 ? await reading.within(projectId, reader, earlier, open) : open;
  await ledger.settle(projectId, reader.userId, [...held, ...shared]);
  const stored = await metadata.transaction((tx) => ledger.touch(tx, projectId, reader.userId, all));
  for (const hash of all) {
    if (stored.has(hash) && (held.has(hash) || shared.has(hash))) known.add(hash);
  }
  const lacking = all.filter((hash) => !known.has(hash)).length;
  if (lacking === 0) return undefined;
  return new Rejection(
    'content-missing',
    `${lacking} of the checkpoint's chunks were not sent by its author`,
  );
}

async function wrongSize(
  ports: ContentPorts,
  projectId: Id,
  sizes: ReadonlyMap<Hash, number | undefined>,
): Promise<Rejection | undefined> {
  const actual = await ports.ledger.sizes(ports.metadata.db, projectId, [...sizes.keys()]);
  for (const [hash, size] of sizes) {
    if (size === undefined || actual.get(hash) === size) continue;
    return new Rejection('bad-row', 'The manifest gives a chunk another size than it has');
  }
  return undefined;
}
