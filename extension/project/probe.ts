/** Looks for a project without starting the engine, so that opening any other folder costs next to nothing. */
import { access, readdir, stat } from 'node:fs/promises';
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

/** The project files of a working folder by name, size and time, as a text to compare with a later one; '' where there are none. */
export async function projectFiles(dir: string): Promise<string> {
  const folder = join(dir, '.cairn');
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.clst')).sort();
  const marks = files.map(async (name) => {
    const found = await stat(join(folder, name), { bigint: true }).catch(() => null);
    return `${name} ${found?.ino} ${found?.size} ${found?.mtimeNs}`;
  });
  return (await Promise.all(marks)).join('\n');
}
