/** What a picture needs from the project file beside its items, read once. */
import type { Flag } from '../api.ts';
import type { Id } from '../domain/rows.ts';
import { visibleAssets } from '../domain/visibility.ts';
import type { OverviewRow } from '../project/overview.ts';
import type { Project } from '../project/project.ts';
import type { Tree, TreeNode } from './tree.ts';

export class Facts {
  readonly me: Id;
  readonly #project: Project;
  readonly #tree: Tree;
  readonly #tags = new Map<Id, string[]>();
  readonly #names = new Map<Id, string>();
  readonly #conflicted = new Set<Id>();
  readonly #rejected: ReadonlySet<Id>;
  /** Assets with an unsent version below the newest. */
  readonly #unsent: Set<Id>;
  /** Found out for all at once when the picture is made, afterwards one by one. */
  #entitled: ReadonlySet<Id> | undefined;
  #isOneByOne = false;

  constructor(project: Project, tree: Tree, rows: readonly OverviewRow[]) {
    this.me = project.me;
    this.#project = project;
    this.#tree = tree;
    for (const { itemId, member } of project.tags.present()) {
      const list = this.#tags.get(itemId);
      if (list) list.push(member);
      else this.#tags.set(itemId, [member]);
    }
    for (const { mine, theirs } of project.staging.conflicts()) this.#conflicted.add(mine.id).add(theirs.id);
    this.#rejected = new Set(
      project.staging.rejected().map(({ kind, key }) => project.rejectedItem(kind, key)),
    );
    const newest = rows.reduce((sum, row) => sum + Number(row.latestUnsent), 0);
    this.#unsent = newest === project.overview.unsentCount() ? new Set() : project.overview.unsent();
  }

  /** An item's row, tags or versions changed. */
  reread(id: Id): void {
    const tags = this.#project.tags.of(id).filter((tag) => tag.present);
    if (tags.length > 0)
      this.#tags.set(
        id,
        tags.map((tag) => tag.member),
      );
    else this.#tags.delete(id);
    if (this.#project.checkpoints.unsentOf(id).length > 0) this.#unsent.add(id);
    else this.#unsent.delete(id);
  }

  /** Items came or went: who is entitled to what is found out again when it matters. */
  forgetRights(): void {
    this.#entitled = undefined;
    this.#isOneByOne = true;
  }

  tags(id: Id): readonly string[] {
    return this.#tags.get(id) ?? [];
  }

  userName(id: Id): string {
    const known = this.#names.get(id);
    if (known !== undefined) return known;
    const name = this.#project.userName(id);
    this.#names.set(id, name);
    return name;
  }

  /** unsent, conflict, rejected. */
  flags({ id, unsent }: OverviewRow): Flag[] {
    const flags: Flag[] = [];
    if (unsent || this.#unsent.has(id)) flags.push('unsent');
    if (this.#conflicted.has(id)) flags.push('conflict');
    if (this.#rejected.has(id)) flags.push('rejected');
    return flags;
  }

  /** Of an asset without a file: how large it is, and whether its content may be had. */
  absent({ item }: TreeNode): { size: number | null; obtainable: boolean } {
    const latest = item.content ?? this.#latest(item.id);
    if (!latest) return { size: null, obtainable: false };
    const { size, mine, manifest } = latest;
    const here = () => this.#project.chunks.has(Buffer.from(manifest).toString('hex'));
    return { size, obtainable: mine || this.#mayHave(item.id) || here() };
  }

  /** For an asset whose file went: its row tells of the file, not of the content. */
  #latest(id: Id): OverviewRow['content'] {
    const latest = this.#project.checkpoints.latestOf(id);
    if (!latest) return undefined;
    const mine = latest.rev === 0 || latest.authorId === this.me;
    return { size: latest.size, mine, manifest: Buffer.from(latest.manifest, 'hex') };
  }

  #mayHave(id: Id): boolean {
    const project = this.#project;
    const readAll = () => project.team.permissions(this.me).has('content.read-all');
    if (this.#isOneByOne) return readAll() || project.visible.among(this.me, [id]).has(id);
    this.#entitled ??= visibleAssets({
      items: [...this.#tree.items.values()].map((node) => node.item),
      dependencies: project.dependencies.present().map((d) => ({ itemId: d.itemId, targetId: d.member })),
      userId: this.me,
      readAll: readAll(),
    });
    return this.#entitled.has(id);
  }
}
