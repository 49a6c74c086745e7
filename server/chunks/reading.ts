/** What a member may read, as hashes: the content of checkpoints they are entitled to. */
import type { Checkpoint, Hash, Id } from '../../engine/domain/rows.ts';
import { batches, type Db } from '../metadata/metadata.ts';
import { checkpointOf } from '../metadata/rows.ts';
import type { Entitlements, Reader } from './entitlements.ts';
import { ManifestError, type Manifests } from './manifests.ts';

export class Reading {
  readonly #db: Db;
  readonly #entitlements: Entitlements;
  readonly #manifests: Manifests;

  constructor(db: Db, entitlements: Entitlements, manifests: Manifests) {
    this.#db = db;
    this.#entitlements = entitlements;
    this.#manifests = manifests;
  }

  /** Those of the checkpoints that the member is entitled to. Unknown ones are left out like others'. */
  async readable(projectId: Id, reader: Reader, ids: readonly Id[]): Promise<Checkpoint[]> {
    const found: Checkpoint[] = [];
    for (const batch of batches([...new Set(ids)])) {
      const query = this.#db.selectFrom('checkpoint').selectAll().where('project_id', '=', projectId);
      const rows = (await query.where('id', 'in', batch).execute()).map(checkpointOf);
      found.push(...(await this.#entitlements.readable(projectId, reader, rows)));
    }
    return found;
  }

  /** To be called before the contents of many are asked for. */
  async prepare(projectId: Id, checkpoints: readonly Checkpoint[]): Promise<void> {
    await this.#manifests.warm(projectId, checkpoints);
  }

  /** Manifest nodes, chunks and preview of a checkpoint. */
  async content(projectId: Id, checkpoint: Checkpoint): Promise<{ has(hash: Hash): boolean }> {
    const content = await this.#manifests.read(projectId, checkpoint.manifest, checkpoint.size);
    return { has: (hash) => content.has(hash) || hash === checkpoint.preview?.hash };
  }

  /** Those of `hashes` that are part of one of the checkpoints, as far as the member is entitled to these. */
  async within(
    projectId: Id,
    reader: Reader,
    checkpointIds: readonly Id[],
    hashes: ReadonlySet<Hash>,
  ): Promise<Set<Hash>> {
    const found = new Set<Hash>();
    for (const checkpoint of await this.readable(projectId, reader, checkpointIds)) {
      if (found.size === hashes.size) break;
      const content = await this.content(projectId, checkpoint).catch(unlessDamaged);
      if (content) for (const hash of hashes) if (content.has(hash)) found.add(hash);
    }
    return found;
  }
}

/** A checkpoint whose manifest was lost proves nothing; the chunks are then sent again, which heals it. */
function unlessDamaged(error: unknown): undefined {
  if (!(error instanceof ManifestError)) throw error;
}
