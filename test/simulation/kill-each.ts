/** Kills an errand before each of its writes, in a world of its own each time, and looks at what is left. */
import { ONE_PROJECT } from './cast.ts';
import { type Errand, localProjects } from './errands.ts';
import { onlyErrors } from './listening.ts';
import { giveBack, losePower } from './os/ending.ts';
import { Program, running } from './os/program.ts';
import { wasKilled } from './os/system.ts';
import { Random } from './random.ts';
import type { Ground } from './run.ts';
import { ALL } from './safeguards.ts';
import { World } from './world.ts';

/** Simulated milliseconds. */
const LIMIT = 3_600_000;

export interface Kill {
  /** Writes that are done before it. */
  readonly after: number;
  /** The power goes with it: what was not flushed may be lost, by this seed. */
  readonly power: number | undefined;
}

/** @returns how many writes there were, and what was killed before. @throws what does not hold */
export async function killOnce(
  { system, templates }: Ground,
  errand: Errand,
  kill: Kill,
): Promise<{ readonly writes: number; readonly at: string | undefined }> {
  const template = await templates.of(ONE_PROJECT);
  let failure: { readonly error: unknown } | undefined;
  let told: { writes: number; at: string | undefined } | undefined;
  const fail = (error: unknown) => {
    if (!wasKilled(error)) failure ??= { error };
  };
  const world = new World(kill.after, ONE_PROJECT, template.tokens, onlyErrors(fail), ALL);
  const before = process.env.CAIRN_PROJECTS;
  process.env.CAIRN_PROJECTS = localProjects(world);
  world.furnish(template.folder);
  system.enter(world);
  try {
    story(world, errand, kill).then((outcome) => {
      told = outcome;
    }, fail);
    await world.kernel.run(() => told !== undefined || failure !== undefined, LIMIT);
    if (failure) throw failure.error;
    return told!;
  } finally {
    system.leave();
    world.dispose();
    if (before === undefined) delete process.env.CAIRN_PROJECTS;
    else process.env.CAIRN_PROJECTS = before;
  }
}

async function story(world: World, errand: Errand, kill: Kill) {
  if (errand.served) await world.opened('studio');
  const whole = async (name: string, work: ((world: World) => Promise<void>) | undefined) => {
    const { at } = await inProgram(world, errand, name, work ?? (async () => undefined), undefined);
    if (at !== undefined) throw new Error(`${name} died`);
  };
  await whole('prepare', errand.prepare);
  settle(world, errand);
  const outcome = await inProgram(world, errand, 'work', errand.work, kill.after);
  if (outcome.at !== undefined && kill.power !== undefined) cutPower(world, errand, kill.power);
  await whole('check', errand.check);
  await whole('again', errand.work);
  await whole('done', errand.done);
  return outcome;
}

/** @returns what it was killed before, and how many writes it did */
async function inProgram(
  world: World,
  { machine }: Errand,
  name: string,
  work: (world: World) => Promise<void>,
  killAfter: number | undefined,
): Promise<{ writes: number; at: string | undefined }> {
  const death = Promise.withResolvers<void>();
  let at: string | undefined;
  const program = new Program(
    `${machine} ${name}`,
    world.machines[machine],
    () => death.resolve(),
    (what) => {
      at = what;
    },
  );
  if (killAfter !== undefined) program.kill = { left: killAfter, edge: 'before' };
  const task = world.task(name, 1, true);
  const working = running
    .run({ program, task }, () => work(world))
    .catch((error: unknown) => {
      if (program.alive) throw error;
      return death.promise;
    });
  await Promise.race([working, death.promise]);
  const writes = program.effects;
  program.stop();
  running.exit(() => {
    for (const end of [...program.hangUp]) end();
    giveBack(program, true);
  });
  return { writes, at };
}

/** What was there before lies on the disk. */
function settle(world: World, { machine }: Errand): void {
  const { names, unflushed, oldLogs } = world.machines[machine];
  names.dispose();
  unflushed.dispose();
  oldLogs.clear();
}

function cutPower(world: World, { machine }: Errand, seed: number): void {
  running.exit(() => losePower(world.machines[machine], new Random(seed)));
}
