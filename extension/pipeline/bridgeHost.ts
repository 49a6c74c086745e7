/** Runs the bridge while it is wanted: by the setting, in a trusted window, for the projects that are open. */
import * as vscode from 'vscode';
import type { Projects } from '../project/registry.ts';
import { asCairnError } from '../rpc/errors.ts';
import { announce, withdraw } from './announcement.ts';
import type { Bridge } from './bridge.ts';
import type { BridgeApi } from './requests.ts';

const SETTING = 'cairn.bridge.enabled';

export class BridgeHost implements vscode.Disposable {
  private readonly projects: Projects;
  private readonly api: BridgeApi;
  private readonly log: vscode.LogOutputChannel;
  private readonly subscriptions: { dispose(): void }[];
  private readonly announced = new Set<string>();
  private bridge: Bridge | null = null;
  /** One change after the other. */
  private settling: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(projects: Projects, api: BridgeApi, log: vscode.LogOutputChannel) {
    this.projects = projects;
    this.api = api;
    this.log = log;
    this.subscriptions = [
      projects.onDidChange(() => this.settle()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.settle()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTING)) this.settle();
      }),
    ];
    this.settle();
  }

  dispose(): void {
    void this.close();
  }

  /** Resolves when nothing listens and nothing is announced any more. */
  async close(): Promise<void> {
    this.closed = true;
    for (const subscription of this.subscriptions) subscription.dispose();
    this.settle();
    await this.settling;
  }

  private get wanted(): boolean {
    const enabled = vscode.workspace.getConfiguration().get(SETTING, false);
    return enabled && !this.closed && vscode.workspace.isTrusted && this.projects.all.length > 0;
  }

  private settle(): void {
    this.settling = this.settling
      .then(() => (this.wanted ? this.open() : this.shut()))
      .catch((error: unknown) => this.log.error(`bridge: ${asCairnError(error).message}`));
  }

  private async open(): Promise<void> {
    if (this.bridge === null) {
      // Few want it: what it needs is loaded then.
      const { Bridge: Listening } = await import('./bridge.ts');
      this.bridge = await Listening.start(this.api, (line) => this.log.info(line));
      this.log.info(`bridge: listening on ${this.bridge.address.url}`);
    }
    const { address } = this.bridge;
    const dirs = new Set(this.projects.all.map(({ dir }) => dir));
    const gone = [...this.announced].filter((known) => !dirs.has(known));
    for (const dir of gone) await this.forget(dir, this.bridge);
    for (const dir of [...dirs].filter((wanted) => !this.announced.has(wanted))) {
      // Once for each project: one that cannot be written to keeps no other from being found.
      this.announced.add(dir);
      await announce(dir, address).catch((error: unknown) => this.warn(`${dir} is not announced`, error));
    }
  }

  private async shut(): Promise<void> {
    const { bridge } = this;
    if (bridge === null) return;
    this.bridge = null;
    for (const dir of [...this.announced]) await this.forget(dir, bridge);
    await bridge.stop();
  }

  private async forget(dir: string, { address }: Bridge): Promise<void> {
    this.announced.delete(dir);
    await withdraw(dir, address).catch((error: unknown) =>
      this.warn(`the announcement in ${dir} stays`, error),
    );
  }

  private warn(what: string, error: unknown): void {
    this.log.warn(`bridge: ${what}: ${asCairnError(error).message}`);
  }
}
