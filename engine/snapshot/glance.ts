/**
 * An answer without opening the project: where project file and folder are as they were when somebody last looked at
 * everything, the answer is what it was then. Costs a stat of each file and a listing of each folder.
 */
import { lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Brief } from '../api.ts';
import type { QuickStamp } from '../content/file-stamp.ts';
import { CairnError } from '../errors.ts';
import { type CommitStamps, commitStamps, soon } from '../project/commit-stamps.ts';
import type { Project } from '../project/project.ts';
import { namesAsText } from '../workspace/look.ts';
import { askAll, type LookingDisk, type Question, type Questions, type Share } from '../workspace/looks.ts';
import { type ScanResult, statFile } from '../workspace/scan.ts';
import { decodeNote, encodeNote, type Note } from './glance-note.ts';
import type { Picture } from './picture.ts';
import { briefOf } from './report.ts';

/** Below this, looking properly takes no longer. */
const LEAST_FILES = 2_000;
/** An answer longer than that is no short one. */
const MOST_NOTABLE = 5_000;
/** Files that are looked at by name. */
const MOST_BY_NAME = 1_000;

/** All that a look at everything saw of a folder. */
export interface Seen {
  /** With listings; nothing in it was unreadable, but for names that no item can have, or left over. */
  readonly scan: ScanResult;
  /** What was looked at besides. */
  readonly byName: ReadonlyMap<string, QuickStamp | undefined>;
}

const noteFile = (projectFile: string): string => `${projectFile}-glance`;

/** Another version of this program may give another answer. */
function keyOf(stamps: CommitStamps): string {
  const { size, mtimeMs } = lstatSync(import.meta.filename);
  return [size, mtimeMs, stamps.text].join(' ');
}

/** The answer that a proper look gives, with a note for the next glance. */
export async function lookBriefly(
  project: Project,
  look: () => Promise<{ readonly picture: Picture; readonly seen: Seen | undefined }>,
): Promise<Brief> {
  const { file } = project.db;
  const takenAt = Date.now();
  const stamps = commitStamps(file);
  const { picture, seen } = await look();
  const brief = briefOf(project, picture);
  if (seen && stamps) leaveNote(file, stamps, takenAt, seen, brief);
  return brief;
}

/**
 * Leaves a note of an answer, if it can be told when it does not hold any more.
 * @param stamps taken before the project file was read. @param takenAt when, in milliseconds since 1970.
 */
export function leaveNote(
  projectFile: string,
  stamps: CommitStamps,
  takenAt: number,
  { scan, byName }: Seen,
  brief: Brief,
  leastFiles = LEAST_FILES,
): void {
  const entries = scan.entries.filter((entry) => entry.stamp !== undefined);
  const isSmall = entries.length < leastFiles;
  if (isSmall || brief.notable.length > MOST_NOTABLE || byName.size > MOST_BY_NAME || soon(stamps, takenAt))
    return;
  const note: Note = {
    key: keyOf(stamps),
    brief,
    byName: [...byName].map(([path, stamp]) => [path, stamp ?? null]),
    listings: scan.listings,
    files: entries.map(({ path }) => path),
    stamps: Float64Array.from(
      entries.flatMap(({ stamp }) => (stamp ? [stamp.size, stamp.mtimeMs, stamp.ino] : [])),
    ),
  };
  // One name for all, so that killed runs leave one file at most; two that write at once spoil the note, which shows.
  const temporary = `${noteFile(projectFile)}-new`;
  try {
    writeFileSync(temporary, encodeNote(note));
    renameSync(temporary, noteFile(projectFile));
  } catch {
    // The disk is full or read-only: the next look takes its time again.
    rmSync(temporary, { force: true });
  }
}

/** What the last look at everything answered, if it still holds; undefined where that cannot be told. */
export async function glance(
  folder: string,
  projectFile: string,
  disk?: LookingDisk,
): Promise<Brief | undefined> {
  try {
    const stamps = commitStamps(projectFile);
    const note = stamps && decodeNote(readFileSync(noteFile(projectFile)), keyOf(stamps));
    return note && (await holds(folder, note, disk)) ? note.brief : undefined;
  } catch (error) {
    // There is no note, or something cannot be read: whoever looks properly finds out what.
    if (CairnError.is(error) || (error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}

async function holds(folder: string, note: Note, disk: LookingDisk | undefined): Promise<boolean> {
  const sameAs = new SameAs(folder, note);
  await askAll(sameAs, undefined, disk);
  return (
    sameAs.isSame &&
    note.byName.every(([path, before]) => {
      const now = statFile(folder, path);
      return now?.size === before?.size && now?.mtimeMs === before?.mtimeMs && now?.ino === before?.ino;
    })
  );
}

/** Asks whether a folder is as a note says, until something is not. */
class SameAs implements Questions {
  isSame = true;
  readonly #folder: string;
  readonly #note: Note;
  /** Asked so far. */
  #listings = 0;
  #files = 0;

  constructor(folder: string, note: Note) {
    this.#folder = folder;
    this.#note = note;
  }

  next(share: Share): Question | undefined {
    if (!this.isSame) return undefined;
    return this.#askListings(share) ?? this.#askFiles(share);
  }

  #askListings(share: Share): Question | undefined {
    const { listings } = this.#note;
    const waiting = listings.length - this.#listings;
    if (waiting === 0) return undefined;
    const asked = listings.slice(this.#listings, this.#listings + share.folders(waiting));
    this.#listings += asked.length;
    return {
      about: 'folders',
      folder: this.#folder,
      paths: asked.map(({ path }) => path),
      tell: (index, names) => {
        if ('errno' in names || namesAsText(names) !== asked[index]?.names) this.isSame = false;
      },
    };
  }

  #askFiles(share: Share): Question | undefined {
    const { files, stamps } = this.#note;
    const from = this.#files;
    if (from === files.length) return undefined;
    const asked = files.slice(from, from + share.files(files.length - from));
    this.#files += asked.length;
    return {
      about: 'files',
      folder: this.#folder,
      paths: asked,
      tell: (index, seen) => {
        const at = (from + index) * 3;
        // What is no file, or cannot be told, has none of them.
        const { size, mtimeMs, ino } = seen as Partial<QuickStamp>;
        const isSame = size === stamps[at] && mtimeMs === stamps[at + 1] && ino === stamps[at + 2];
        if (!isSame) this.isSame = false;
      },
    };
  }
}
