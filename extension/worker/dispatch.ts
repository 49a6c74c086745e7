/** What the worker's calls mean: opening projects, and the methods of the open ones. */
import type { CallOptions, ProjectApi } from '../../engine/api.ts';
import { cloneProject, findProject, initProject, openProject } from '../../engine/engine.ts';
import { CairnError } from '../../engine/errors.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import { createStudioAccount } from '../../engine/remote/account.ts';
import {
  type AccountMethod,
  type Call,
  PROJECT_METHODS,
  ROOT_METHODS,
  type WorkerProject,
  type WorkerRoot,
} from '../rpc/messages.ts';
import type { Dispatch } from '../rpc/serve.ts';
import { DeltaTracker } from './delta.ts';

/** Calls that tell what became of each file. */
const REPORTING: ReadonlySet<string | symbol> = new Set<keyof ProjectApi>([
  'track',
  'checkpoint',
  'pull',
  'rebuild',
  'revert',
  'free',
]);
/** Files that a report names for each outcome: the host shows some of them, and the tree shows all. */
const MOST_TOLD = 2_000;

/** A report that does not hold up the host when it is received. What was refused is told in full. */
function brief(report: unknown): unknown {
  if (typeof report !== 'object' || report === null) return report;
  const parts = Object.entries(report).map(([name, value]) => [
    name,
    name !== 'refused' && Array.isArray(value) ? value.slice(0, MOST_TOLD) : (value as unknown),
  ]);
  return Object.fromEntries(parts);
}

/** The project's own methods, with `refresh` on top. */
function withRefresh(api: ProjectApi): WorkerProject {
  const delta = new DeltaTracker(api);
  const refresh = (hints?: readonly string[], options?: CallOptions) => delta.next(hints, options);
  const moreChanges = async () => delta.nextPage();
  const isBehind = () => delta.isBehind();
  const get = (target: ProjectApi, name: string | symbol): unknown => {
    if (name === 'refresh') return refresh;
    if (name === 'moreChanges') return moreChanges;
    if (name === 'isBehind') return isBehind;
    const member: unknown = Reflect.get(target, name, target);
    if (typeof member !== 'function') return member;
    if (!REPORTING.has(name)) return member.bind(target);
    return async (...args: unknown[]) => brief(await Reflect.apply(member, target, args));
  };
  return new Proxy(api, { get }) as WorkerProject;
}

function invoke(target: object, call: Call, options: CallOptions): Promise<unknown> {
  const method: unknown = Reflect.get(target, call.method);
  if (typeof method !== 'function') throw new CairnError('unexpected', `no such call: ${call.method}`);
  const args = [...call.args];
  if (call.optionsAt !== null) args[call.optionsAt] = options;
  return Reflect.apply(method, target, args) as Promise<unknown>;
}

class OpenProjects implements WorkerRoot {
  private readonly projects = new Map<number, WorkerProject>();
  private readonly ports: EnginePorts;
  private nextHandle = 1;

  constructor(ports: EnginePorts) {
    this.ports = ports;
  }

  find = (dir: string): Promise<string | null> => findProject(dir);
  open = async (dir: string): Promise<number> => this.add(await openProject(dir, this.ports));
  init = async (dir: string, name: string | undefined): Promise<number> =>
    this.add(await initProject(dir, name, this.ports));
  clone = async (url: string, project: string, dir: string, options?: CallOptions): Promise<number> =>
    this.add(await cloneProject(url, project, dir, this.ports, options));

  account = async (
    url: string,
    token: string | null,
    method: AccountMethod,
    args: readonly unknown[],
  ): Promise<unknown> => {
    const client = createStudioAccount(url, token);
    try {
      return await Reflect.apply(client[method], client, args);
    } finally {
      await client.close();
    }
  };

  get(handle: number): WorkerProject {
    const project = this.projects.get(handle);
    if (project === undefined) throw new CairnError('no-project', 'This project was closed.');
    return project;
  }

  forget(handle: number): void {
    this.projects.delete(handle);
  }

  private add(api: ProjectApi): number {
    const handle = this.nextHandle++;
    this.projects.set(handle, withRefresh(api));
    return handle;
  }
}

export function createDispatch(ports: EnginePorts): Dispatch {
  const open = new OpenProjects(ports);
  return async (call, options) => {
    const { handle, method } = call;
    if (handle === null) {
      if (!Object.hasOwn(ROOT_METHODS, method)) throw new CairnError('unexpected', `no such call: ${method}`);
      return invoke(open, call, options);
    }
    if (!Object.hasOwn(PROJECT_METHODS, method))
      throw new CairnError('unexpected', `no such call: ${method}`);
    const project = open.get(handle);
    if (method === 'close') open.forget(handle);
    return invoke(project, call, options);
  };
}
