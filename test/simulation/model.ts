/**
 * What must hold in a simulated run, from what people did and what is stored. It knows nothing of how the product works:
 * versions are hashes in a map, names are compared by the simplest rule that serves the names that are used here.
 */
import { createHash } from 'node:crypto';
import { Merges } from './merges.ts';
import type { Item, Stored, StoredProject, StoredStudio } from './stored.ts';
import { Trash } from './trash.ts';

export class Violation extends Error {
  /** Which of the invariants of docs/sync-spec.md, or what else was promised. */
  readonly invariant: Invariant;

  constructor(invariant: Invariant, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

export type Invariant =
  | 'no loss'
  | 'never by itself'
  | 'atomic'
  | 'no dangling content'
  | 'convergence'
  | 'idempotence'
  | 'cost'
  | 'trash by choice'
  | 'merge by choice'
  | 'names'
  | 'apart'
  | 'errors';

export const sha256 = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

interface Edit {
  readonly who: string;
  readonly item: string;
  readonly value: string;
  /** How often its maker asked for it. */
  asked: number;
  /** It need not be found: given up, or set anew before it went anywhere. */
  settled: boolean;
}

const key = (name: string) => name.normalize('NFC').toLowerCase();

export class Model {
  /** Hash of every version that was ever made, by checkpoint id; empty until it was seen stored. */
  readonly versions = new Map<string, string>();
  /** Versions that somebody who knew them gave up, knowingly. */
  readonly givenUp = new Set<string>();
  readonly trash = new Trash();
  readonly merges = new Merges();
  /** Versions that people were told of. Others were made by a decision: of content that is a version's already. */
  readonly #told = new Set<string>();
  readonly #edits = new Map<string, Edit>();
  readonly #watermarks = new Map<string, number>();
  readonly #superseded = new Set<string>();
  /** Everything that anybody ever saved. */
  readonly #contents = new Set<string>();
  /** Files that people saved and did not themselves overwrite or delete: hash to owner and path. */
  readonly #saved = new Map<string, { readonly who: string; readonly path: string }>();

  /** Somebody was told that this is a version now. Of which content is seen where it is stored. */
  made(id: string): void {
    this.#told.add(id);
    if (!this.versions.has(id)) this.versions.set(id, '');
  }

  /** What is there from the first. */
  begin(stored: Stored): void {
    for (const { hash } of stored.versions.values()) this.#contents.add(hash);
  }

  #hold(id: string, hash: string, where: string): void {
    const known = this.versions.get(id);
    if (known && known !== hash)
      throw new Violation('no loss', `checkpoint ${id} has other content at ${where}: ${hash}, not ${known}`);
    if (!this.#contents.has(hash))
      throw new Violation('no loss', `checkpoint ${id} at ${where} holds what nobody ever saved: ${hash}`);
    this.versions.set(id, hash);
  }

  saved(who: string, hash: string, path: string): void {
    this.#saved.set(hash, { who, path });
    this.#contents.add(hash);
  }

  /** Its owner overwrites or deletes it, outside of the product. */
  dropped(who: string, hash: string): void {
    if (this.#saved.get(hash)?.who === who) this.#saved.delete(hash);
  }

  /** Nothing of another project is among a member's rows. */
  checkApart(who: string, project: Stored, other: Stored): void {
    for (const id of [...project.items.keys(), ...project.versions.keys()])
      if (other.items.has(id) || other.versions.has(id))
        throw new Violation('apart', `${who} has ${id}, which is another project's`);
  }

  /** No file holds what was only ever saved in another project. @param other of that one */
  checkContentsApart(who: string, files: ReadonlySet<string>, other: Model): void {
    for (const hash of files)
      if (other.#contents.has(hash) && !this.#contents.has(hash))
        throw new Violation('apart', `${who} has a file that was only saved in another project (${hash})`);
  }

  /** What people saved is in a version, or still on their disk. @param onDisk hashes of all files of each member */
  checkSaved(onDisk: ReadonlyMap<string, ReadonlySet<string>>): void {
    const inVersions = new Set(this.versions.values());
    for (const [hash, { who, path }] of this.#saved) {
      if (inVersions.has(hash) || onDisk.get(who)?.has(hash)) continue;
      throw new Violation('no loss', `what ${who} saved as ${path} is nowhere any more (${hash})`);
    }
  }

  /** Somebody gives up an item with all below it, as far as they know it. */
  giveUp(item: string, known: Stored): void {
    this.trash.giveUp(item, known);
    const queue = [item];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const { id, asset, hash } of known.versions.values()) {
        if (asset !== at) continue;
        this.givenUp.add(id);
        // Made by something that has not ended yet, so nobody has looked: what was saved went into it.
        this.#hold(id, hash, 'what is given up');
      }
      for (const edit of this.#edits.values()) if (edit.item === at) edit.settled = true;
      for (const { id, parent } of known.items.values()) if (parent === at) queue.push(id);
    }
  }

  /**
   * Somebody gives an item a status that nobody gave one before.
   * @param before what it had where they are: their own, if what they kept apart from a trashed item took it along
   */
  setStatus(who: string, item: string, value: string, before: string): void {
    this.#overwrite(who, item, value);
    const own = this.#edits.get(before);
    if (own?.who === who) own.settled = true;
    this.#edits.set(value, { who, item, value, asked: 1, settled: false });
  }

  /** Edits that gave way, where their maker can see them. */
  sawSuperseded({ superseded }: StoredProject): void {
    for (const { field, mine } of superseded) if (field === 'status') this.#superseded.add(mine);
  }

  /** What was waiting for its maker's decision is sent again, or given up. */
  decided(values: Iterable<string>, again: boolean): void {
    for (const value of values) {
      const edit = this.#edits.get(value);
      if (!edit) continue;
      edit.asked++;
      edit.settled ||= !again;
      if (again) this.#overwrite(edit.who, edit.item, value);
    }
  }

  /** What its maker gave the item before, and did not send, need not be found. */
  #overwrite(who: string, item: string, value: string): void {
    for (const edit of this.#edits.values())
      if (edit.who === who && edit.item === item && edit.value !== value) edit.settled = true;
  }

  /** What must hold of one member's project file at any moment. */
  checkProject(who: string, project: StoredProject, studio: StoredStudio): void {
    const before = this.#watermarks.get(who) ?? 0;
    if (project.watermark < before)
      throw new Violation('atomic', `${who} was at revision ${before} and is at ${project.watermark}`);
    this.#watermarks.set(who, project.watermark);
    this.#checkStored(who, project);
    this.#checkWatermark(who, project, studio);
    this.trash.see(who, project);
    const trashed = this.trash.unsentByItself(who, project);
    if (trashed !== undefined)
      throw new Violation(
        'trash by choice',
        `what ${who} made or moved and did not send is in the trash there, and not by what they did: ${this.trash.tell(trashed, project)}`,
      );
    this.sawSuperseded(project);
    for (const { field, mine, theirs } of project.superseded) {
      if (field !== 'status') continue;
      const [one, other] = [this.#edits.get(mine), this.#edits.get(theirs)];
      // Of one item: two that were merged had a value each.
      if (one?.who === who && other?.who === who && one.item === other.item)
        throw new Violation(
          'idempotence',
          `an edit of ${who} (${mine}) gave way to another of theirs (${theirs})`,
        );
    }
  }

  checkStudio(studio: StoredStudio): void {
    this.#checkStored('studio', studio);
    const times = new Map<string, number>();
    for (const { value, made } of studio.statuses) if (!made) times.set(value, (times.get(value) ?? 0) + 1);
    for (const [value, count] of times) {
      const asked = this.#edits.get(value)?.asked;
      if (asked !== undefined && count > asked)
        throw new Violation(
          'idempotence',
          `status ${value} was set ${count} times on the studio, and asked for ${asked} times`,
        );
    }
  }

  #checkStored(who: string, stored: Stored): void {
    if (stored.dangling > 0)
      throw new Violation('atomic', `${stored.dangling} rows of ${who} point to nothing`);
    for (const { id, hash } of stored.versions.values()) this.#hold(id, hash, who);
    checkNames(who, stored);
    for (const [row, rev] of stored.revisions)
      if (rev > stored.watermark)
        throw new Violation('atomic', `${who} is at ${stored.watermark} and has ${row} of revision ${rev}`);
  }

  /** All that the studio had up to the watermark is there. */
  #checkWatermark(who: string, project: StoredProject, studio: StoredStudio): void {
    if (project.watermark > studio.watermark)
      throw new Violation('atomic', `${who} is at ${project.watermark}, the studio at ${studio.watermark}`);
    for (const [row, revision] of studio.revisions) {
      if (revision > project.watermark) continue;
      const here = project.revisions.get(row);
      if (here !== undefined && here >= revision) continue;
      if (isGone(row, studio)) continue;
      throw new Violation(
        'atomic',
        `${who} is at ${project.watermark} and has ${row} of ${here}, not ${revision}`,
      );
    }
  }

  /** When all is at rest: everybody has the same. */
  checkConvergence(projects: ReadonlyMap<string, Stored>, studio: Stored): void {
    this.#checkChoices(studio, [...projects.keys()]);
    const wanted = pictureOf(studio);
    for (const [who, project] of projects) {
      const differences = difference(wanted, pictureOf(project));
      if (differences.length > 0)
        throw new Violation('convergence', `${who} differs from the studio:\n${differences.join('\n')}`);
    }
  }

  /** What is in the trash, and what leads to another item, is so because somebody chose it. */
  #checkChoices(studio: Stored, team: readonly string[]): void {
    const trashed = this.trash.byItself(studio, team);
    if (trashed !== undefined)
      throw new Violation(
        'trash by choice',
        `in the trash, where nobody put it: ${this.trash.tell(trashed, studio)}`,
      );
    const version = this.trash.versionByItself(studio);
    if (version !== undefined)
      throw new Violation('trash by choice', `version ${version} is in the trash, where nobody put it`);
    const merged = this.merges.byItself(studio);
    if (merged !== undefined)
      throw new Violation('merge by choice', `${merged} leads to another item, and nobody merged it`);
  }

  /**
   * When all is at rest: every version exists on the studio.
   * @param contents what a stranger who comes new gets for each version, as a hash.
   */
  checkNoLoss(studio: StoredStudio, contents: ReadonlyMap<string, string>): void {
    for (const [id, hash] of this.versions) {
      const there = studio.versions.get(id);
      if (!there) {
        if (this.givenUp.has(id) || this.#isRepeated(id, hash, studio)) continue;
        throw new Violation('no loss', `checkpoint ${id} is not on the studio`);
      }
      if (studio.items.get(there.asset)?.purged) continue;
      const content = contents.get(id);
      if (content !== hash)
        throw new Violation(
          'no dangling content',
          `version ${there.version} (${id}) comes as ${content}, not ${hash}`,
        );
    }
    this.#checkEdits(studio);
  }

  /** Whether it only puts another version's content on top again: a later decision may make it moot. */
  #isRepeated(id: string, hash: string, studio: StoredStudio): boolean {
    if (this.#told.has(id)) return false;
    return [...this.versions].some(
      ([other, content]) =>
        other !== id && content === hash && (studio.versions.has(other) || this.givenUp.has(other)),
    );
  }

  #checkEdits(studio: StoredStudio): void {
    const accepted = new Set(studio.statuses.map(({ value }) => value));
    for (const { value, item, who, settled } of this.#edits.values()) {
      if (settled || accepted.has(value) || this.#superseded.has(value)) continue;
      if (isGone(`item ${item}`, studio) || studio.items.get(item)?.trashed) continue;
      throw new Violation(
        'no loss',
        `the status ${value} that ${who} gave ${item} was dropped without a word`,
      );
    }
  }
}

function checkNames(who: string, { items }: Stored): void {
  const taken = new Map<string, Item>();
  for (const item of items.values()) {
    if (item.trashed || item.purged || item.merged) continue;
    const place = `${item.parent}/${key(item.name)}`;
    const other = taken.get(place);
    if (other) throw new Violation('names', `${who} has ${other.name} and ${item.name} in one place`);
    taken.set(place, item);
  }
}

/** Whether a row belongs to something that was purged or merged, of which a member need not keep anything. */
function isGone(row: string, studio: Stored): boolean {
  const [kind = '', rest = ''] = row.split(' ', 2);
  const ids = kind === 'checkpoint' ? [studio.versions.get(rest)?.asset ?? ''] : rest.split('/');
  return ids.some((id) => {
    const item = studio.items.get(id);
    return item ? Boolean(item.purged) || item.merged !== '' : kind === 'item';
  });
}

/** What all must agree on, as lines. */
function pictureOf(stored: Stored): Set<string> {
  const lines = new Set<string>();
  const live = (id: string) => {
    const item = stored.items.get(id);
    return item !== undefined && !item.purged && item.merged === '';
  };
  for (const item of stored.items.values()) if (live(item.id)) lines.add(`item ${item.id} ${item.shown}`);
  for (const { id, asset, version, hash, trashed } of stored.versions.values())
    if (live(asset)) lines.add(`version ${id} ${asset} v${version} ${hash} ${trashed}`);
  for (const tag of stored.tags) if (live(tag.split('/')[0] ?? '')) lines.add(`tag ${tag}`);
  for (const one of stored.dependencies) if (one.split('/').every(live)) lines.add(`dependency ${one}`);
  return lines;
}

const difference = (wanted: ReadonlySet<string>, found: ReadonlySet<string>): string[] => [
  ...[...wanted].filter((line) => !found.has(line)).map((line) => `- ${line}`),
  ...[...found].filter((line) => !wanted.has(line)).map((line) => `+ ${line}`),
];
