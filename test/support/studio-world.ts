/** A real studio on loopback and members with real folders, all in this process. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { AssetState, ProjectApi, SyncReport } from '../../engine/api.ts';
import { cloneProject, initProject } from '../../engine/engine.ts';
import { createStudioAccount } from '../../engine/remote/account.ts';
import { buildApp } from '../../server/app.ts';
import { readConfig, type StudioOptions } from '../../server/config.ts';
import { openStudio, type Studio } from '../../server/studio.ts';
import { quickPasswords } from './passwords.ts';
import { testPorts } from './ports.ts';

const PASSWORD = 'correct horse battery';

export class TestMember {
  readonly name: string;
  readonly folder: string;
  readonly project: ProjectApi;

  constructor(name: string, folder: string, project: ProjectApi) {
    this.name = name;
    this.folder = folder;
    this.project = project;
  }

  write(path: string, content: string | Uint8Array): void {
    mkdirSync(join(this.folder, path, '..'), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  async state(path: string): Promise<AssetState | undefined> {
    return (await this.project.status()).assets.find((entry) => entry.path === path)?.state;
  }

  async paths(): Promise<string[]> {
    return (await this.project.status()).assets.map((entry) => entry.path).sort();
  }

  /** Writes, tracks and says so. */
  async track(path: string, content: string | Uint8Array): Promise<void> {
    this.write(path, content);
    const { refused } = await this.project.track([path], { comment: `${this.name} tracks ${path}` });
    if (refused[0]) throw new Error(refused[0].message);
  }

  async checkpoint(path: string, content: string): Promise<void> {
    this.write(path, content);
    const { refused } = await this.project.checkpoint([path], { comment: content });
    if (refused[0]) throw new Error(refused[0].message);
  }

  /** Syncs and expects it to finish. */
  async sync(): Promise<SyncReport> {
    const report = await this.project.sync();
    if (report.outcome !== 'done') throw new Error(`${this.name}: ${JSON.stringify(report, null, 1)}`);
    return report;
  }
}

export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

interface Network {
  losesPushAnswers: boolean;
  refusal?: ((body: Buffer) => Refusal | undefined) | undefined;
}

export class StudioWorld {
  readonly studio: Studio;
  readonly app: FastifyInstance;
  readonly url: string;
  readonly #root: string;
  readonly #tokens = new Map<string, string>();
  readonly #members: TestMember[] = [];
  readonly #clocks = new Map<string, (now: number) => number>();
  readonly #network: Network;

  private constructor(root: string, studio: Studio, app: FastifyInstance, network: Network, url: string) {
    this.#network = network;
    this.#root = root;
    this.studio = studio;
    this.app = app;
    this.url = url;
  }

  /** @param through leads to the studio at this address by another. */
  static async create(
    through = async (url: string) => url,
    options: StudioOptions = {},
  ): Promise<StudioWorld> {
    const root = mkdtempSync(join(tmpdir(), 'cairn-world-'));
    const config = readConfig({
      env: {},
      options: { ...options, data: join(root, 'studio'), port: 0, logLevel: 'silent' },
    });
    const studio = await openStudio(config, Date.now, false, quickPasswords());
    const app = buildApp({ studio, version: 'test' });
    const network: Network = { losesPushAnswers: false };
    app.addHook('preHandler', async (request, reply) => {
      if (!request.url.endsWith('/push') || !Buffer.isBuffer(request.body)) return;
      const refusal = network.refusal?.(request.body);
      if (refusal) await reply.code(refusal.status).type(refusal.type).send(refusal.body);
    });
    app.addHook('onSend', async (request, reply, payload) => {
      if (network.losesPushAnswers && request.url.endsWith('/push')) reply.raw.destroy();
      return payload;
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    return new StudioWorld(root, studio, app, network, await through(`http://127.0.0.1:${port}`));
  }

  /** The founder's project, published and synced, with these members (name, role). */
  async project(
    founder: string,
    others: readonly (readonly [name: string, role: string])[],
  ): Promise<TestMember> {
    await this.signUp(founder, true);
    const folder = join(this.#root, founder);
    const project = await initProject(folder, 'film', this.#ports(founder));
    const member = new TestMember(founder, folder, project);
    this.#members.push(member);
    await project.publish(this.url);
    for (const [name, role] of others) {
      await this.signUp(name, false);
      await this.setRole(founder, name, role);
    }
    await member.sync();
    return member;
  }

  /** Gives somebody a role in the founder's project. */
  async setRole(founder: string, name: string, role: string): Promise<void> {
    const project = this.#members.find((member) => member.name === founder)?.project;
    const account = createStudioAccount(this.url, this.#tokens.get(founder) ?? null);
    await account.setMember((await project?.info())?.id ?? '', name, role);
    await account.close();
  }

  /** Adds and removes what members of a role may do in the founder's project. */
  async editRole(
    founder: string,
    role: string,
    add: readonly string[],
    remove: readonly string[],
  ): Promise<void> {
    const project = this.#members.find((member) => member.name === founder)?.project;
    const account = createStudioAccount(this.url, this.#tokens.get(founder) ?? null);
    await account.editRole((await project?.info())?.id ?? '', role, [...add], [...remove]);
    await account.close();
  }

  /** Where a member's project is, or would be. */
  folder(name: string): string {
    return join(this.#root, name);
  }

  async join(name: string, signal?: AbortSignal): Promise<TestMember> {
    const folder = this.folder(name);
    const project = await cloneProject(this.url, 'film', folder, this.#ports(name), signal ? { signal } : {});
    const member = new TestMember(name, folder, project);
    this.#members.push(member);
    return member;
  }

  async signUp(name: string, admin: boolean): Promise<void> {
    await this.studio.accounts.add({ name, password: PASSWORD }, admin);
    const account = createStudioAccount(this.url, null);
    this.#tokens.set(name, (await account.login(name, PASSWORD, 'test')).token);
    await account.close();
  }

  token(name: string): string {
    return this.#tokens.get(name) ?? '';
  }

  /** Sets a member's clock: what it shows when it is `now`, in UTC milliseconds. */
  setClock(name: string, clock: (now: number) => number): void {
    this.#clocks.set(name, clock);
  }

  /** From now on pushes are carried out, but whoever sent one never hears; or no longer so. */
  losePushAnswers(lose: boolean): void {
    this.#network.losesPushAnswers = lose;
  }

  /** From now on these pushes are refused as a whole, before they are read; or, without an argument, no longer so. */
  refusePushes(refusal?: (body: Buffer) => Refusal | undefined): void {
    this.#network.refusal = refusal;
  }

  #ports(name: string) {
    const ports = testPorts(() => this.#tokens.get(name) ?? null);
    return { ...ports, now: () => (this.#clocks.get(name) ?? ((now: number) => now))(ports.now()) };
  }

  async dispose(): Promise<void> {
    for (const member of this.#members) await member.project.close();
    await this.app.close();
    await this.studio.close();
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** Ann's project, in which `lib` is shared, and Ben, an Artist who has joined it. */
export async function annAndBen(): Promise<{ world: StudioWorld; ann: TestMember; ben: TestMember }> {
  const world = await StudioWorld.create();
  const ann = await world.project('ann', [['ben', 'Artist']]);
  await ann.project.mkdir('lib', true);
  await ann.sync();
  return { world, ann, ben: await world.join('ben') };
}
