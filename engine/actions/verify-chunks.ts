/** Checks of what a project file keeps, whichever version it belongs to: every chunk's bytes, and the packs. */
import { existsSync, statSync } from 'node:fs';
import type { CallOptions } from '../api.ts';
import { encodeBase } from '../content/frame.ts';
import { TurnTaker } from '../content/pace.ts';
import { PlainReader } from '../content/plain.ts';
import type { ChunkInfo } from '../content/store.ts';
import type { Hash } from '../domain/rows.ts';
import { said } from '../domain/said.ts';
import { CairnError } from '../errors.ts';
import type { Project } from '../project/project.ts';

export interface Problem {
  readonly code: string;
  readonly message: string;
}

const PAGE = 500;

export interface CheckedChunks {
  /** Chunks that cannot be read, and why: their own bytes, or those they stand on. */
  readonly bad: ReadonlyMap<Hash, string>;
  readonly chunks: number;
  /** Stored. */
  readonly bytes: number;
}

/** Reads every chunk against its hash. @throws {CairnError} cancelled */
export async function checkChunks(project: Project, call: CallOptions): Promise<CheckedChunks> {
  const bad = new Map<Hash, string>();
  const plains = new PlainReader(project.chunks);
  const turns = new TurnTaker();
  let [after, chunks, bytes] = [0, 0, 0];
  const next = () => project.chunks.page(after, PAGE);
  for (let page = next(); page.length > 0; page = next()) {
    for (const { id, hash, stored } of page) {
      // A damaged tree can lead back to where it came from.
      if (id <= after) throw outOfOrder();
      after = id;
      chunks++;
      bytes += stored;
      const problem = problemOf(project, plains, hash);
      if (problem !== undefined) bad.set(hash, problem);
      if (turns.due) call.onProgress?.({ phase: 'read', done: bytes, total: 0, unit: 'bytes' });
      await turns.take(call.signal);
    }
  }
  return { bad, chunks, bytes };
}

const outOfOrder = (): CairnError =>
  new CairnError(
    'project-corrupt',
    said`The project file is damaged: the list of what it holds has no end. It was left as it is.`,
  );

/** A chunk that garbage collection elsewhere took meanwhile has none. */
function problemOf(project: Project, plains: PlainReader, hash: Hash): string | undefined {
  try {
    const info = project.chunks.info(hash);
    return info && (standing(project, info) ?? rowAgainstFrame(project, hash) ?? unread(plains, hash));
  } catch (error) {
    if (CairnError.is(error, 'integrity', 'content-missing')) return error.message;
    throw error;
  }
}

const unread = (plains: PlainReader, hash: Hash): string | undefined => {
  plains.read(hash);
  return undefined;
};

/** That a delta's bases are here, and less deep than itself. */
function standing(project: Project, { codec, base, depth }: ChunkInfo): string | undefined {
  if ((codec === 'delta') !== (base !== undefined)) return 'its row says nothing of what it stands on';
  for (const hash of base?.chunks ?? []) {
    const below = project.chunks.info(hash);
    if (!below) return `stands on ${hash}, which is not here`;
    if (below.depth >= depth) return `stands on ${hash}, which is no less deep`;
  }
  return undefined;
}

/** Of a delta the row and the frame both say what it stands on. */
function rowAgainstFrame(project: Project, hash: Hash): string | undefined {
  const row = project.chunks.info(hash)?.base;
  if (!row) return undefined;
  const frame = project.chunks.get(hash)?.base;
  if (frame && Buffer.compare(encodeBase(frame), encodeBase(row)) === 0) return undefined;
  return 'its row and its pack say different things of what it stands on';
}

/** Packs that are not there, or cut off. */
export function* checkPacks(project: Project): Generator<Problem> {
  const { packs } = project.chunks;
  for (const { id, size } of packs.inUse()) {
    const file = packs.file(id);
    if (!existsSync(file)) {
      const message = `${file} is missing. The folder ${packs.folder} belongs to the project file: where it was copied without it, put it back beside it`;
      yield { code: 'pack-missing', message };
    } else if (statSync(file).size < size) {
      yield { code: 'pack-damaged', message: `${file} is shorter than it was` };
    }
  }
}
