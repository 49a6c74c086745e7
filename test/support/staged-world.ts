/**
 * A project file and a studio's rows to pull, without network: what reconciling does, in isolation.
 * Rows that the studio "has" are staged as a pull would stage them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { newItem } from '../../engine/actions/new-item.ts';
import type { ConflictKind, Decision } from '../../engine/api.ts';
import { sha256 } from '../../engine/content/hash.ts';
import { DEFAULT_ROLES } from '../../engine/domain/permissions.ts';
import type { Checkpoint, Id, Item, Row } from '../../engine/domain/rows.ts';
import { Project } from '../../engine/project/project.ts';
import { type Reconciled, reconcile } from '../../engine/sync/reconcile.ts';

export class StagedWorld {
  readonly project: Project;
  readonly me = uuid();
  readonly other = uuid();
  #revision = 0;

  private constructor(project: Project) {
    this.project = project;
  }

  static async create(): Promise<StagedWorld> {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-staged-'));
    const world = new StagedWorld(await Project.create(folder, 'film', uuid()));
    world.project.setMeta('user-id', world.me);
    world.project.setMeta('user-name', 'ann');
    const member = (userId: Id, name: string) => ({ userId, name, role: 'Artist', removed: false });
    world.permit(...(DEFAULT_ROLES.Artist ?? []), 'asset.trash', 'collection.trash');
    world.theirs({ kind: 'member', row: member(world.me, 'ann') });
    world.theirs({ kind: 'member', row: member(world.other, 'ben') });
    world.pull();
    return world;
  }

  /** What everybody's role allows from the next pull on. */
  permit(...permissions: readonly string[]): void {
    this.theirs({ kind: 'role', row: { name: 'Artist', permissions, removed: false } });
  }

  dispose(): void {
    this.project.close();
    rmSync(this.project.folder, { recursive: true, force: true });
  }

  item(kind: Item['kind'], name: string, parentId: Id = '', more: Partial<Item> = {}): Item {
    return { ...newItem(this.project.me, kind, parentId, name, 1_000 + this.#revision), ...more };
  }

  /** A row made here, not sent. */
  mine(kind: Item['kind'], name: string, parentId: Id = ''): Item {
    const item = this.item(kind, name, parentId);
    this.project.items.create(item);
    return item;
  }

  checkpoint(assetId: Id, text: string, parentId: Id, version: number, authorId: Id): Checkpoint {
    return {
      id: uuid(),
      assetId,
      version,
      parentId,
      contentHash: sha256(Buffer.from(text)),
      size: text.length,
      manifest: sha256(Buffer.from(`manifest of ${text}`)),
      comment: text,
      authorId,
      createdAt: 5_000,
      status: '',
      preview: undefined,
      trashed: false,
    };
  }

  myCheckpoint(assetId: Id, text: string): Checkpoint {
    const latest = this.project.checkpoints.latestOf(assetId);
    const made = this.checkpoint(assetId, text, latest?.id ?? '', (latest?.version ?? 0) + 1, '');
    this.project.checkpoints.put(made, 0);
    return made;
  }

  /** What is known of a file on this disk that holds a version; the disk itself has none. */
  file(itemId: Id, path: string, version?: Checkpoint): void {
    const stamp = { size: 1, mtimeNs: 1n, ino: 1n, cachedAtNs: 1n };
    const contentHash = version?.contentHash ?? sha256(Buffer.from(path));
    this.project.working.put({ itemId, path, baseId: version?.id ?? '', contentHash, ...stamp });
  }

  /** Stages a row as the studio has it, at a revision of its own. */
  theirs(row: Omit<Row, 'revision'>): void {
    this.#revision++;
    this.project.staging.stage([{ ...row, revision: this.#revision } as Row]);
  }

  theirItem(item: Item): Item {
    this.theirs({ kind: 'item', row: item } as Omit<Row, 'revision'>);
    return item;
  }

  theirCheckpoint(assetId: Id, text: string, parentId = '', version = 1): Checkpoint {
    const made = this.checkpoint(assetId, text, parentId, version, this.other);
    this.theirs({ kind: 'checkpoint', row: made } as Omit<Row, 'revision'>);
    return made;
  }

  /** Pulls, expects one conflict, decides it and pulls again. */
  decide(kind: ConflictKind, decision: Decision): Reconciled {
    const { conflicts } = this.pull();
    if (conflicts.length !== 1 || conflicts[0]?.kind !== kind) {
      throw new Error(`expected one ${kind}: ${JSON.stringify(conflicts, null, 1)}`);
    }
    this.project.staging.decide(conflicts[0].id, decision);
    return this.pull();
  }

  pull(): Reconciled {
    return reconcile(this.project, this.#revision, 9_000);
  }

  path(id: Id): string {
    return this.project.paths.of(id);
  }

  comments(assetId: Id): string[] {
    return this.project.checkpoints.of(assetId).map((c) => `${c.version} ${c.comment}`);
  }
}
