/** Cairn as its users run it: the built command line, and a studio over loopback. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Cost, type Ran, run, together } from '../run/command.ts';
import { bytesBelow, type Change, filesBelow } from '../run/files.ts';
import { Studio } from './studio.ts';
import type { Repository, Sent, System } from './system.ts';

const syncReport = z.object({
  outcome: z.string(),
  chunks: z.object({ bytesUp: z.number(), bytesDown: z.number() }),
});

export class CairnRepository implements Repository {
  readonly own = ['.cairn'];
  readonly folder: string;
  readonly studio: Studio;
  readonly #home: string;

  constructor(home: string, dist: string) {
    this.#home = home;
    this.folder = join(home, 'work');
    this.studio = new Studio(home, dist);
  }

  /** A project in an empty folder, and a studio that does not know it yet. */
  async init(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    await this.studio.start();
    await this.cairn('init', '--name', 'bench');
  }

  async publish(): Promise<void> {
    await this.cairn('publish', this.studio.url);
    await this.cairn('sync');
  }

  async commit({ added, changed }: Change, message: string): Promise<Cost> {
    const costs: Cost[] = [];
    if (added.length > 0) costs.push(await this.cairn('track', '.', '-m', message));
    if (changed.length > 0) costs.push(await this.cairn('checkpoint', '.', '-m', message));
    return together(...costs);
  }

  async send(): Promise<Sent> {
    const ran = await this.cairn('sync');
    const { outcome, chunks } = syncReport.parse(JSON.parse(ran.stdout));
    if (outcome !== 'done') throw new Error(`The sync ended with ${outcome}`);
    return { ...ran, bytes: chunks.bytesUp };
  }

  /** Joins the project anew and writes all files: everything travels. */
  restore(to: string): Promise<Cost> {
    rmSync(to, { recursive: true, force: true });
    return run([...this.studio.cairn, 'clone', `${this.studio.url}/bench`, to, '--rebuild'], {
      cwd: this.#home,
      env: this.studio.env,
    });
  }

  /** Removes the working files and writes them again from the history that is here. */
  rebuild(memory = false): Promise<Ran> {
    for (const path of filesBelow(this.folder))
      if (!path.startsWith('.cairn/')) rmSync(join(this.folder, path));
    return this.#run(['rebuild', '.'], memory);
  }

  /** As a person asks, who is told what there is to do. */
  status(): Promise<Cost> {
    const { cairn, env } = this.studio;
    const words = [...cairn.filter((word) => word !== '--json'), 'status'];
    return run(words, { cwd: this.folder, env });
  }

  statusInFull(): Promise<Cost> {
    return this.cairn('status');
  }

  stored() {
    return { client: bytesBelow(join(this.folder, '.cairn')), server: bytesBelow(this.studio.data) };
  }

  close(): Promise<void> {
    return this.studio.stop();
  }

  cairn(...words: readonly string[]): Promise<Ran> {
    return this.#run(words, false);
  }

  /** The same, with the memory that it took. */
  watched(...words: readonly string[]): Promise<Ran> {
    return this.#run(words, true);
  }

  #run(words: readonly string[], memory: boolean): Promise<Ran> {
    return run([...this.studio.cairn, ...words], { cwd: this.folder, env: this.studio.env, memory });
  }
}

export interface Cairn extends System {
  open(home: string): Promise<CairnRepository>;
  /** With a studio that does not know the project. */
  openUnpublished(home: string): Promise<CairnRepository>;
}

async function openUnpublished(home: string, dist: string): Promise<CairnRepository> {
  const repository = new CairnRepository(home, dist);
  await repository.init();
  return repository;
}

export const cairn = (dist: string, version: string): Cairn => ({
  name: 'cairn',
  version,
  openUnpublished: (home) => openUnpublished(home, dist),
  async open(home) {
    const repository = await openUnpublished(home, dist);
    await repository.publish();
    return repository;
  },
});
