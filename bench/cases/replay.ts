/** Commits laid one after another over the working folder of each system, step by step in turn. */
import { basename, join } from 'node:path';
import { layOver } from '../run/files.ts';
import type { Repository, System } from '../systems/system.ts';
import type { Context } from './context.ts';

interface Runner {
  readonly system: System;
  readonly repository: Repository;
  /** Bytes kept after the step before. */
  before: { client: number; server: number };
}

/** One step of one system. Seconds and bytes; `sent` where it was told. */
export interface Step {
  readonly system: string;
  /** From 0. */
  readonly number: number;
  readonly commit: number;
  readonly cpu: number;
  readonly send: number | undefined;
  readonly sent: number | undefined;
  /** Growth by this step. */
  readonly client: number;
  readonly server: number;
}

async function step(context: Context, runner: Runner, folder: string, number: number): Promise<Step> {
  const { repository, system } = runner;
  const change = layOver(folder, repository.folder);
  context.settle();
  const cost = await repository.commit(change, `commit ${basename(folder)}`);
  context.settle();
  const sent = await repository.send?.();
  const { client, server } = repository.stored();
  const { before } = runner;
  runner.before = { client, server };
  return {
    system: system.name,
    number,
    commit: cost.seconds,
    cpu: cost.cpu,
    send: sent?.seconds,
    sent: sent?.bytes,
    client: client - before.client,
    server: server - before.server,
  };
}

/**
 * @param commits folders, each with the files that the commit adds or changes
 * @param end called for each system after the last commit
 */
export async function replay(
  context: Context,
  systems: readonly System[],
  commits: readonly string[],
  each: (step: Step) => void,
  end: (system: System, repository: Repository, home: string) => Promise<void>,
): Promise<void> {
  const runners: Runner[] = [];
  try {
    for (const system of systems) {
      const home = context.folder(system.name);
      const repository = await system.open(home);
      runners.push({ system, repository, before: { client: 0, server: 0 } });
    }
    for (const [number, folder] of commits.entries()) {
      context.say(`commit ${number + 1} of ${commits.length}`);
      for (const runner of runners) each(await step(context, runner, folder, number));
    }
    for (const { system, repository } of runners)
      await end(system, repository, join(repository.folder, '..'));
  } finally {
    for (const { repository } of runners) await repository.close();
    for (const { repository } of runners) context.discard(join(repository.folder, '..'));
  }
}
