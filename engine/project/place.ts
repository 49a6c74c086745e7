/**
 * Where the project file of a working folder lies: in its `.cairn`; or, where that is on a network share, in a folder
 * of its own on this machine. Then a file in `.cairn` says where, and one beside the project file says of which working
 * folder it is, so that a moved folder is told from a copied one.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isFolder, makeFolder, syncFolder } from '../content/durable-folder.ts';
import { userFolder } from '../domain/home.ts';
import { said } from '../domain/said.ts';
import { CairnError, type ErrorCode } from '../errors.ts';
import { newId } from '../ids.ts';
import { isOnNetworkShare } from './network-share.ts';

/** The folder that holds the project file, inside the working folder. */
export const CAIRN_FOLDER = '.cairn';
export const EXTENSION = '.clst';

const ELSEWHERE = /^elsewhere-[0-9a-f-]{36}$/u;
/** Beside a project file that lies elsewhere. */
export const OF_FOLDER = 'working-folder';
/** Bytes: no path is longer. */
const MOST = 32_768;
/** Machines that one folder may be worked on from. */
const MOST_POINTERS = 100;

export interface Place {
  readonly file: string;
  /** What leads to it, where it lies elsewhere. */
  readonly pointer?: string;
  /** The working folder that it was made for, where it lies elsewhere. */
  readonly madeFor?: string;
}

/** Where project files go that cannot lie in their working folders. @throws {CairnError} usage, where there is no place */
export function localProjects(env: NodeJS.ProcessEnv = process.env): string {
  if (env.CAIRN_PROJECTS) return resolve(env.CAIRN_PROJECTS);
  const data = userFolder('data', { env, platform: process.platform, home: homedir });
  if (data !== undefined) return join(data, 'cairn', 'projects');
  const text = said`This user has no home folder (HOME) to keep project files of network shares in. Name a folder on a disk of this machine in CAIRN_PROJECTS.`;
  throw new CairnError('usage', text);
}

function listing(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function firstLine(file: string): string {
  try {
    return statSync(file).size > MOST ? '' : readFileSync(file, 'utf8').trimEnd();
  } catch {
    return '';
  }
}

/** The project file of a working folder, or undefined. Nothing outside of {@link localProjects} is ever followed. */
export function findPlace(folder: string): Place | undefined {
  const home = join(folder, CAIRN_FOLDER);
  const names = listing(home);
  const inside = names.find((name) => name.endsWith(EXTENSION));
  if (inside) return { file: join(home, inside) };
  const places = placesElsewhere(home, names);
  // The newest: what a copy of the project file replaces may be there still, where that was cut off.
  return places.find((place) => place.madeFor === realFolder(folder)) ?? places.at(-1);
}

const placesElsewhere = (home: string, names: readonly string[]): Place[] =>
  pointers(home, names).flatMap((pointer) => {
    const file = followed(pointer);
    return file ? [{ file, pointer, madeFor: firstLine(join(dirname(file), OF_FOLDER)) }] : [];
  });

const pointers = (home: string, names: readonly string[]): string[] =>
  names
    .filter((name) => ELSEWHERE.test(name))
    .slice(-MOST_POINTERS)
    .map((name) => join(home, name));

function followed(pointer: string): string | undefined {
  const file = firstLine(pointer);
  const isMine = file === resolve(file) && dirname(dirname(file)) === localProjects();
  return isMine && file.endsWith(EXTENSION) && existsSync(file) ? file : undefined;
}

/** Whether a project of this folder lies on another machine, or lay on this one. */
export const isElsewhere = (folder: string): boolean =>
  listing(join(folder, CAIRN_FOLDER)).some((name) => ELSEWHERE.test(name));

function realFolder(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return resolve(folder);
  }
}

/** Whether a place is the folder's, as far as its path says. */
export const isSettled = (folder: string, { madeFor }: Place): boolean =>
  madeFor === undefined || madeFor === realFolder(folder);

/** What has become of a folder whose project file lies elsewhere: `here`: nothing. Writes where the path is another one. */
export function fateOf(folder: string, place: Place): 'here' | 'moved' | 'copied' {
  const { file, madeFor = '' } = place;
  if (isSettled(folder, place)) return 'here';
  if (madeFor === '' || findPlace(madeFor)?.file !== file) return 'moved';
  return isSameFolder(folder, madeFor) ? 'here' : 'copied';
}

/** A share may be mounted twice. Numbers of devices and files say nothing then; a file that turns up in both places does. */
function isSameFolder(one: string, other: string): boolean {
  const name = `probe-${newId()}`;
  const probe = join(one, CAIRN_FOLDER, name);
  try {
    closeSync(openSync(probe, 'wx'));
    return existsSync(join(other, CAIRN_FOLDER, name));
  } catch {
    // Nothing can be written there, so it cannot get a project file of its own either.
    return true;
  } finally {
    rmSync(probe, { force: true });
  }
}

/**
 * A place for a new project file, whose folder is there when this returns.
 * @param shared whether the working folder lies where a project file is not safe
 * @throws {CairnError} read-only, disk-full, file-in-the-way; usage, where there is no home folder to keep it in
 */
export function newPlace(folder: string, name: string, shared = isOnNetworkShare(folder)): Place {
  try {
    makeFolder(join(folder, CAIRN_FOLDER));
  } catch (error) {
    // A disk that cannot flush folders holds projects all the same.
    if (!isFolder(join(folder, CAIRN_FOLDER))) throw cannotMake(join(folder, CAIRN_FOLDER), error);
  }
  if (!shared) return { file: join(folder, CAIRN_FOLDER, `${name}${EXTENSION}`) };
  const root = localProjects();
  if (isOnNetworkShare(root)) {
    const text = `${folder} is on a network share, where a project file is not safe, and so is ${root}. Name a folder on a disk of this machine in CAIRN_PROJECTS.`;
    throw new CairnError('read-only', text, { folder, root });
  }
  const home = join(root, newId());
  const madeFor = realFolder(folder);
  try {
    makeFolder(home);
    writeDurably(join(home, OF_FOLDER), madeFor);
  } catch (error) {
    throw cannotMake(home, error);
  }
  return { file: join(home, `${name}${EXTENSION}`), madeFor };
}

/** What {@link newPlace} made elsewhere goes again, where nothing came of it. */
export function giveUpPlace({ file, madeFor }: Place): void {
  if (madeFor !== undefined) rmSync(dirname(file), { recursive: true, force: true });
}

/**
 * Makes a place the folder's, once the project file is there. Another one that it had before is not followed any more.
 * @throws {CairnError} read-only, disk-full; project-exists, where others made one meanwhile. Then it is not the folder's.
 */
export function settlePlace(folder: string, { file, madeFor }: Place, before?: Place): void {
  const home = join(folder, CAIRN_FOLDER);
  const pointer = join(home, `elsewhere-${newId()}`);
  if (madeFor !== undefined) {
    try {
      writeDurably(pointer, file);
    } catch (error) {
      throw cannotMake(home, error);
    }
  }
  if (before) return leaveBehind(before);
  if (madeFor === undefined || placesElsewhere(home, listing(home)).length === 1) return;
  // Whoever looks last sees the other: of several none may be left, but never two.
  rmSync(pointer, { force: true });
  const text = `Another window or process makes a Cairn project in ${folder} as well`;
  throw new CairnError('project-exists', text, { folder });
}

function leaveBehind({ pointer }: Place): void {
  try {
    if (pointer) rmSync(pointer, { force: true });
  } catch {
    // The newer place counts, see `findPlace`.
  }
}

/** The folder was moved: what lies elsewhere is told where it is now. */
export const notePlace = (folder: string, { file }: Place): void =>
  writeDurably(join(dirname(file), OF_FOLDER), realFolder(folder));

/** Whole or not at all. */
function writeDurably(file: string, text: string): void {
  const temporary = `${file}.${newId()}`;
  try {
    const fd = openSync(temporary, 'wx');
    try {
      writeSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  try {
    syncFolder(dirname(file));
  } catch {
    // Shares may not know how.
  }
}

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EEXIST: 'file-in-the-way',
  ENOTDIR: 'file-in-the-way',
};

function cannotMake(folder: string, error: unknown): CairnError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new CairnError(CODES[code] ?? 'read-only', `Cannot make ${folder}: ${message}`, { folder }, error);
}

/** For whoever asks for a project where there is none. */
export const noProject = (folder: string): CairnError =>
  isElsewhere(folder)
    ? keptElsewhere('no-project', folder)
    : new CairnError('no-project', `There is no Cairn project in ${folder}`, { folder });

export const keptElsewhere = (code: 'no-project' | 'project-exists', folder: string): CairnError =>
  new CairnError(
    code,
    `${folder} is on a network share, so its project file lies on the disk of the machine that made it, and here (in ${localProjects()}) there is none. Get the project from its studio here, too: cairn clone.`,
    { folder },
  );
