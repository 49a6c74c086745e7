/**
 * What a team seldom does: in a random run it is hardly ever killed there. So each is killed before every one of its writes, and after that
 * what there is must be whole, and doing it again must end as if nothing had happened.
 */
import { cpSync, existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Sessions } from '../../cli/sessions.ts';
import type { ProjectApi } from '../../engine/api.ts';
import { cloneProject, initProject, openProject } from '../../engine/engine.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import { readConfig } from '../../server/config.ts';
import { backUp, restore } from '../../server/operations/backup.ts';
import { collect } from '../../server/operations/gc.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { openStudio, type Studio } from '../../server/studio.ts';
import { startStudio, upgradeProject, upgradeStudio } from './errands-upgrade.ts';
import { Violation } from './model.ts';
import { running } from './os/program.ts';
import { GRACE } from './plan.ts';
import { STUDIO_URL } from './window.ts';
import type { World } from './world.ts';

export interface Errand {
  readonly machine: 'ann' | 'studio';
  /** Whether the team's studio serves meanwhile. */
  readonly served?: boolean;
  /** What is there before. */
  prepare?(world: World): Promise<void>;
  /** What is killed; and done again, also where it had been done. */
  work(world: World): Promise<void>;
  /** What holds at any moment. */
  check?(world: World): Promise<void>;
  /** What is so once it was done. */
  done(world: World): Promise<void>;
}

const PATHS = ['lib/tree.obj', 'lib/props/rock.png'];
const SHARE = 'share';

function require(holds: boolean, what: string): void {
  if (!holds) throw new Violation('atomic', what);
}

async function inStudio<T>(data: string, work: (studio: Studio) => Promise<T>): Promise<T> {
  const studio = await openStudio(readConfig({ env: {}, options: { data } }));
  try {
    return await work(studio);
  } finally {
    await studio.close();
  }
}

async function requireSoundStudio(data: string): Promise<void> {
  const { ok, problems } = await inStudio(data, verifyStudio);
  if (!ok) throw new Violation('no dangling content', JSON.stringify(problems));
}

async function inProject<T>(
  project: Promise<ProjectApi>,
  work: (project: ProjectApi) => Promise<T>,
): Promise<T> {
  const opened = await project;
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

async function requireSoundProject(project: Promise<ProjectApi>, items: number): Promise<void> {
  await inProject(project, async (opened) => {
    const { ok, problems } = await opened.verify(false);
    if (!ok) throw new Violation('no loss', JSON.stringify(problems));
    const { assets } = await opened.status();
    require(assets.filter(({ kind }) => kind !== 'untracked').length >= items, `${assets.length} items`);
  });
}

/** A folder that has its name has all that should be in it. */
const isThere = (folder: string): boolean =>
  running.exit(() => existsSync(folder) && readdirSync(folder).length > 0);

const onShare = (world: World): EnginePorts => ({ ...world.ports('ann'), isShare: () => true });

/** Where projects lie whose working folders are on shares. */
export const localProjects = (world: World): string => join(world.root, 'projects');

const has =
  (...codes: readonly string[]) =>
  (error: unknown): boolean =>
    codes.includes(String((error as { code?: unknown }).code));

/** Makes it; opens what is there already. */
const makeOrOpen = (
  world: World,
  name: string,
  ports: EnginePorts,
  make: (folder: string) => Promise<ProjectApi>,
): Promise<ProjectApi> => {
  const folder = world.folder(name);
  return make(folder).catch((error: unknown) => {
    if (!has('project-exists')(error)) throw error;
    return openProject(folder, ports);
  });
};

/** A project that is there is whole. */
async function requireWholeOrNone(folder: string, ports: EnginePorts): Promise<void> {
  await requireSoundProject(openProject(folder, ports), 0).catch((error: unknown) => {
    if (!has('no-project')(error)) throw error;
  });
}

const init = (ports: (world: World) => EnginePorts): Errand => ({
  machine: 'ann',
  work: async (world) => {
    const make = (folder: string) => initProject(folder, 'new', ports(world));
    await inProject(makeOrOpen(world, SHARE, ports(world), make), async (project) => {
      require((await project.info()).name === 'new', 'it has no name');
      await project.mkdir('lib').catch((error: unknown) => {
        if (!has('name-taken')(error)) throw error;
      });
    });
  },
  check: (world) => requireWholeOrNone(world.folder(SHARE), ports(world)),
  done: (world) => requireSoundProject(openProject(world.folder(SHARE), ports(world)), 1),
});

/** A working folder on a share that became another one, by `how`. */
const settled = (how: (from: string, to: string) => void): Errand => ({
  machine: 'ann',
  prepare: async (world) => {
    const first = world.folder(SHARE);
    await inProject(initProject(first, 'new', onShare(world)), async (project) => {
      await project.mkdir('lib');
      world.save({ folder: first, machine: world.machines.ann }, 'lib/a.txt', 'what is saved');
      await project.track(['lib/a.txt'], { comment: 'First' });
    });
    running.exit(() => how(first, world.folder('other')));
  },
  work: (world) => inProject(openProject(world.folder('other'), onShare(world)), async () => undefined),
  check: async (world) => {
    if (running.exit(() => existsSync(world.folder(SHARE))))
      await requireSoundProject(openProject(world.folder(SHARE), onShare(world)), 2);
  },
  done: (world) => requireSoundProject(openProject(world.folder('other'), onShare(world)), 2),
});

const clone: Errand = {
  machine: 'ann',
  served: true,
  work: async (world) => {
    const make = (folder: string) => cloneProject(STUDIO_URL, 'film', folder, world.ports('ann'));
    await inProject(makeOrOpen(world, 'clone', world.ports('ann'), make), async (one) => {
      await one.sync();
      await one.rebuild(['']);
    });
  },
  check: (world) => requireWholeOrNone(world.folder('clone'), world.ports('ann')),
  done: async (world) => {
    await requireSoundProject(openProject(world.folder('clone'), world.ports('ann')), PATHS.length);
    for (const path of PATHS)
      require(running.exit(() => existsSync(join(world.folder('clone'), path))), `${path} is not there`);
  },
};

const publish: Errand = {
  machine: 'ann',
  served: true,
  prepare: (world) =>
    inProject(initProject(world.folder(SHARE), 'new', world.ports('ann')), async (project) => {
      world.save({ folder: world.folder(SHARE), machine: world.machines.ann }, 'a.txt', 'what is saved');
      await project.track(['a.txt'], { comment: 'First' });
    }),
  work: (world) =>
    inProject(openProject(world.folder(SHARE), world.ports('ann')), async (project) => {
      await project.publish(STUDIO_URL);
      await project.sync();
    }),
  check: (world) => requireSoundProject(openProject(world.folder(SHARE), world.ports('ann')), 1),
  done: (world) =>
    requireSoundProject(cloneProject(STUDIO_URL, 'new', world.folder('clone'), world.ports('ann')), 1),
};

const gc: Errand = {
  machine: 'ann',
  prepare: (world) =>
    inProject(openProject(world.folder('ann'), world.ports('ann')), async (project) => {
      const folder = { folder: world.folder('ann'), machine: world.machines.ann };
      for (const version of [1, 2, 3]) {
        world.save(folder, 'lib/old.bin', `${version} `.repeat(100_000));
        const path = ['lib/old.bin'];
        await (version === 1
          ? project.track(path, { comment: '' })
          : project.checkpoint(path, { comment: '' }));
      }
      await project.trash(['lib/old.bin']);
      for (const { id } of await project.trashList()) await project.trashPurge(id);
    }),
  work: (world) =>
    inProject(
      openProject(world.folder('ann'), world.ports('ann')),
      async (project) => void (await project.gc(false)),
    ),
  check: (world) => requireSoundProject(openProject(world.folder('ann'), world.ports('ann')), PATHS.length),
  done: async () => undefined,
};

const backup: Errand = {
  machine: 'studio',
  work: async (world) => {
    if (isThere(world.folder('backup'))) return;
    await inStudio(world.folder('studio'), (studio) => backUp(studio, world.folder('backup')));
  },
  check: async (world) => {
    await requireSoundStudio(world.folder('studio'));
    if (isThere(world.folder('backup'))) await backup.done(world);
  },
  done: async (world) => {
    const data = world.folder(`restored${world.kernel.steps}`);
    await restore(world.folder('backup'), readConfig({ env: {}, options: { data } }));
    await requireSoundStudio(data);
  },
};

const restoring: Errand = {
  machine: 'studio',
  prepare: async (world) => {
    await inStudio(world.folder('studio'), (studio) => backUp(studio, world.folder('backup')));
  },
  work: async (world) => {
    if (isThere(world.folder('restored'))) return;
    await restore(
      world.folder('backup'),
      readConfig({ env: {}, options: { data: world.folder('restored') } }),
    );
  },
  check: async (world) => {
    if (isThere(world.folder('restored'))) await requireSoundStudio(world.folder('restored'));
  },
  done: (world) => requireSoundStudio(world.folder('restored')),
};

const studioGc: Errand = {
  machine: 'studio',
  prepare: async (world) => {
    // As if everything had been purged: all chunks go, and the packs with them.
    world.machines.studio.skew = 2 * GRACE;
    await inStudio(world.folder('studio'), async ({ metadata: { db } }) => {
      await db.deleteFrom('checkpoint').where('version', '=', 1).where('comment', '=', 'First').execute();
    });
  },
  work: (world) =>
    inStudio(world.folder('studio'), async (studio) => void (await collect(studio, false, GRACE))),
  check: (world) => requireSoundStudio(world.folder('studio')),
  done: (world) => requireSoundStudio(world.folder('studio')),
};

const TOKENS = ['A'.repeat(43), 'B'.repeat(43)] as const satisfies readonly string[];
const sessions = (world: World) => new Sessions(() => world.folder('config'), undefined);

const session: Errand = {
  machine: 'ann',
  prepare: async (world) => sessions(world).store(STUDIO_URL, 'ann', TOKENS[0]),
  work: async (world) => sessions(world).store(STUDIO_URL, 'ann', TOKENS[1]),
  check: async (world) => {
    const token = await sessions(world).token(STUDIO_URL);
    require(token !== null && TOKENS.includes(token), `the session is ${String(token)}`);
  },
  done: async (world) =>
    require((await sessions(world).token(STUDIO_URL)) === TOKENS[1], 'it is the old session'),
};

export const ERRANDS: Readonly<Record<string, Errand>> = {
  init: init((world) => world.ports('ann')),
  'init on a share': init(onShare),
  'open a moved folder': settled(renameSync),
  'open a copied folder': settled((from, to) => cpSync(from, to, { recursive: true })),
  clone,
  publish,
  gc,
  backup,
  restore: restoring,
  'studio gc': studioGc,
  session,
  upgrade: upgradeProject,
  'first start of a studio': startStudio,
  'studio upgrade': upgradeStudio,
};
