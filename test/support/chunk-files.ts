/** A project file's chunks, by as many connections as a test wants: each is as another process would have it. */
import { join } from 'node:path';
import { Chunks } from '../../engine/project/chunks.ts';
import { Db } from '../../engine/project/db.ts';

export interface ChunkFiles {
  /** The project file. */
  readonly file: () => string;
  /** One more connection, closed after the test. */
  readonly connect: (create?: boolean) => Promise<{ readonly db: Db; readonly chunks: Chunks }>;
}

/** For the suite that it is called in. @param folder of each test. */
export function useChunkFiles(folder: () => string): ChunkFiles {
  const open: { db: Db; chunks: Chunks }[] = [];
  const file = () => join(folder(), 'film.clst');
  afterEach(() => {
    for (const one of open.splice(0)) {
      one.chunks.close();
      one.db.close();
    }
  });
  return {
    file,
    connect: async (create = false) => {
      const db = await Db.open(file(), create);
      const one = { db, chunks: new Chunks(db) };
      open.push(one);
      return one;
    },
  };
}
