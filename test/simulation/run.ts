/** One simulated run: a team works for a number of steps, then comes to rest; the invariants must hold. */

import { Project } from '../../engine/project/project.ts';
import { readContent } from '../support/read-content.ts';
import { StudioWorld, type TestMember } from '../support/studio-world.ts';
import { act, attend, syncAndDecide, type Witness } from './actors.ts';
import { Random } from './random.ts';

export interface RunOptions {
  readonly seed: number;
  readonly steps: number;
  readonly log?: (line: string) => void;
}

/** Rounds in which everyone syncs once; two are enough unless conflicts have to be decided on the way. */
const ROUNDS_TO_REST = 12;

/** @throws what broke, with the seed in the message */
export async function simulate({ seed, steps, log = () => undefined }: RunOptions): Promise<void> {
  const random = new Random(seed);
  const world = await StudioWorld.create();
  const trail: string[] = [];
  try {
    const team = await newTeam(world);
    const setRole = (name: string, role: string) => world.setRole('ann', name, role);
    const witness: Witness = { versions: new Map(), givenUp: new Set(), setRole };
    for (let step = 0; step < steps; step++) {
      const member = random.pick(team);
      if (!member) continue;
      const line = await act(member, random, witness);
      trail.push(`${step}: ${line}`);
      log(trail.at(-1) ?? '');
    }
    for (const name of ['ben', 'cas']) await setRole(name, 'Production Manager');
    await comeToRest(team, random, trail, witness);
    await checkConvergence(team);
    for (const member of team) await checkMember(member);
    await checkNoLoss(team, witness);
  } catch (error) {
    throw new Error(`Seed ${seed} failed.\n${trail.slice(-40).join('\n')}\n${(error as Error).stack}`, {
      cause: error,
    });
  } finally {
    await world.dispose();
  }
}

async function newTeam(world: StudioWorld): Promise<TestMember[]> {
  const ann = await world.project('ann', [
    ['ben', 'Production Manager'],
    ['cas', 'Production Manager'],
  ]);
  await ann.project.mkdir('lib', true);
  await ann.sync();
  return [ann, await world.join('ben'), await world.join('cas')];
}

/** Everybody syncs in turn; what was refused is seen to, one way or the other, until nothing waits for anybody. */
async function comeToRest(
  team: readonly TestMember[],
  random: Random,
  trail: string[],
  witness: Witness,
): Promise<void> {
  for (let round = 0; round < ROUNDS_TO_REST; round++) {
    let moving = 0;
    for (const member of team) {
      const told = await syncAndDecide(member, random, 20);
      trail.push(`rest ${round}: ${member.name} ${told}`);
      if (round > 0)
        trail.push(`rest ${round}: ${member.name} ${await attend(member, random, witness, true)}`);
      const status = await member.project.status();
      moving += status.unsent + status.conflicts;
    }
    const marks = await Promise.all(team.map(async (member) => (await member.project.status()).watermark));
    if (moving === 0 && new Set(marks).size === 1) return;
  }
  throw new Error(
    `The team does not come to rest: ${JSON.stringify(await Promise.all(team.map(restlessness)))}`,
  );
}

async function restlessness(member: TestMember): Promise<unknown> {
  const { unsent, conflicts, watermark } = await member.project.status();
  const { rejected } = await member.project.attention();
  const project = await Project.open(member.folder);
  try {
    const waiting = {
      items: project.items.outbox(),
      checkpoints: project.checkpoints.outbox(),
      tags: project.tags.outbox(),
      dependencies: project.dependencies.outbox(),
    };
    return { name: member.name, unsent, conflicts, watermark, rejected, waiting };
  } finally {
    project.close();
  }
}

async function checkConvergence(team: readonly TestMember[]): Promise<void> {
  const view = async (member: TestMember) =>
    JSON.stringify(
      (await member.project.status()).assets
        .filter((entry) => entry.kind !== 'untracked' && !entry.flags.includes('unsent'))
        .map(({ path, id, kind, latest, status, tags, type }) => ({
          path,
          id,
          kind,
          latest,
          status,
          tags: [...tags].sort(),
          type,
        }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
      null,
      1,
    );
  const [first, ...others] = await Promise.all(team.map(view));
  others.forEach((other, index) => {
    if (other !== first)
      throw new Error(`${team[index + 1]?.name} differs from ${team[0]?.name}:\n${first}\n${other}`);
  });
}

async function checkMember(member: TestMember): Promise<void> {
  const report = await member.project.verify(false);
  if (!report.ok) throw new Error(`${member.name}: ${JSON.stringify(report.problems)}`);
}

/** Every version ever made exists for everybody, and somebody can give its bytes. */
async function checkNoLoss(team: readonly TestMember[], witness: Witness): Promise<void> {
  const projects = await Promise.all(team.map((member) => Project.open(member.folder)));
  try {
    for (const [id, content] of witness.versions) {
      let [known, found] = [false, false];
      for (const project of projects) {
        const checkpoint = project.checkpoints.get(id);
        if (!checkpoint) continue;
        known = true;
        if (!project.chunks.has(checkpoint.manifest)) continue;
        const pieces: Buffer[] = [];
        for await (const piece of readContent(checkpoint, project.chunks)) pieces.push(piece);
        if (Buffer.concat(pieces).toString() !== content)
          throw new Error(
            `${JSON.stringify(checkpoint)} at ${project.paths.of(checkpoint.assetId)} has other bytes than ${content}: ${Buffer.concat(pieces)}`,
          );
        found = true;
      }
      if (!known && !witness.givenUp.has(id)) throw new Error(`Checkpoint ${id} is lost`);
      if (known && !found) await checkOnStudio(team, id);
    }
  } finally {
    for (const project of projects) project.close();
  }
}

async function checkOnStudio(team: readonly TestMember[], id: string): Promise<void> {
  const [member] = team;
  if (!member) return;
  for (const entry of (await member.project.status()).assets) {
    if (entry.kind !== 'asset') continue;
    const version = (await member.project.log(entry.path)).checkpoints.find((c) => c.id === id)?.version;
    if (version === undefined) continue;
    await member.project.exportVersion(entry.path, version, `${member.folder}/../${id}`);
    return;
  }
}
