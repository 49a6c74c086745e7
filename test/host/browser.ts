/** The host suites in VS Code's server: their console and exit code come back through the workbench's page. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../support/cache.ts';
import { launchChromium } from '../support/chromium.ts';
import { VscodeServer } from '../support/vscodeServer.ts';
import type { HostRun } from './bundle.ts';
import { MARK } from './mark.ts';

/** For all suites together, in milliseconds. */
const LIMIT = 180_000;

export async function runInBrowser(host: HostRun): Promise<number> {
  const folder = join(host.scratch, 'folder');
  await mkdir(folder);
  const server = await VscodeServer.start({
    dataDir: join(host.scratch, 'server'),
    development: true,
    env: { CAIRN_CONFIG_DIR: join(host.scratch, 'config') },
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const log = new HostLog();
    const exit = Promise.withResolvers<number>();
    await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => log.add(args));
    await page.exposeFunction('codeAutomationExit', (code: number) => exit.resolve(code));
    page.on('crash', () => exit.reject(new Error('the workbench crashed')));
    const limit = setTimeout(() => exit.reject(new Error(`no end within ${LIMIT} ms`)), LIMIT);
    try {
      await page.goto(server.url(folder, [host.extension], host.tests));
      return await exit.promise;
    } catch (error) {
      log.note(String(error));
      throw error;
    } finally {
      clearTimeout(limit);
      log.note(server.log);
      log.save();
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}

/** What the extension host logs: the suites' lines are shown, all of it is kept in test-results/host.log. */
class HostLog {
  #all = '';

  add(args: readonly unknown[]): void {
    const line = args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' ');
    this.note(line);
    if (line.startsWith(MARK)) process.stdout.write(`${line.slice(MARK.length)}\n`);
  }

  note(text: string): void {
    this.#all += `${text}\n`;
  }

  save(): void {
    mkdirSync(join(root, 'test-results'), { recursive: true });
    writeFileSync(join(root, 'test-results', 'host.log'), this.#all);
  }
}
