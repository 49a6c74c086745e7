/** People at work on a cluster whose studios are killed one after the other, and what must be true afterwards. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ProjectApi } from '../../../engine/api.ts';
import { cloneProject, initProject } from '../../../engine/engine.ts';
import { createStudioAccount } from '../../../engine/remote/account.ts';
import type { StudioOptions } from '../../../server/config.ts';
import { verifyStudio } from '../../../server/operations/verify.ts';
import { openStudio } from '../../../server/studio.ts';
import { testPorts } from '../../support/ports.ts';
import { Cluster } from './cluster.ts';
import { Person, sha256 } from './person.ts';
import { Watcher } from './watcher.ts';

const STUDIOS = 4;
const NAMES = ['ann', 'ben', 'cleo', 'dan'];
const PASSWORD = 'correct horse battery';
const SHARED = 'lib';

export interface Plan {
  /** Whether it has lasted long enough. */
  readonly enough: (so: Progress) => boolean;
  /** Between two kills, in milliseconds. */
  readonly killEvery: number;
  readonly say: (line: string) => void;
}

export interface Progress {
  readonly kills: number;
  readonly syncs: number;
  readonly interrupted: number;
  readonly versions: number;
}

/**
 * @param folder for everything
 * @param database an empty one
 * @param storage where the chunks are, other than in the folder
 * @throws where anything was lost or out of order
 */
export async function runCluster(
  folder: string,
  database: string,
  plan: Plan,
  storage: StudioOptions = {},
): Promise<Progress> {
  const cluster = await Cluster.start(join(folder, 'studio'), database, STUDIOS, storage);
  const opened: ProjectApi[] = [];
  try {
    const { people, tokens, project } = await gather(cluster, folder, opened);
    const watcher = new Watcher(cluster.url, tokens.get('ann') ?? '', project);
    const progress = (): Progress => ({
      kills: cluster.kills,
      syncs: people.reduce((sum, person) => sum + person.syncs, 0),
      interrupted: people.reduce((sum, person) => sum + person.interrupted, 0),
      versions: people.flatMap((person) => [...person.versions.values()].flat()).length,
    });
    const over = new AbortController();
    const ongoing = <T>(work: () => Promise<T>) =>
      (async () => {
        while (!over.signal.aborted) await work();
      })().catch((error: unknown) => {
        over.abort();
        throw error;
      });
    let next = 0;
    const all = [
      ...people.map((person) =>
        ongoing(async () => {
          await person.work(SHARED);
          await person.sync();
        }),
      ),
      ongoing(() => watcher.pull()),
      ongoing(async () => {
        await pause(plan.killEvery);
        await cluster.crash(next++ % STUDIOS);
        plan.say(JSON.stringify(progress()));
        if (plan.enough(progress())) over.abort();
      }),
    ];
    const ended = await Promise.allSettled(all);
    for (const one of ended) if (one.status === 'rejected') throw one.reason;
    await check(cluster, folder, people, watcher, opened, ports(tokens));
    return progress();
  } finally {
    for (const project of opened) await project.close();
    await cluster.stop();
  }
}

const ports = (tokens: ReadonlyMap<string, string>) => (name: string) =>
  testPorts(() => tokens.get(name) ?? null);

/** Accounts, the project of the first of them, and everybody in it. */
async function gather(cluster: Cluster, folder: string, opened: ProjectApi[]) {
  const studio = await openStudio(cluster.config);
  for (const [n, name] of NAMES.entries()) await studio.accounts.add({ name, password: PASSWORD }, n === 0);
  await studio.close();
  const tokens = new Map<string, string>();
  for (const name of NAMES) {
    const account = createStudioAccount(cluster.url, null);
    tokens.set(name, (await account.login(name, PASSWORD, 'test')).token);
    await account.close();
  }
  const [founder = '', ...others] = NAMES;
  const first = await initProject(join(folder, founder), 'film', ports(tokens)(founder));
  opened.push(first);
  const people = [new Person(founder, join(folder, founder), first)];
  await first.mkdir(SHARED, true);
  const { id } = await first.publish(cluster.url);
  await people[0]!.sync();
  const account = createStudioAccount(cluster.url, tokens.get(founder) ?? null);
  for (const name of others) await account.setMember(id, name, 'Supervisor');
  await account.close();
  for (const name of others) {
    const project = await cloneProject(cluster.url, 'film', join(folder, name), ports(tokens)(name));
    opened.push(project);
    people.push(new Person(name, join(folder, name), project));
  }
  return { people, tokens, project: id };
}

async function check(
  cluster: Cluster,
  folder: string,
  people: readonly Person[],
  watcher: Watcher,
  opened: ProjectApi[],
  portsOf: ReturnType<typeof ports>,
): Promise<void> {
  // Twice: what the last one sent, the first has only then.
  for (const person of [...people, ...people]) await person.sync();
  await watcher.pull();
  const late = watcher.anew();
  await late.pull();
  assert.deepEqual(watcher.rows, late.rows, 'who watched all the time has what who comes late gets');

  const newcomer = await cloneProject(cluster.url, 'film', join(folder, 'late'), portsOf('ann'));
  opened.push(newcomer);
  await newcomer.rebuild(['']);
  for (const { project, name } of [...people, { project: newcomer, name: 'late' }]) {
    const { assets } = await project.status();
    const shared = assets.find(({ path }) => path === SHARED);
    for (const person of people) {
      for (const tag of person.tags) assert.ok(shared?.tags.includes(tag), `${name} has no tag ${tag}`);
      for (const [path, versions] of person.versions) {
        const entry = assets.find((one) => one.path === path);
        assert.equal(entry?.latest, versions.length, `${name}: ${path}`);
      }
    }
  }
  for (const person of people) {
    for (const [path, versions] of person.versions) {
      const { checkpoints } = await newcomer.log(path);
      const ordered = [...checkpoints].sort((a, b) => a.version - b.version);
      assert.equal(ordered.length, versions.length);
      assert.equal(sha256(readFileSync(join(folder, 'late', path))), versions.at(-1), path);
      const oldest = join(folder, `oldest ${person.name} ${path.replaceAll('/', ' ')}`);
      await newcomer.exportVersion(path, 1, oldest);
      assert.equal(sha256(readFileSync(oldest)), versions[0], `the first of ${path}`);
    }
  }
  const studio = await openStudio(cluster.config);
  assert.deepEqual((await verifyStudio(studio)).problems, []);
  await studio.close();
  assert.deepEqual(cluster.failures(), []);
}
