/** A disk on which a program saves a working file right before the nth call that Cairn waits for. */
import { renameSync, writeFileSync } from 'node:fs';
import { type Disk, realDisk } from '../../engine/workspace/disk.ts';

/** How programs save: into the file, or as a new file that takes the old one's name. */
export const WAYS: Readonly<Record<string, (file: string, data: string) => void>> = {
  'in place': (file, data) => writeFileSync(file, data),
  'by rename': (file, data) => {
    writeFileSync(`${file}~`, data);
    renameSync(`${file}~`, file);
  },
};

/**
 * Runs `attempt` with a save before each of its calls in turn, until it makes no more; `check` looks at what is left.
 * @returns how many saves there were.
 */
export async function atEverySave(
  save: () => void,
  attempt: (disk: Disk) => Promise<unknown>,
  check: (when: string) => void,
  base: Disk = realDisk,
): Promise<number> {
  for (let nth = 0; ; nth++) {
    let calls = 0;
    let before = '';
    const guarded = Object.entries(base).map(([name, call]) => {
      const guard = (...args: unknown[]): unknown => {
        if (calls++ === nth) {
          before = name;
          save();
        }
        return (call as (...all: unknown[]) => unknown)(...args);
      };
      // Nothing of this process comes between those that are not waited for.
      return [name, name.endsWith('Sync') ? call : guard];
    });
    let outcome = 'done';
    await attempt(Object.fromEntries(guarded) as Disk).catch((error: Error) => {
      outcome = error.message;
    });
    if (calls <= nth) return nth;
    check(`${nth}: before ${before}, ${outcome}`);
  }
}
