/** Programs that are killed while they bring what an earlier version made up to date, or make it for the first time. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { SqliteDialect } from 'kysely';
import { initProject, openProject } from '../../engine/engine.ts';
import { projectFile } from '../../engine/project/project.ts';
import { loadSqlite } from '../../native/sqlite.ts';
import { readConfig } from '../../server/config.ts';
import { layout, openStudio } from '../../server/studio.ts';
import { makeFirst } from '../support/first-project.ts';
import { makeOld, requireKept } from '../support/first-studio.ts';
import type { Errand } from './errands.ts';
import { Violation } from './model.ts';
import { running } from './os/program.ts';
import type { World } from './world.ts';

function require(holds: boolean, what: string): void {
  if (!holds) throw new Violation('atomic', what);
}

const OLD = 'old';
const TEXT = 'what an earlier version has saved';

const fileOf = (world: World): string => projectFile(world.folder(OLD)) ?? '';

async function requireAll(world: World): Promise<void> {
  const project = await openProject(world.folder(OLD), world.ports('ann'));
  try {
    const { ok, problems } = await project.verify(false);
    if (!ok) throw new Violation('no loss', JSON.stringify(problems));
    const { assets } = await project.status();
    const told = assets.map(({ path, state, tags }) => [path, state, ...tags].join(' '));
    require(told.includes('lib/a.txt normal hero'), JSON.stringify(told));
    const target = join(world.root, `exported${world.kernel.steps}`);
    await project.exportVersion('lib/a.txt', 1, target);
  } finally {
    await project.close();
  }
}

/** A copy from before the upgrade is whole, or has not its name yet. */
async function requireWholeCopy(world: World): Promise<boolean> {
  const copy = `${fileOf(world)}.v1.backup`;
  if (!running.exit(() => existsSync(copy))) return false;
  const Sqlite = await loadSqlite();
  const opened = new Sqlite(copy, { readonly: true });
  try {
    require(opened.pragma('quick_check(1)', { simple: true }) === 'ok', 'the copy is damaged');
    require(opened.pragma('user_version', { simple: true }) === 1, 'the copy is of another version');
    require(opened.prepare('SELECT count(*) FROM checkpoint').pluck().get() ===
      1, 'the copy lacks a version');
  } finally {
    opened.close();
  }
  return true;
}

export const upgradeProject: Errand = {
  machine: 'ann',
  prepare: async (world) => {
    const project = await initProject(world.folder(OLD), 'old', world.ports('ann'));
    world.save({ folder: world.folder(OLD), machine: world.machines.ann }, 'lib/a.txt', TEXT);
    await project.track(['lib/a.txt'], { comment: 'First' });
    await project.tag('lib/a.txt', ['hero'], []);
    await project.close();
    await running.exit(() => makeFirst(fileOf(world)));
  },
  work: async (world) => {
    await (await openProject(world.folder(OLD), world.ports('ann'))).close();
  },
  check: async (world) => {
    await requireWholeCopy(world);
    await requireAll(world);
  },
  done: async (world) => {
    require(await requireWholeCopy(world), 'there is no copy');
    await requireAll(world);
  },
};

async function open(world: World, name: string): Promise<void> {
  const studio = await openStudio(readConfig({ env: {}, options: { data: world.folder(name) } }));
  try {
    const problems = await studio.metadata.check();
    if (problems.length > 0) throw new Violation('no loss', JSON.stringify(problems));
    if (name === OLD) await requireKept(studio.metadata.db);
  } finally {
    await studio.close();
  }
}

export const upgradeStudio: Errand = {
  machine: 'studio',
  prepare: async (world) => {
    const folder = world.folder(OLD);
    await running.exit(async () => {
      mkdirSync(folder, { recursive: true });
      const Database = await loadSqlite();
      await makeOld(new SqliteDialect({ database: new Database(layout(folder).database) }), 'blob');
    });
  },
  work: (world) => open(world, OLD),
  check: (world) => open(world, OLD),
  done: (world) => open(world, OLD),
};

/** The first start of a studio. */
export const startStudio: Errand = {
  machine: 'studio',
  work: (world) => open(world, 'new'),
  done: (world) => open(world, 'new'),
};
