/** Versions of assets put straight into a project file, as deltas on their predecessors, manifests too. */
import assert from 'node:assert/strict';
import { newItem } from '../../engine/actions/new-item.ts';
import { encodeChunk } from '../../engine/content/codec.ts';
import { sha256 } from '../../engine/content/hash.ts';
import { buildManifest } from '../../engine/content/manifest.ts';
import { nodeBasis } from '../../engine/content/manifest-basis.ts';
import { manifestHashes } from '../../engine/content/manifest-read.ts';
import { PlainReader } from '../../engine/content/plain.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import { type Checkpoint, type Id, ROOT } from '../../engine/domain/rows.ts';
import type { Project } from '../../engine/project/project.ts';
import { checkpoint as newCheckpoint } from './changes.ts';
import { seededBytes } from './chunks.ts';
import { readContent } from './read-content.ts';

const PIECE = 40_000;

export function addAsset(project: Project, name: string): Id {
  const item = newItem(project.me, 'asset', ROOT, name, 1);
  project.items.create(item);
  return item.id;
}

/** `data` with one byte of every `nth` piece changed. */
export function edited(data: Buffer, nth: number, seed: number): Buffer {
  const copy = Buffer.from(data);
  for (let at = 0; at < copy.length; at += PIECE * nth) copy[at + 1000 + seed]! ^= 0x55;
  return copy;
}

export const pieces = (count: number, seed: string): Buffer => seededBytes(seed, count * PIECE);

interface Encoded {
  readonly refs: readonly { hash: string; size: number }[];
  readonly chunks: readonly StoredChunk[];
}

/** Each piece as a delta on the same piece of `previous`, where they differ. */
function encode(
  project: Project,
  data: Buffer,
  previous: readonly { hash: string; size: number }[],
): Encoded {
  const reader = new PlainReader(project.chunks);
  const refs = [];
  const chunks = [];
  for (let at = 0; at < data.length; at += PIECE) {
    const plain = data.subarray(at, at + PIECE);
    const hash = sha256(plain);
    const below = previous[at / PIECE];
    const dictionary = below && reader.read(below.hash);
    const depth = below ? (project.chunks.info(below.hash)?.depth ?? 0) : 0;
    const base = below && { chunks: [below.hash], start: 0, length: below.size };
    chunks.push(
      encodeChunk(
        hash,
        plain,
        base && dictionary && depth < 6 ? { base, dictionary, plains: [dictionary] } : undefined,
      ),
    );
    refs.push({ hash, size: plain.length });
  }
  return { refs, chunks };
}

/** Adds a version of `data` on top of the newest one. @param rev 0: the studio does not have it. */
export function addVersion(project: Project, assetId: Id, data: Buffer, rev: number): Checkpoint {
  const last = project.checkpoints.latestOf(assetId);
  const reader = new PlainReader(project.chunks);
  const before = last && project.chunks.has(last.manifest) ? last : undefined;
  const refs = before
    ? [...manifestHashes(before.manifest, before.size, project.chunks).chunks].map(([hash, size]) => ({
        hash,
        size,
      }))
    : [];
  const { refs: mine, chunks } = encode(project, data, refs);
  const manifest = buildManifest(mine, before && nodeBasis(before.manifest, reader, project.chunks));
  const address = { contentHash: sha256(data), size: data.length, manifest: manifest.root };
  const place = { version: (last?.version ?? 0) + 1, parentId: last?.id ?? '' };
  const checkpoint = newCheckpoint(assetId, { address }, place);
  project.chunks.batch(() => {
    for (const chunk of [...chunks, ...manifest.nodes]) project.chunks.put(chunk);
    project.checkpoints.put(checkpoint, rev);
  });
  return checkpoint;
}

export async function contentHash(project: Project, checkpoint: Checkpoint): Promise<string> {
  const parts: Buffer[] = [];
  for await (const piece of readContent(checkpoint, project.chunks)) parts.push(piece);
  return sha256(Buffer.concat(parts));
}

/** Every chunk can be read, and where the root of a version is here, all of it is. @returns versions that are here. */
export async function assertWhole(project: Project): Promise<number> {
  const reader = new PlainReader(project.chunks);
  for (
    let page = project.chunks.page(0, 500);
    page.length > 0;
    page = project.chunks.page(page.at(-1)!.id, 500)
  )
    for (const { hash } of page) assert.ok(reader.read(hash), hash);
  let here = 0;
  for (const checkpoint of project.checkpoints.all()) {
    if (!project.chunks.has(checkpoint.manifest)) continue;
    here++;
    assert.equal(
      await contentHash(project, checkpoint),
      checkpoint.contentHash,
      `version ${checkpoint.version}`,
    );
  }
  return here;
}
