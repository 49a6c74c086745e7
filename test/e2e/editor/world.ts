/** A studio, its members, and a workbench for each of them: what a journey begins with. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { root } from '../../support/cache.ts';
import { launchChromium } from '../../support/chromium.ts';
import { type Member, Team } from '../../support/team.ts';
import { VscodeServer } from '../../support/vscodeServer.ts';
import { Workbench } from '../../support/workbench.ts';

export interface WorldOptions {
  /** A packaged extension to install instead of running the checkout; by default CAIRN_VSIX. */
  readonly vsix?: string;
}

export class World {
  readonly team: Team;
  readonly #home: string;
  readonly #browser: Browser;
  readonly #vsix: string | undefined;
  readonly #open = new Map<string, Workbench>();

  private constructor(home: string, team: Team, browser: Browser, vsix: string | undefined) {
    this.#home = home;
    this.team = team;
    this.#browser = browser;
    this.#vsix = vsix;
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const home = await mkdtemp(join(tmpdir(), 'cairn-journey-'));
    const team = await Team.start(home);
    try {
      return new World(home, team, await launchChromium(), options.vsix ?? process.env.CAIRN_VSIX);
    } catch (error) {
      await team.stop();
      throw error;
    }
  }

  /** Opens the member's working folder with Cairn's views in front. */
  async editor(member: Member, language?: string): Promise<Workbench> {
    const dataDir = join(this.#home, member.name, 'vscode');
    if (this.#vsix !== undefined) await VscodeServer.installExtension(dataDir, this.#vsix);
    const workbench = await Workbench.open(this.#browser, {
      folder: member.folder,
      dataDir,
      development: this.#vsix === undefined ? [root] : [],
      env: { CAIRN_CONFIG_DIR: member.configDir },
      ...(language !== undefined && { language }),
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
