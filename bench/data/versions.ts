/** A folder of real versions becomes commits. */
import { copyFileSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

/** `scene.v12.blend` is version 12 of `scene.blend`. */
export function parseVersioned(
  name: string,
): { readonly name: string; readonly version: number } | undefined {
  const [, stem, version, kind] = /^(.+)\.v(\d+)(\.[^.]+)?$/u.exec(name) ?? [];
  return stem === undefined ? undefined : { name: `${stem}${kind ?? ''}`, version: Number(version) };
}

function place(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target); // Another disk.
  }
}

/**
 * The commits in `folder`, each a folder with the files that it adds or changes: the subfolders in name order, or,
 * where there is none, files called `name.v1.ext`, `name.v2.ext` …, of which those with one number are one commit.
 * @param scratch empty folder for links to such files
 * @throws {Error} where it holds neither
 */
export function commitsOf(folder: string, scratch: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
  if (folders.length > 0) return folders;
  const files = entries.flatMap((entry) => {
    const versioned = entry.isFile() ? parseVersioned(basename(entry.name)) : undefined;
    return versioned ? [{ ...versioned, path: join(folder, entry.name) }] : [];
  });
  if (files.length === 0)
    throw new Error(`${folder} holds no subfolders, one for each commit, nor files such as name.v1.ext.`);
  const numbers = [...new Set(files.map(({ version }) => version))].sort((a, b) => a - b);
  return numbers.map((number) => {
    const commit = join(scratch, String(number).padStart(4, '0'));
    mkdirSync(commit, { recursive: true });
    for (const { name, version, path } of files) if (version === number) place(path, join(commit, name));
    return commit;
  });
}
