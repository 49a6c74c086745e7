/**
 * One member's engine in a process of its own, for one piece of work: `node bench/scale/member.ts JSON`. Prints what it
 * cost as JSON.
 */
import { cloneProject, openProject } from '../../engine/engine.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import { Project } from '../../engine/project/project.ts';
import { linkOf } from '../../engine/studio-link.ts';
import { runSync } from '../../engine/sync/sync.ts';
import { applyFirst } from './apply.ts';
import { makeChanges } from './changes.ts';
import { measured, Traffic } from './meter.ts';
import { rehearseMany } from './rehearse.ts';
import { type People, Shape } from './shape.ts';

export interface Task {
  readonly work: 'clone' | 'sync' | 'status' | 'reconcile' | 'apply';
  readonly folder: string;
  readonly url: string;
  readonly token: string;
  /** Assets to change before a sync. */
  readonly change?: readonly number[];
  /** Asset collections to share before a sync. */
  readonly share?: readonly string[];
  readonly seed?: number;
  /** Of a reconcile. */
  readonly assets?: number;
  readonly staged?: number;
  readonly conflicts?: number;
  /** Of an apply. */
  readonly people?: People;
}

const task = JSON.parse(process.argv[2] ?? '{}') as Task;
const ports: EnginePorts = { token: async () => task.token, now: () => Date.now(), log: () => undefined };
const traffic = new Traffic();

async function sync(): Promise<object> {
  const project = await Project.open(task.folder);
  project.setMeta('studio', task.url);
  if (task.change) makeChanges(project, task.change, task.seed ?? 0, Date.now());
  for (const id of task.share ?? []) project.items.edit(id, { shared: true });
  const open = linkOf(project, ports);
  const { result, cost } = await measured(() =>
    open((studio) =>
      runSync({
        project,
        studio,
        now: ports.now,
        log: ports.log,
        afterApply: async () => undefined,
        alone: (work) => work(),
      }),
    ),
  );
  project.close();
  const { outcome, pushed, pulled, rejected, chunks } = result;
  return { ...cost, ...traffic.total, outcome, pushed, pulled, rejected: rejected.slice(0, 3), chunks };
}

async function clone(): Promise<object> {
  const { result, cost } = await measured(() => cloneProject(task.url, 'film', task.folder, ports));
  await result.close();
  return { ...cost, ...traffic.total };
}

async function status(): Promise<object> {
  const opened = await openProject(task.folder, ports);
  const { result, cost } = await measured(() => opened.status());
  const listing = await measured(() => opened.listing('shows', 100));
  await opened.close();
  return { ...cost, assets: result.assets.length, listingSeconds: listing.cost.seconds };
}

async function reconcile(): Promise<object> {
  const project = await Project.open(task.folder);
  const rehearsal = await rehearseMany(project, task.assets ?? 0, task.staged ?? 0, task.conflicts ?? 0);
  project.close();
  return rehearsal;
}

const NOBODY: People = { ann: '', ben: '' };

const apply = (): Promise<object> =>
  applyFirst(task.folder, new Shape(task.assets ?? 0, task.people ?? NOBODY));

const WORK: Record<Task['work'], () => Promise<object>> = { clone, sync, status, reconcile, apply };
process.stdout.write(JSON.stringify(await WORK[task.work]()));
