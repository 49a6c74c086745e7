/** Packs what was built. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../test/support/cache.ts';
import { run } from '../../test/support/process.ts';

/** @returns the path of the VSIX */
export async function packVsix(folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const vsix = join(folder, `cairn-${version}.vsix`);
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  // Everything is in the bundles, so nothing of node_modules is packed.
  const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'];
  await run(process.execPath, [vsce, 'package', ...options, '--out', vsix], { cwd: root });
  return vsix;
}
