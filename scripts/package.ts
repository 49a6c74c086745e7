/** `npm run package`: packs what was built; prints the path of the VSIX. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../test/support/cache.ts';
import { run } from '../test/support/process.ts';

const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
const vsix = join(root, `cairn-${version}.vsix`);
const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
// Everything is in the bundles, so nothing of node_modules is packed.
const options = ['--no-dependencies', '--allow-missing-repository', '--out', vsix];
await run(process.execPath, [vsce, 'package', ...options], { cwd: root });
process.stdout.write(`${vsix}\n`);
