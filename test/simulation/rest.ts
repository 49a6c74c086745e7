/** The end of a run: nothing goes wrong any more, everybody syncs and decides, and then everything must be as promised. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneProject } from '../../engine/engine.ts';
import { verifyStudio } from '../../server/operations/verify.ts';
import { ownerOf, type Who } from './cast.ts';
import { attend, decideAll, requireSound } from './deciding.ts';
import { sha256, Violation } from './model.ts';
import { Program, running } from './os/program.ts';
import type { Production } from './production.ts';
import type { Run } from './run.ts';
import type { Scene } from './scene.ts';
import type { StoredStudio } from './stored.ts';
import { STUDIO_URL, type Window } from './window.ts';

/** Rounds in which everyone syncs once; two are enough unless conflicts have to be decided on the way. */
const ROUNDS = 14;
/** Times that one sync may ask before it ends. */
const QUESTIONS = 25;
/** Requests of a sync that has nothing to do, at most. */
const IDLE_REQUESTS = 5;

export async function comeToRest(run: Run): Promise<void> {
  const { world } = run;
  world.quiet = true;
  world.armed.length = 0;
  for (const machine of Object.values(world.machines)) machine.full = undefined;
  for (const program of [world.studioProgram, ...[...world.windows.values()].map((one) => one.program)])
    if (program) program.kill = undefined;
  await world.openAll();
  run.log('Everything works again.');
  for (const production of run.productions) {
    const [owner, ...others] = production.team;
    await run.do(windowOf(run, owner!), 'role', 1, true, async () => {
      for (const who of others) await run.setRole(production, ownerOf(who), 'Production Manager');
    });
    await settle(run, production);
    check(run, production);
    await checkIdle(run, production);
    await checkVerify(run, production);
  }
  await checkStudio(run);
  // What was thrown away in one project is nothing to another.
  for (const production of run.productions) await checkContents(run, production);
}

async function checkContents(run: Run, production: Production): Promise<void> {
  const { team, model } = production;
  const files = new Map(team.map((who) => [who, filesOf(run.world.folder(who))]));
  model.checkSaved(files);
  for (const other of run.productions)
    for (const [who, hashes] of other === production ? [] : files)
      model.checkContentsApart(who, hashes, other.model);
  const studio = run.studio(production);
  model.checkNoLoss(studio, await contentsForStranger(run, production, studio));
}

function windowOf(run: Run, who: Who): Window {
  const window = run.world.windows.get(who);
  if (!window) throw new Error(`${who} has no window`);
  return window;
}

async function settle(run: Run, production: Production): Promise<void> {
  const { team } = production;
  for (let round = 0; round < ROUNDS; round++) {
    let moving = 0;
    for (const who of team) {
      const told = await run.do(windowOf(run, who), 'sync', round * 7 + 1, true, (scene) =>
        syncAndDecide(scene, round),
      );
      run.log(`rest ${round} ${who} ${told}`);
      run.look(who);
      const { unsent, conflicts } = await run.do(windowOf(run, who), 'status', 1, false, (scene) =>
        scene.window.project.status(),
      );
      moving += unsent + conflicts;
    }
    const marks = new Set(team.map((who) => run.project(who).watermark));
    if (moving === 0 && marks.size === 1) return;
  }
  throw new Violation(
    'convergence',
    `the team does not come to rest: ${await restlessness(run, production)}`,
  );
}

async function syncAndDecide(scene: Scene, round: number): Promise<string> {
  let told = '';
  for (let question = 0; ; question++) {
    const report = await scene.window.project.sync();
    requireSound(report);
    const { outcome } = report;
    told += `${outcome} `;
    if (outcome !== 'conflicts' || question === QUESTIONS) break;
    told += await decideAll(scene);
  }
  return round > 0 ? told + (await attend(scene, true)) : told;
}

async function restlessness(run: Run, { team }: Production): Promise<string> {
  const all = team.map((who) =>
    run.do(windowOf(run, who), 'status', 1, false, async ({ window }) => {
      const { unsent, conflicts, watermark } = await window.project.status();
      const { rejected } = await window.project.attention();
      return { who, unsent, conflicts, watermark, rejected };
    }),
  );
  return JSON.stringify(await Promise.all(all));
}

function check(run: Run, production: Production): void {
  const projects = new Map(production.team.map((who) => [who, run.project(who)]));
  production.model.checkConvergence(projects, run.studio(production));
}

/** A sync that has nothing to do costs next to nothing, whatever lies behind. */
async function checkIdle(run: Run, { team }: Production): Promise<void> {
  for (const who of team) {
    // What was given up last may make something else this member's to have.
    await run.do(windowOf(run, who), 'sync', 1, true, (scene) => scene.window.project.sync());
    const before = run.requests;
    const report = await run.do(windowOf(run, who), 'sync', 1, true, (scene) => scene.window.project.sync());
    const requests = run.requests - before;
    if (report.pulled + report.pushed > 0 || requests > IDLE_REQUESTS)
      throw new Violation(
        'cost',
        `${who} had nothing to sync: ${requests} requests, ${report.pulled} rows pulled, ${report.pushed} pushed`,
      );
  }
}

async function checkVerify(run: Run, { team }: Production): Promise<void> {
  for (const who of team) {
    const { ok, problems } = await run.do(windowOf(run, who), 'check', 1, false, (scene) =>
      scene.window.project.verify(false),
    );
    if (!ok) throw new Violation('no loss', `${who}: ${JSON.stringify(problems)}`);
  }
}

async function checkStudio(run: Run): Promise<void> {
  const { studio, studioProgram: program } = run.world;
  if (!studio || !program) throw new Error('There is no studio');
  const task = run.world.task('verify', 1, false);
  const { ok, problems } = await running.run({ program, task }, () => verifyStudio(studio));
  if (!ok) throw new Violation('no dangling content', JSON.stringify(problems));
}

/** Hashes of everything in a folder, what was kept for its owner included. */
function filesOf(folder: string): Set<string> {
  const found = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || /\.(?:clst|pack)/u.test(entry.name)) continue;
    found.add(sha256(readFileSync(join(entry.parentPath, entry.name))));
  }
  return found;
}

/** Somebody who may read everything and has nothing gets every version there is. @returns hashes by id */
async function contentsForStranger(
  run: Run,
  { name }: Production,
  studio: StoredStudio,
): Promise<Map<string, string>> {
  const { world } = run;
  const folder = world.folder(`stranger to ${name}`);
  mkdirSync(folder);
  const program = new Program(
    'stranger',
    world.machines.ann,
    () => undefined,
    () => undefined,
  );
  const found = new Map<string, string>();
  await running.run({ program, task: world.task('clone', 1, true) }, async () => {
    const project = await cloneProject(STUDIO_URL, name, folder, world.ports('ann'));
    try {
      for (const { id, asset, version } of studio.versions.values()) {
        if (studio.items.get(asset)?.purged) continue;
        const target = join(folder, '..', `version-${id}`);
        await project.exportVersion(`trash:${asset}`, version, target).catch((error: Error) => {
          throw new Violation('no dangling content', error.message);
        });
        found.set(id, sha256(readFileSync(target)));
      }
    } finally {
      await project.close();
    }
  });
  return found;
}
