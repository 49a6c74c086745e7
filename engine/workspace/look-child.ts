/** The program of a process that looks at the disk for another, until that lets go of it. */
import { lstat, readdir } from 'node:fs';
import { type Failed, failed, type Name, namesOf, onDisk, type Seen, seenOf, stampOf } from './look.ts';

export interface LookQuestion {
  readonly id: number;
  readonly about: 'folders' | 'files';
  readonly folder: string;
  readonly paths: readonly string[];
}

export interface LookAnswer {
  readonly id: number;
  /** In the order of the paths. */
  readonly found: readonly (readonly Name[] | Seen | Failed)[];
}

const namesIn = (path: string) =>
  new Promise<readonly Name[] | Failed>((resolve) => {
    readdir(path, { withFileTypes: true }, (error, entries) =>
      resolve(error ? failed(error) : namesOf(entries)),
    );
  });

const seenAt = (path: string) =>
  new Promise<Seen>((resolve) => {
    lstat(path, (error, stats) => {
      const seen = error ? failed(error) : seenOf(stats);
      resolve(typeof seen === 'object' && 'size' in seen ? stampOf(seen) : seen);
    });
  });

process.on('message', async ({ id, about, folder, paths }: LookQuestion) => {
  const look: (path: string) => Promise<LookAnswer['found'][number]> = about === 'folders' ? namesIn : seenAt;
  const found = await Promise.all(paths.map((path) => look(onDisk(folder, path))));
  if (process.connected) process.send?.({ id, found } satisfies LookAnswer, () => {});
});
