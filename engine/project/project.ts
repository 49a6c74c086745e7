/** An open project file: the connection and the repositories over it. The only way to a project's data. */
import { basename, dirname, resolve } from 'node:path';
import { prepareZstd } from '../content/zstd.ts';
import { keyTables } from '../domain/key-tables.ts';
import type { Checkpoint, Id } from '../domain/rows.ts';
import { CairnError } from '../errors.ts';
import { Checkpoints } from './checkpoints.ts';
import { Chunks } from './chunks.ts';
import { Db } from './db.ts';
import { Items } from './items.ts';
import { isUnmadeFile, type Meta } from './making.ts';
import { refreshNameKeys } from './name-keys.ts';
import { Outstanding } from './outstanding.ts';
import { Overview } from './overview.ts';
import { Paths } from './paths.ts';
import { findPlace, giveUpPlace, newPlace, noProject, type Place, settlePlace } from './place.ts';
import { MemberSet } from './sets.ts';
import { Staging } from './staging.ts';
import { Team } from './team.ts';
import { VersionEdits } from './version-edits.ts';
import { Visible } from './visible.ts';
import { Working } from './working.ts';

/** Facts about the project as a whole, kept as text. */
export type MetaKey =
  | 'project-id'
  | 'project-name'
  | 'studio' // base URL
  | 'user-id' // who this member is on the studio
  | 'user-name'
  | 'watermark'
  | 'staged-cursor' // where an interrupted pull goes on
  | 'staged-head' // the watermark that holds once the staged rows are applied; empty while pages are missing
  | `moved/${Id}` // what a merge of this item has moved, until the studio knows it
  | 'last-sync'
  | 'restored' // the newest restore of the studio from a backup that is known
  | 'history-lost' // not empty: the studio was last found to have less than what was seen
  | 'name-keys'; // with which tables name keys were computed

export class Project {
  readonly folder: string;
  readonly db: Db;
  readonly items: Items;
  readonly paths: Paths;
  readonly checkpoints: Checkpoints;
  readonly versionEdits: VersionEdits;
  readonly tags: MemberSet;
  readonly dependencies: MemberSet;
  readonly team: Team;
  readonly chunks: Chunks;
  readonly working: Working;
  readonly staging: Staging;
  readonly overview: Overview;
  readonly visible: Visible;
  readonly outstanding: Outstanding;

  /** `folder`: the working folder. */
  constructor(folder: string, db: Db) {
    this.folder = folder;
    this.db = db;
    this.items = new Items(db);
    this.outstanding = new Outstanding(db);
    this.paths = new Paths(this.items);
    this.checkpoints = new Checkpoints(db, this.outstanding);
    this.versionEdits = new VersionEdits(db);
    this.tags = new MemberSet(db, 'tagging');
    this.dependencies = new MemberSet(db, 'dependency');
    this.team = new Team(db);
    this.chunks = new Chunks(db);
    this.working = new Working(db, this.outstanding);
    this.staging = new Staging(db);
    this.overview = new Overview(db);
    this.visible = new Visible(db);
  }

  static async open(folder: string): Promise<Project> {
    const file = projectFile(folder);
    if (!file) throw noProject(folder);
    await prepareZstd();
    const project = new Project(folder, await Db.open(file));
    try {
      refreshNameKeys(project);
    } catch (error) {
      project.close();
      throw error;
    }
    return project;
  }

  /**
   * Makes the project file; the folder is made where it does not exist, durably where the disk can.
   * @param shared whether the folder lies on a network share; left out: it is looked at
   * @param more of what is known of it
   * @throws {CairnError} project-exists, read-only
   */
  static async create(
    folder: string,
    name: string,
    id: Id,
    shared?: boolean,
    more: Partial<Record<MetaKey, string>> = {},
  ): Promise<Project> {
    const unmade = projectFile(folder);
    if (unmade && !(await isUnmadeFile(unmade))) {
      throw new CairnError('project-exists', `There is a Cairn project in ${folder} already`, { folder });
    }
    const place = unmade ? { file: unmade } : newPlace(folder, name, shared);
    try {
      await prepareZstd();
      const meta = { 'project-id': id, 'project-name': name, 'name-keys': keyTables(), ...more };
      return await Project.#createAt(place, folder, meta);
    } catch (error) {
      giveUpPlace(place);
      throw error;
    }
  }

  static async #createAt(place: Place, folder: string, meta: Meta): Promise<Project> {
    const project = new Project(folder, await Db.open(place.file, true, meta));
    try {
      settlePlace(folder, place);
      return project;
    } catch (error) {
      project.close();
      throw error;
    }
  }

  meta(key: MetaKey): string {
    return this.db.value<string>('SELECT value FROM meta WHERE key = ?', key) ?? '';
  }

  setMeta(key: MetaKey, value: string): void {
    this.db.run('INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)', key, value);
  }

  removeMeta(key: MetaKey): void {
    this.db.run('DELETE FROM meta WHERE key = ?', key);
  }

  get watermark(): number {
    return Number(this.meta('watermark') || 0);
  }

  /** This member's id on the studio; empty before the first sign-in. */
  get me(): Id {
    return this.meta('user-id');
  }

  /** What people call a user of the studio; empty for work that no studio has seen yet. */
  userName(id: Id): string {
    if (id === '' || id === this.me) return this.meta('user-name');
    return this.db.value<string>('SELECT name FROM member WHERE user_id = ?', id) ?? id;
  }

  /**
   * Runs `work` on the same project file through a connection of its own, for a transaction that gives way: through this one
   * all is seen as it was before. What this program writes through it meanwhile fails with `project-busy`.
   */
  async aside<T>(work: (project: Project) => Promise<T>): Promise<T> {
    const other = new Project(this.folder, await Db.open(this.db.file));
    try {
      return await this.db.withoutWaiting(() => work(other));
    } finally {
      other.close();
    }
  }

  /** Whether all content of a checkpoint, its preview too, is in the project file. */
  holds({ manifest, preview }: Checkpoint): boolean {
    return this.chunks.has(manifest) && (preview === undefined || this.chunks.has(preview.hash));
  }

  /** The item that a rejected row is about; empty where it is gone. */
  rejectedItem(kind: string, key: string): Id {
    return kind === 'checkpoint' ? (this.checkpoints.get(key)?.assetId ?? '') : (key.split('/')[0] ?? '');
  }

  close(): void {
    this.chunks.close();
    this.db.close();
  }
}

/** The project file of a working folder, or undefined. */
export const projectFile = (folder: string): string | undefined => findPlace(folder)?.file;

/** The working folder at or above `from`, or null. */
export function findFolder(from: string): string | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (projectFile(folder)) return folder;
    if (dirname(folder) === folder || basename(folder) === '') return null;
  }
}
