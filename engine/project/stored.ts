/** Values that Cairn wrote, read back from a file that may be damaged, or come from somebody else. */
import { decodeBase } from '../content/frame.ts';
import type { DeltaBase } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';

/** @throws {CairnError} `project-corrupt` for whatever `work` throws, unless it is a CairnError. */
export function readStored<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (CairnError.is(error)) throw error;
    throw corrupt(what, error);
  }
}

/** An object in JSON, with what it holds taken for what was written. @throws {CairnError} `project-corrupt` */
export function storedObject<T extends object>(what: string, text: string): T {
  const value = readStored(what, () => JSON.parse(text) as unknown);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw corrupt(what);
  return value as T;
}

/** Strings in JSON. @throws {CairnError} `project-corrupt` */
export function storedTexts(what: string, text: string, least = 0): readonly string[] {
  const value = readStored(what, () => JSON.parse(text) as unknown);
  const fits = Array.isArray(value) && value.length >= least && value.every((one) => typeof one === 'string');
  if (!fits) throw corrupt(what);
  return value as string[];
}

/** Rows of nothing but texts: a damaged one may hold anything. @throws {CairnError} `project-corrupt` */
export function textRows<T extends object>(what: string, rows: readonly T[]): readonly T[] {
  if (rows.every((row) => Object.values(row).every((one) => typeof one === 'string'))) return rows;
  throw corrupt(what);
}

const corrupt = (what: string, cause?: unknown): CairnError =>
  new CairnError(
    'project-corrupt',
    said`The project file holds ${what} that Cairn did not write. Nothing was changed; restore the file from a backup.`,
    { problem: what },
    cause,
  );

/** What a delta stands on, as its row says. @throws {CairnError} `integrity` */
export function storedBase(hash: Hash, bytes: Uint8Array): DeltaBase {
  try {
    return decodeBase(bytes);
  } catch (error) {
    const problem = 'its row does not say what it stands on';
    throw new CairnError('integrity', `Chunk ${hash}: ${problem}`, { hash, problem }, error);
  }
}
