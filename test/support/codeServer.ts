/**
 * A real VS Code without its download: npm's code-server contains VS Code's server and its web workbench. Only
 * those two are used, not code-server's own program; so no script of the package has to run and nothing is compiled.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { npm } from './process.ts';

const VERSION = '4.139.1';
const INTEGRITY =
  'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==';

const QUIET = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];

/** The folder of VS Code's server (`out/server-main.js` in it); installed with npm where it is not cached. */
export async function ensureCodeServer(): Promise<string> {
  const home = await cached(`code-server-${VERSION}`, install);
  return join(home, 'node_modules', 'code-server', 'lib', 'vscode');
}

async function install(dir: string): Promise<void> {
  process.stdout.write(`installing VS Code's server (npm's code-server@${VERSION}) into the cache …\n`);
  await writeFile(join(dir, 'package.json'), '{"private":true}\n');
  await npm(['install', ...QUIET, '--prefix', dir, `code-server@${VERSION}`], dir);
  await checkIntegrity(dir);
  const vscode = join(dir, 'node_modules', 'code-server', 'lib', 'vscode');
  for (const folder of [vscode, join(vscode, 'extensions')]) {
    await npm(['install', ...QUIET, '--omit=dev', '--prefix', folder], folder);
  }
}

async function checkIntegrity(dir: string): Promise<void> {
  const lock = JSON.parse(await readFile(join(dir, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string } | undefined>;
  };
  const got = lock.packages['node_modules/code-server']?.integrity;
  if (got !== INTEGRITY) throw new Error(`code-server@${VERSION} has integrity ${got}, not the pinned one`);
}
