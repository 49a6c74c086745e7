/** The host suites on a desktop VS Code, downloaded by @vscode/test-electron: CAIRN_VSCODE_VERSION, or the newest. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { cacheDir } from '../support/cache.ts';
import type { HostRun } from './bundle.ts';

export async function runOnDesktop(host: HostRun): Promise<number> {
  const folder = join(host.scratch, 'folder');
  await mkdir(folder);
  return runTests({
    version: process.env.CAIRN_VSCODE_VERSION ?? 'stable',
    cachePath: join(cacheDir(), 'vscode-test'),
    extensionDevelopmentPath: host.extension,
    extensionTestsPath: host.tests,
    launchArgs: [
      folder,
      '--disable-extensions',
      '--disable-workspace-trust',
      '--skip-welcome',
      '--skip-release-notes',
      `--user-data-dir=${join(host.scratch, 'user')}`,
    ],
    extensionTestsEnv: { CAIRN_CONFIG_DIR: join(host.scratch, 'config') },
  });
}
