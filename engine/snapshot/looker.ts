/**
 * Keeps a picture of the project in step with disk and project file. Looking at some paths costs what they cost;
 * looking at everything costs a stat of every file; what other processes commit costs reading the rows again.
 */
import { availableParallelism } from 'node:os';
import type { CallOptions, RenameOffer } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import type { OverviewFile, OverviewRow } from '../project/overview.ts';
import type { Project } from '../project/project.ts';
import { Touched } from '../project/touched.ts';
import { type ScanResult, scanFolder } from '../workspace/scan.ts';
import { scanAside } from '../workspace/scan-aside.ts';
import { sweepTemporary } from '../workspace/sweep.ts';
import type { Entries } from './entries.ts';
import type { Seen } from './glance.ts';
import { decidesElsewhere, KnownDisk, unreadableOf } from './known-disk.ts';
import { Picture } from './picture.ts';
import { rehash } from './rehash.ts';
import { RenameFinder } from './renames.ts';
import type { Hashes, Survey } from './survey.ts';
import type { TreeNode } from './tree.ts';

/** Tracked files from which on a thread of its own is worth it for the first scan. */
const MANY_FILES = 10_000;
/** Hints beyond this are not worth telling apart. */
const MOST_HINTS = 1_000;

export class Looker {
  readonly #project: Project;
  readonly #disk: KnownDisk;
  readonly #manyFiles: number;
  #picture: Picture | undefined;
  /** Read while the first scan ran. */
  #rows: readonly OverviewRow[] | undefined;
  /** Entries of the picture that this one replaces and that was seen. */
  #before: Entries | undefined;
  #touched: Touched | undefined;
  #dataVersion = 0;
  /** The whole folder was looked at, and nothing unknown has happened to it since. */
  #isComplete = false;
  #suspects: string[] = [];
  /** For {@link lookOnce}. */
  #firstScan: ScanResult | undefined;
  /** Assets whose file could not be read or did not hold still. */
  #troubles: ReadonlySet<Id> = new Set();
  readonly #finder: RenameFinder;
  #renames: readonly RenameOffer[] = [];

  /** @param manyFiles from how many tracked files on the first scan has a thread of its own. */
  constructor(
    project: Project,
    manyFiles = availableParallelism() > 1 ? MANY_FILES : Number.POSITIVE_INFINITY,
  ) {
    this.#project = project;
    this.#manyFiles = manyFiles;
    this.#disk = new KnownDisk(project.folder);
    this.#finder = new RenameFinder(project);
  }

  /**
   * @param hints relative paths that may have changed, with all below them; undefined: anything may have.
   * @throws {CairnError} folder-gone, cancelled
   */
  async look(call: CallOptions, hints?: readonly string[]): Promise<Picture> {
    const paths = hints && [
      ...hints.filter((path) => path !== '.cairn' && !path.startsWith('.cairn/')),
      ...this.#suspects,
    ];
    const some = paths && this.#isComplete && this.#canPatch(paths) ? paths : undefined;
    await this.#scan(call, some);
    await this.#read(() => true, call);
    this.#renames = await this.#finder.find(this.#freshen(), this.#disk.folders, call);
    return this.#draw();
  }

  /**
   * The first look at everything.
   * @returns with what it saw, if the next look is certain to find the same where that is the same.
   */
  async lookOnce(call: CallOptions): Promise<{ picture: Picture; seen: Seen | undefined }> {
    const isFirst = !this.#picture;
    const picture = await this.look(call);
    const scan = isFirst ? this.#firstScan : undefined;
    this.#firstScan = undefined;
    const { unreadable, byName } = this.#disk;
    const isCertain = unreadable.length === 0 && this.#troubles.size === 0 && picture.doubtful().length === 0;
    return { picture, seen: scan && isCertain && scan.temporary.length === 0 ? { scan, byName } : undefined };
  }

  /** The picture as of the last look, with what was committed since; undefined where that is not known. */
  current(): Picture | undefined {
    if (!this.#isComplete || this.#suspects.length > 0) return undefined;
    this.#freshen();
    return this.#draw();
  }

  /**
   * What the disk holds at some paths and below; of the files that may have changed, those in `hashes` are read.
   * @throws {CairnError} folder-gone, cancelled
   */
  async survey(call: CallOptions, paths: readonly string[], hashes: Hashes): Promise<Survey> {
    const asked = this.#withMoved(paths);
    await this.#scan(call, this.#canPatch(asked) ? asked : undefined);
    return this.#surveyed(await this.#read(hashes, call));
  }

  /** These paths, and what was moved away from there, may be written to now. */
  suspect(paths: readonly string[]): void {
    this.#suspects.push(...this.#withMoved(paths));
    if (this.#suspects.length > MOST_HINTS) this.forgetDisk();
  }

  /** So many items are about to be recorded: there is no need to note each. */
  expect(items: number): void {
    this.#touched?.expect(items);
  }

  /** Anything may happen to the folder now. */
  forgetDisk(): void {
    this.#isComplete = false;
    this.#suspects = [];
  }

  #canPatch(paths: readonly string[]): boolean {
    return (
      paths.length <= MOST_HINTS &&
      this.#disk.unreadable.length === 0 &&
      !paths.some((path) => decidesElsewhere(path))
    );
  }

  /** With where files of these paths lie on disk, if that is elsewhere. */
  #withMoved(asked: readonly string[]): string[] {
    // Whoever asks may spell an item in another way than its row and its file do.
    const spelled = asked.flatMap((path) => {
      const item = this.#project.paths.find(path);
      return item ? [this.#project.paths.of(item.id)] : [];
    });
    const paths = [...new Set([...asked, ...spelled])];
    const isWithin = (path: string) =>
      paths.some((folder) => folder === '' || path === folder || path.startsWith(`${folder}/`));
    const moved: string[] = [];
    for (const { path, item } of this.#freshen().tree.items.values()) {
      const at = item.file?.path;
      if (at !== undefined && at !== path && isWithin(path) && !isWithin(at)) moved.push(at);
    }
    return [...paths, ...moved];
  }

  /** Undefined: everything. */
  async #scan(call: CallOptions, paths: readonly string[] | undefined): Promise<void> {
    const { folder } = this.#project;
    if (paths?.length === 0) return;
    const scan =
      this.#picture || paths || this.#project.working.count() < this.#manyFiles
        ? await scanFolder(folder, { signal: call.signal, ...(paths ? { paths } : { listings: true }) })
        : await this.#scanAside(call.signal);
    await sweepTemporary(folder, scan.temporary);
    if (paths && unreadableOf(scan).length > 0) return this.#scan(call, undefined);
    const unread = this.#disk.unreadable;
    const isFirst = !this.#picture && !paths;
    if (isFirst) this.#disk.begin(scan);
    if (isFirst) this.#firstScan = scan;
    const { matching } = this.#freshen();
    if (paths) this.#disk.patch(scan, paths, matching);
    else if (isFirst) this.#disk.lookForMissing(matching);
    else this.#disk.replace(scan, matching);
    this.#scanned(paths, unread.length > 0);
  }

  /** Scans everything, and reads the rows meanwhile. */
  async #scanAside(signal: AbortSignal | undefined): Promise<ScanResult> {
    const scanning = scanAside(this.#project.folder, signal);
    // Met again below; a failure must not go unheard while the rows are read.
    scanning.catch(() => undefined);
    this.#takeTouched();
    this.#dataVersion = this.#project.db.dataVersion();
    this.#rows = this.#project.overview.all(this.#project.me);
    return scanning;
  }

  #takeTouched(): readonly Id[] | undefined {
    this.#touched ??= new Touched(this.#project.db);
    return this.#touched.take();
  }

  /** @param wasBlocked something could not be read before. */
  #scanned(paths: readonly string[] | undefined, wasBlocked: boolean): void {
    if (paths) this.#suspects = this.#suspects.filter((path) => !paths.includes(path));
    else {
      this.#isComplete = true;
      this.#suspects = [];
    }
    if (!wasBlocked && this.#disk.unreadable.length === 0) return;
    const picture = this.#freshen();
    for (const node of picture.tree.items.values()) picture.redraw(node);
  }

  /** Of the files that may have changed, reads those in `hashes`. @returns the others. */
  async #read(hashes: Hashes, call: CallOptions): Promise<TreeNode[]> {
    const doubtful = this.#freshen().doubtful();
    const [asked, others] = [doubtful.filter(hashes), doubtful.filter((node) => !hashes(node))];
    const before = this.#troubles;
    const found = asked.length > 0 ? await rehash(this.#project, asked, call) : new Set<Id>();
    const still = others.map(({ item }) => item.id).filter((id) => before.has(id));
    this.#troubles = new Set([...still, ...found]);
    const picture = this.#freshen();
    for (const { item } of asked) {
      const node = picture.tree.items.get(item.id);
      // Read just now, so this is how it is on disk.
      if (node?.file && node.cached && !found.has(item.id)) node.file.stamp = node.cached;
    }
    for (const id of [...before, ...found]) {
      const node = picture.tree.items.get(id);
      if (node) picture.redraw(node);
    }
    return others;
  }

  /** Takes over what was committed since the last time, by whomever. */
  #freshen(): Picture {
    const { db } = this.#project;
    const version = db.dataVersion();
    const ids = this.#takeTouched();
    const isKnown = version === this.#dataVersion && ids !== undefined;
    const picture = this.#picture;
    if (picture && isKnown && picture.reread(ids)) return picture;
    this.#dataVersion = version;
    const known = isKnown && ids.length === 0 ? this.#rows : undefined;
    this.#rows = undefined;
    for (const file of this.#disk.files.values()) file.owner = undefined;
    if (picture?.isDrawn) this.#before ??= picture.entries;
    const rows = known ?? this.#project.overview.all(this.#project.me);
    this.#picture = new Picture(this.#project, rows, this.#disk.files);
    return this.#picture;
  }

  #draw(): Picture {
    const picture = this.#freshen();
    picture.renames = this.#renames;
    picture.draw(this.#trouble, this.#before);
    this.#before = undefined;
    return picture;
  }

  readonly #trouble = ({ item, file }: TreeNode): boolean =>
    this.#troubles.has(item.id) || (!file && item.file !== undefined && this.#disk.isBlocked(item.file.path));

  #surveyed(unread: readonly TreeNode[]): Survey {
    const { tree, matching } = this.#freshen();
    const known = (id: Id): OverviewFile | undefined => {
      const node = tree.items.get(id);
      return node && (node.cached ?? (this.#trouble(node) && !node.file ? node.item.file : undefined));
    };
    return {
      tree,
      known,
      working: (id) => (known(id) ? this.#project.working.get(id) : undefined),
      isUnreadable: (id) => {
        const node = tree.items.get(id);
        return node !== undefined && this.#trouble(node);
      },
      unread: new Map(unread.flatMap(({ item, file }) => (file ? [[item.id, file] as const] : []))),
      untracked: [...matching.untracked()],
      folders: this.#disk.folders,
      unreadable: [...this.#disk.unreadable, ...this.#disk.unnamed],
    };
  }
}
