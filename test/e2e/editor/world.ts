/** A studio, its members, and a workbench for each of them: what a journey begins with. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Locator } from 'playwright-core';
import { root } from '../../support/cache.ts';
import { launchChromium } from '../../support/chromium.ts';
import { installedExtension } from '../../support/installed.ts';
import { type Member, Team } from '../../support/team.ts';
import { Workbench, type WorkbenchOptions } from '../../support/workbench.ts';

export class World {
  readonly team: Team;
  readonly #home: string;
  readonly #browser: Browser;
  readonly #extensionsDir: string;
  readonly #open = new Map<string, Workbench>();

  private constructor(home: string, team: Team, browser: Browser, extensionsDir: string) {
    this.#home = home;
    this.team = team;
    this.#browser = browser;
    this.#extensionsDir = extensionsDir;
  }

  static async start(): Promise<World> {
    const home = await mkdtemp(join(tmpdir(), 'cairn-journey-'));
    const team = await Team.start(home);
    try {
      return new World(home, team, await launchChromium(), await installedExtension());
    } catch (error) {
      await team.stop();
      throw error;
    }
  }

  /** Opens the member's working folder with Cairn's views in front. */
  async editor(member: Member, options: Partial<WorkbenchOptions> = {}): Promise<Workbench> {
    const dataDir = join(this.#home, member.name, 'vscode');
    const workbench = await Workbench.open(this.#browser, {
      folder: member.folder,
      dataDir,
      development: [],
      extensionsDir: this.#extensionsDir,
      env: { CAIRN_CONFIG_DIR: member.configDir },
      ...options,
    });
    this.#open.set(member.name, workbench);
    await workbench.showCairn();
    return workbench;
  }

  /** After a test: on failure what can be seen and read is kept under its name. */
  async finish(failedTest: string | undefined): Promise<void> {
    if (failedTest === undefined) return;
    const name = failedTest.replace(/\W+/g, '-').slice(0, 60);
    for (const [member, workbench] of this.#open) await workbench.record(`${name}-${member}`);
    await mkdir(join(root, 'test-results'), { recursive: true });
    await writeFile(join(root, 'test-results', `FAILED-${name}-studio.log`), this.team.log);
  }

  async stop(): Promise<void> {
    for (const workbench of this.#open.values()) await workbench.close();
    await this.#browser.close();
    await this.team.stop();
    await rm(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }
}

export async function put(member: Member, path: string, content: string | Uint8Array): Promise<void> {
  const target = join(member.folder, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
}

/** Goes to something on a page by the Tab key alone, then presses Enter. */
export async function pressByKeys({ page }: Workbench, target: Locator): Promise<void> {
  const hasFocus = () =>
    target.evaluate((node) => (node.getRootNode() as Document | ShadowRoot).activeElement === node);
  for (let steps = 0; !(await hasFocus()); steps++) {
    assert.ok(steps < 60, 'the Tab key does not lead there');
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
}

/**
 * In a suite: after a test that failed what helps is kept, and when all are done everything ends.
 * @param world undefined where it did not start
 */
export function endWorld(world: () => World | undefined): void {
  afterEach(async function () {
    await world()?.finish(this.currentTest?.state === 'failed' ? this.currentTest.title : undefined);
  });
  after(() => world()?.stop());
}
