/** The team as every run finds it: accounts, a project that is published, and everybody's copy of it. Made once. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ProjectApi } from '../../engine/api.ts';
import { cloneProject, initProject } from '../../engine/engine.ts';
import { createStudioAccount } from '../../engine/remote/account.ts';
import { Program, running } from './os/program.ts';
import type { System } from './os/system.ts';
import { TEAM } from './plan.ts';
import { ALL } from './safeguards.ts';
import { STUDIO_URL } from './window.ts';
import { LIMBO, World } from './world.ts';

export interface Template {
  readonly folder: string;
  readonly tokens: ReadonlyMap<string, string>;
  readonly projectId: string;
  dispose(): void;
}

const PASSWORD = 'correct horse battery';
/** What is there from the first. */
const BEGINNING = ['lib/tree.obj', 'lib/props/rock.png', 'lib/props/set/house', 'lib/set/tree.obj'];
const LIMIT = 3_600_000;

export async function makeTemplate(system: System): Promise<Template> {
  const tokens = new Map<string, string>();
  const nothing = () => undefined;
  let failure: { error: unknown } | undefined;
  const onError = (error: unknown) => {
    failure ??= { error };
  };
  const world = new World(
    1,
    tokens,
    {
      onFault: nothing,
      onEffect: nothing,
      onConnect: nothing,
      onRequest: nothing,
      onOpened: nothing,
      onEnd: nothing,
      onCall: nothing,
      onError,
    },
    ALL,
  );
  system.enter(world);
  try {
    let projectId: string | undefined;
    furnish(world, tokens).then((id) => {
      projectId = id;
    }, onError);
    await world.kernel.run(() => projectId !== undefined || failure !== undefined, LIMIT);
    if (failure) throw failure.error;
    const folder = mkdtempSync(join(tmpdir(), 'cairn-sim-template-'));
    const filter = (source: string) => basename(source) !== LIMBO;
    cpSync(world.root, folder, { recursive: true, preserveTimestamps: true, filter });
    const dispose = () => rmSync(folder, { recursive: true, force: true });
    return { folder, tokens, projectId: projectId ?? '', dispose };
  } finally {
    system.leave();
    world.dispose();
  }
}

async function furnish(world: World, tokens: Map<string, string>): Promise<string> {
  world.open('studio');
  while (!world.isOpen('studio')) await world.kernel.wait(10, 'studio?');
  const inStudio = <T>(work: () => Promise<T>): Promise<T> =>
    running.run({ program: world.studioProgram!, task: world.task('furnish', 2, false) }, work);
  const by = <T>(who: (typeof TEAM)[number], work: () => Promise<T>): Promise<T> => {
    const program = new Program(
      who,
      world.machines[who],
      () => undefined,
      () => undefined,
    );
    return running.run({ program, task: world.task('furnish', 3, true) }, work);
  };
  for (const name of TEAM) {
    // Passwords are hashed in real time, so nobody waits for that on a connection.
    const { accounts } = world.studio!;
    const who = { name, password: PASSWORD };
    await inStudio(() => accounts.add(who, name === 'ann'));
    tokens.set(name, (await inStudio(() => accounts.signIn(who, 'simulation', ''))).token);
  }
  const close = async (project: ProjectApi) => project.close();
  const id = await by('ann', async () => {
    const project = await initProject(world.folder('ann'), 'film', world.ports('ann'));
    await project.publish(STUDIO_URL);
    const account = createStudioAccount(STUDIO_URL, tokens.get('ann') ?? null);
    const info = await project.info();
    for (const name of ['ben', 'cas']) await account.setMember(info.id, name, 'Production Manager');
    await account.close();
    await project.mkdir('lib', true);
    for (const path of BEGINNING) {
      world.save({ folder: world.folder('ann'), machine: world.machines.ann }, path, `ann's ${path}`);
      await project.track([path], { comment: 'First' });
    }
    await project.sync();
    await close(project);
    return info.id;
  });
  for (const name of ['ben', 'cas'] as const) {
    await by(name, async () => {
      const project = await cloneProject(STUDIO_URL, 'film', world.folder(name), world.ports(name));
      await project.rebuild(['']);
      await close(project);
    });
  }
  await world.shutStudio();
  return id;
}
