/** Folders that are said to be a studio's backup: restored as an administrator does, whoever has made them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readConfig } from '../../../server/config.ts';
import { backUp, restore } from '../../../server/operations/backup.ts';
import { markRestored } from '../../../server/projects/restored.ts';
import { contentOf } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { storages, type TestStorage } from '../../support/s3/storages.ts';
import { startTeam } from '../../support/studio.ts';
import { hasCode, type Target } from '../target.ts';

interface Made {
  readonly folder: string;
  /** Of a whole backup, by their names in it. */
  readonly files: readonly (readonly [name: string, bytes: Buffer])[];
  readonly storage: TestStorage | undefined;
}

const filesOf = (folder: string): Made['files'] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => [path.slice(folder.length + 1), readFileSync(path)] as const);

/** A studio's backup, to be restored by files of which one is as `input` says: by its first byte, which. */
export async function backUpSome(folder: string): Promise<Made['files']> {
  const { studio, ada } = await startTeam(join(folder, 'data'), {});
  await ada.asset('rock', contentOf(seededBytes('backup', 3_000)));
  // As a studio that was restored once.
  await studio.studio.metadata.transaction(markRestored);
  await backUp(studio.studio, join(folder, 'whole'));
  await studio.close();
  return filesOf(join(folder, 'whole'));
}

export const samplesOf = (files: Made['files']): Uint8Array[] =>
  files.map(([, bytes], which) => Buffer.concat([Buffer.of(which), bytes]));

/** The others are as they should be. */
export function writeMutated(source: string, files: Made['files'], input: Uint8Array): void {
  const which = (input[0] ?? 0) % files.length;
  for (const [at, [name, bytes]] of files.entries()) {
    mkdirSync(dirname(join(source, name)), { recursive: true });
    writeFileSync(join(source, name), at === which ? input.subarray(1) : bytes);
  }
}

/** @param start a storage for the chunks; else they go to the data folder */
function restoring(name: string, runs: number, start?: () => Promise<TestStorage>): Target {
  let made: Made | undefined;
  let restores = 0;
  return {
    name,
    runs,
    samples: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'cairn-fuzz-backup-'));
      made = { folder, files: await backUpSome(folder), storage: await start?.() };
      return samplesOf(made.files);
    },
    decode: async (input) => {
      const { folder, files, storage } = made!;
      const [source, data] = [join(folder, 'mutated'), join(folder, 'restored')];
      const place = storage ? { ...storage.options, s3Prefix: `fuzz-${restores++}` } : {};
      try {
        writeMutated(source, files, input);
        await restore(source, readConfig({ env: {}, options: { ...place, data, logLevel: 'silent' } }));
      } finally {
        for (const path of [source, data]) rmSync(path, { recursive: true, force: true });
      }
    },
    isExpected: hasCode('bad-request', 'integrity'),
    memory: 64 * 1024 * 1024,
    close: async () => {
      await made?.storage?.close();
      if (made) rmSync(made.folder, { recursive: true, force: true });
    },
  };
}

export const backup = restoring('backups', 60);

/** Row by row into another database, and chunk by chunk into a storage; into PostgreSQL: test/postgres/restore.test.ts. */
export const backupToStorage = restoring('backups-to-storage', 16, () => storages()['the stand-in']!());
