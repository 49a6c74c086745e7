/** Packs what was built. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../test/support/cache.ts';
import { run } from '../../test/support/process.ts';

/** @returns the path of the VSIX */
export async function packVsix(folder: string): Promise<string> {
  const text = await readFile(join(root, 'package.json'), 'utf8');
  const { version, repository } = JSON.parse(text) as { version: string; repository?: unknown };
  const vsix = join(folder, `cairn-${version}.vsix`);
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  // While package.json names no public repository, links of the README stay as they are; once it does, vsce makes them
  // lead there.
  const unnamed = ['--allow-missing-repository', '--no-rewrite-relative-links'];
  // Everything is in the bundles, so nothing of node_modules is packed.
  const options = ['--no-dependencies', ...(repository === undefined ? unnamed : [])];
  await run(process.execPath, [vsce, 'package', ...options, '--out', vsix], { cwd: root });
  return vsix;
}
