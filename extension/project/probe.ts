/** Looks for a project without starting the engine, so that opening any other folder costs next to nothing. */
import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Whether `.cairn` is at `dir` or in a folder above it. */
export async function mayHoldProject(dir: string): Promise<boolean> {
  for (let folder = dir; ; folder = dirname(folder)) {
    const found = await access(join(folder, '.cairn')).then(
      () => true,
      () => false,
    );
    if (found) return true;
    if (dirname(folder) === folder) return false;
  }
}
