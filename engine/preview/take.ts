/**
 * A picture of what is in a file: the file itself where it is a small image, the thumbnail it holds, or a small copy.
 * Whatever the file holds, this ends soon, in bounded memory, and never fails.
 */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { type FileStamp, sameStamp, stampOf } from '../content/file-stamp.ts';
import { blendThumbnail } from './blend.ts';
import { type Bytes, FileBytes } from './bytes.ts';
import { imageFacts, isModest, MAX_PIXELS } from './dimensions.ts';
import { exifThumbnail } from './exif.ts';
import { encodePng } from './png.ts';
import { psdThumbnail } from './psd.ts';
import { shrunk } from './shrink.ts';

export interface Picture {
  readonly mediaType: string;
  readonly data: Buffer;
}

/** Largest picture that is taken as it is, in bytes. */
const AS_IT_IS = 200_000;
/** Largest PNG that is opened to make a small one, in bytes. */
const TO_SHRINK = 64_000_000;
/** Pixels that a row counts as at least: undoing a row takes its time however short it is. */
const SHORTEST_ROW = 8;

/** A pipe that was put into a file's place must not hold up everything. Windows has no such flag. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const FORMAT = /\.(?:(png|jpe?g|gif|webp)|(psd|psb)|(blend\d*))$/iu;

/**
 * Opening the largest picture can be noticed: one call opens as many pixels as that has, however many pictures there are.
 * What has none because of that is opened when somebody looks at it.
 */
export class PreviewBudget {
  #pixels: number;

  constructor(pixels = MAX_PIXELS) {
    this.#pixels = pixels;
  }

  take(pixels: number): boolean {
    if (pixels > this.#pixels) return false;
    this.#pixels -= pixels;
    return true;
  }
}

/** Whether a file of this name may be or hold a picture. */
export const mayHold = (name: string): boolean => FORMAT.test(name);

/** Whether a picture of such a file, where it is one, is the file itself. */
export const isItself = (name: string, size: number): boolean =>
  size <= AS_IT_IS && FORMAT.exec(name)?.[1] !== undefined;

/** Whether a file may be a picture that {@link pictureIn} finds; for those that hold one, it cannot be told by this. */
export const isPicture = (name: string, size: number): boolean =>
  isItself(name, size) || (size <= TO_SHRINK && /\.png$/iu.test(name));

/** What a picture of a file of that name is, or is made into. */
export const pictureType = (name: string): string => {
  const end = (FORMAT.exec(name)?.[1] ?? 'png').toLowerCase();
  return `image/${end === 'jpg' ? 'jpeg' : end}`;
};

/** {@link pictureIn} of a file that {@link isItself}. */
export const pictureOf = (data: Buffer): Picture | undefined => checked(data);

/**
 * @param path absolute
 * @param stamp of the content that the picture is to be of: of a file that changed since, none is taken
 */
export async function takePreview(
  path: string,
  stamp: FileStamp,
  budget: PreviewBudget,
): Promise<Picture | undefined> {
  if (!mayHold(path)) return undefined;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, READ);
    if (!sameStamp(stampOf(fstatSync(descriptor, { bigint: true })), stamp)) return undefined;
    const taken = await pictureIn(path, new FileBytes(descriptor, stamp.size), budget);
    if (!taken || !sameStamp(stampOf(fstatSync(descriptor, { bigint: true })), stamp)) return undefined;
    return taken;
  } catch {
    // A preview is a courtesy: whatever is wrong with the file is told where it is read for its content.
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** @param name says by its end what to look for */
export async function pictureIn(
  name: string,
  file: Bytes,
  budget: PreviewBudget,
): Promise<Picture | undefined> {
  if (isItself(name, file.size)) return checked(await file.read(0, file.size));
  const [, image, psd] = FORMAT.exec(name) ?? [];
  return image ? ofLargeImage(file, budget) : psd ? ofPsd(file) : ofBlend(file);
}

/** A picture that a page can show without harm, or undefined. */
function checked(data: Buffer | undefined): Picture | undefined {
  const facts = data && imageFacts(data);
  if (!facts || !isModest(facts) || data.length > AS_IT_IS) return undefined;
  return { mediaType: facts.mediaType, data };
}

async function ofLargeImage(file: Bytes, budget: PreviewBudget): Promise<Picture | undefined> {
  const facts = imageFacts(await file.read(0, 64));
  if (facts?.mediaType !== 'image/png') return checked(await exifThumbnail(file));
  const { width, height } = facts;
  if (!isModest(facts) || file.size > TO_SHRINK || !budget.take(Math.max(width, SHORTEST_ROW) * height))
    return undefined;
  const pixels = await shrunk(await file.read(0, file.size));
  return pixels && checked(encodePng(pixels));
}

const ofPsd = async (file: Bytes): Promise<Picture | undefined> =>
  checked(await psdThumbnail(file, AS_IT_IS));

async function ofBlend(file: Bytes): Promise<Picture | undefined> {
  const pixels = await blendThumbnail(file);
  return pixels && checked(encodePng(pixels));
}
