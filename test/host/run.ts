/**
 * Runs the host suites in a real extension host: VS Code's server with its workbench in a headless Chromium, or
 * (`--desktop`) a desktop VS Code that @vscode/test-electron downloads.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/cache.ts';
import { runInBrowser } from './browser.ts';
import { bundleSuites } from './bundle.ts';
import { runOnDesktop } from './desktop.ts';

const scratch = await mkdtemp(join(tmpdir(), 'cairn-host-'));
const desktop = process.argv.includes('--desktop') || process.platform !== 'linux';
try {
  const tests = await bundleSuites();
  const host = { extension: root, tests, scratch };
  process.exitCode = await (desktop ? runOnDesktop(host) : runInBrowser(host));
} finally {
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}
