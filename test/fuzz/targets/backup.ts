/** Folders that are said to be a studio's backup: restored as an administrator does, whoever has made them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readConfig } from '../../../server/config.ts';
import { backUp, restore } from '../../../server/operations/backup.ts';
import { contentOf } from '../../support/changes.ts';
import { seededBytes } from '../../support/chunks.ts';
import { startTeam } from '../../support/studio.ts';
import { hasCode, type Target } from '../target.ts';

interface Made {
  readonly folder: string;
  /** Of a whole backup, by their names in it. */
  readonly files: readonly (readonly [name: string, bytes: Buffer])[];
}
let made: Made | undefined;

const filesOf = (folder: string): Made['files'] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
    .map((path) => [path.slice(folder.length + 1), readFileSync(path)] as const);

/** By its first byte, one of the backup's files; the others are as they should be. */
export const backup: Target = {
  name: 'backups',
  runs: 60,
  samples: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-fuzz-backup-'));
    const { studio, ada } = await startTeam(join(folder, 'data'), {});
    await ada.asset('rock', contentOf(seededBytes('backup', 3_000)));
    await backUp(studio.studio, join(folder, 'whole'));
    await studio.close();
    made = { folder, files: filesOf(join(folder, 'whole')) };
    return made.files.map(([, bytes], which) => Buffer.concat([Buffer.of(which), bytes]));
  },
  decode: async (input) => {
    const { folder, files } = made!;
    const [source, data] = [join(folder, 'mutated'), join(folder, 'restored')];
    try {
      const which = (input[0] ?? 0) % files.length;
      for (const [at, [name, bytes]] of files.entries()) {
        mkdirSync(dirname(join(source, name)), { recursive: true });
        writeFileSync(join(source, name), at === which ? input.subarray(1) : bytes);
      }
      await restore(source, readConfig({ env: {}, options: { data } }));
    } finally {
      for (const path of [source, data]) rmSync(path, { recursive: true, force: true });
    }
  },
  isExpected: hasCode('bad-request', 'integrity'),
  memory: 64 * 1024 * 1024,
  close: () => made && rmSync(made.folder, { recursive: true, force: true }),
};
