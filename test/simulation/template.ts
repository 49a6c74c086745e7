/** The team as every run finds it: accounts, a project that is published, and everybody's copy of it. Made once. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ProjectApi } from '../../engine/api.ts';
import { cloneProject, initProject } from '../../engine/engine.ts';
import { createStudioAccount } from '../../engine/remote/account.ts';
import { type Cast, MACHINES, ownerOf, type ProjectName, TEAMS, type Who } from './cast.ts';
import { onlyErrors } from './listening.ts';
import { Program, running } from './os/program.ts';
import type { System } from './os/system.ts';
import { ALL } from './safeguards.ts';
import { STUDIO_URL } from './window.ts';
import { LIMBO, World } from './world.ts';

export interface Template {
  readonly folder: string;
  readonly tokens: ReadonlyMap<string, string>;
  readonly projectIds: ReadonlyMap<ProjectName, string>;
  dispose(): void;
}

const PASSWORD = 'correct horse battery';
/** What is there from the first. */
const BEGINNING = ['lib/tree.obj', 'lib/props/rock.png', 'lib/props/set/house', 'lib/set/tree.obj'];
const LIMIT = 3_600_000;

/** Made when they are first asked for. Not while a simulation is under way. */
export class Templates {
  readonly #system: System;
  readonly #made = new Map<Cast, Template>();

  constructor(system: System) {
    this.#system = system;
  }

  async of(cast: Cast): Promise<Template> {
    const template = this.#made.get(cast) ?? (await makeTemplate(this.#system, cast));
    this.#made.set(cast, template);
    return template;
  }

  dispose(): void {
    for (const template of this.#made.values()) template.dispose();
  }
}

async function makeTemplate(system: System, cast: Cast): Promise<Template> {
  const tokens = new Map<string, string>();
  let failure: { error: unknown } | undefined;
  const onError = (error: unknown) => {
    failure ??= { error };
  };
  const world = new World(1, cast, tokens, onlyErrors(onError), ALL);
  system.enter(world);
  try {
    let projectIds: ReadonlyMap<ProjectName, string> | undefined;
    furnish(world, cast, tokens).then((ids) => {
      projectIds = ids;
    }, onError);
    await world.kernel.run(() => projectIds !== undefined || failure !== undefined, LIMIT);
    if (failure || !projectIds) throw failure?.error;
    const folder = mkdtempSync(join(tmpdir(), 'cairn-sim-template-'));
    const filter = (source: string) => basename(source) !== LIMBO;
    cpSync(world.root, folder, { recursive: true, preserveTimestamps: true, filter });
    const dispose = () => rmSync(folder, { recursive: true, force: true });
    return { folder, tokens, projectIds, dispose };
  } finally {
    system.leave();
    world.dispose();
  }
}

async function furnish(
  world: World,
  cast: Cast,
  tokens: Map<string, string>,
): Promise<ReadonlyMap<ProjectName, string>> {
  await world.opened('studio');
  const inStudio = <T>(work: () => Promise<T>): Promise<T> =>
    running.run({ program: world.studioProgram!, task: world.task('furnish', 2, false) }, work);
  const by = <T>(who: Who, work: () => Promise<T>): Promise<T> => {
    const program = new Program(
      who,
      world.machines[ownerOf(who)],
      () => undefined,
      () => undefined,
    );
    return running.run({ program, task: world.task('furnish', 3, true) }, work);
  };
  for (const name of MACHINES.filter((one) => cast.machines.includes(one))) {
    // Passwords are hashed in real time, so nobody waits for that on a connection.
    const { accounts } = world.studio!;
    const who = { name, password: PASSWORD };
    await inStudio(() => accounts.add(who, name === 'ann'));
    tokens.set(name, (await inStudio(() => accounts.signIn(who, 'simulation', ''))).token);
  }
  const close = async (project: ProjectApi) => project.close();
  const ids = new Map<ProjectName, string>();
  for (const name of cast.projects) {
    const [owner, ...others] = TEAMS[name];
    const id = await by(owner, async () => {
      const project = await initProject(world.folder(owner), name, world.ports(owner));
      await project.publish(STUDIO_URL);
      const account = createStudioAccount(STUDIO_URL, tokens.get('ann') ?? null);
      const info = await project.info();
      for (const who of others) await account.setMember(info.id, ownerOf(who), 'Production Manager');
      await account.close();
      await project.mkdir('lib', true);
      for (const path of BEGINNING) {
        world.save({ folder: world.folder(owner), machine: world.machines.ann }, path, `ann's ${path}`);
        await project.track([path], { comment: 'First' });
      }
      await project.sync();
      await close(project);
      return info.id;
    });
    for (const who of others) {
      await by(who, async () => {
        const project = await cloneProject(STUDIO_URL, name, world.folder(who), world.ports(who));
        await project.rebuild(['']);
        await close(project);
      });
    }
    ids.set(name, id);
  }
  await world.shutStudio();
  return ids;
}
