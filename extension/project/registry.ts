/** The open projects of this window: found from its folders, closed when their folder goes. */

import type { CairnError } from '../../engine/errors.ts';
import type { EngineHost } from '../engine/host.ts';
import { type Disposable, Emitter } from '../events.ts';
import { asCairnError } from '../rpc/errors.ts';
import { isInside } from './paths.ts';
import { Project, type ProjectPorts } from './project.ts';

export interface RegistryPorts extends ProjectPorts {
  /** Cheap look, without the engine, whether a project may be at or above `dir`. */
  mayHoldProject(dir: string): Promise<boolean>;
}

export class Projects implements Disposable {
  private readonly engine: EngineHost;
  private readonly ports: RegistryPorts;
  private readonly changed = new Emitter<void>();
  private readonly changedProject = new Emitter<Project>();
  private readonly opened = new Emitter<Project>();
  private readonly open = new Map<string, Project>();
  private finding: Promise<void> = Promise.resolve();
  /** Why a folder that seems to hold a project could not be looked at. */
  private failedWith: CairnError | null = null;
  private searches = 0;

  constructor(engine: EngineHost, ports: RegistryPorts) {
    this.engine = engine;
    this.ports = ports;
    engine.onDidDie((reason) => {
      for (const project of this.open.values()) project.engineDied(reason);
    });
  }

  /** The set of projects changed, or whether one is being looked for. */
  readonly onDidChange = this.changed.event;
  /** A project is there that was not looked at yet: whoever wants its first states subscribes now. */
  readonly onDidOpen = this.opened.event;
  /** Facts of one project changed. */
  readonly onDidChangeProject = this.changedProject.event;

  get all(): readonly Project[] {
    return [...this.open.values()];
  }

  get failure(): CairnError | null {
    return this.failedWith;
  }

  get searching(): boolean {
    return this.searches > 0;
  }

  get busy(): boolean {
    return this.searching || this.all.some((project) => project.busy);
  }

  /** The project that a file of this disk belongs to. */
  containing(file: string): Project | undefined {
    const holding = this.all.filter((project) => isInside(project.dir, file));
    return holding.sort((a, b) => b.dir.length - a.dir.length)[0];
  }

  /** Opens what the given folders hold and closes what lies in none of them. Runs one after another. */
  find(folders: readonly string[]): Promise<void> {
    this.searches++;
    // Until something is found, it is not known that there is nothing.
    if (this.open.size === 0) this.changed.fire();
    this.finding = this.finding
      .then(() => this.look(folders))
      .finally(() => {
        this.searches--;
        this.changed.fire();
      });
    return this.finding;
  }

  /** Adds a project that was just made or joined. */
  async add(dir: string, handle: number): Promise<Project> {
    const known = this.open.get(dir);
    if (known !== undefined) {
      await known.refresh();
      return known;
    }
    const project = this.register(dir, handle);
    this.changed.fire();
    await project.refresh();
    return project;
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.all.map((project) => project.close()));
  }

  dispose(): void {
    for (const project of this.open.values()) project.dispose();
    this.changed.dispose();
    this.changedProject.dispose();
    this.opened.dispose();
  }

  private async look(folders: readonly string[]): Promise<void> {
    const found = new Set<string>();
    this.failedWith = null;
    for (const folder of folders) {
      const dir = await this.projectOf(folder);
      if (dir !== null) found.add(dir);
    }
    for (const [dir, project] of this.open) {
      if (found.has(dir)) continue;
      this.open.delete(dir);
      void project.close();
    }
    for (const dir of found) {
      if (!this.open.has(dir)) await this.register(dir).refresh();
    }
  }

  private async projectOf(folder: string): Promise<string | null> {
    if (!(await this.ports.mayHoldProject(folder))) return null;
    try {
      return await this.engine.root().find(folder);
    } catch (error) {
      this.failedWith = asCairnError(error);
      return null;
    }
  }

  private register(dir: string, handle?: number): Project {
    const project = new Project(dir, this.engine, this.ports, handle);
    project.onDidChangeFacts(() => this.changedProject.fire(project));
    this.open.set(dir, project);
    this.opened.fire(project);
    return project;
  }
}
