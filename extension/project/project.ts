/**
 * One open project: the engine's interface for it, what the views know, and the two things that happen by
 * themselves (looking at the disk again) or on request (a sync).
 */
import type { Entry, SyncReport } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import type { EngineHost } from '../engine/host.ts';
import { type Disposable, Emitter } from '../events.ts';
import { asCairnError } from '../rpc/errors.ts';
import type { WorkerProject } from '../rpc/messages.ts';
import { type ProjectFacts, UNKNOWN } from './facts.ts';
import { Hints } from './hints.ts';
import { isWhole, type Mark } from './mark.ts';
import { type Intake, type StateChange, StateMap } from './states.ts';
import { Throttle } from './throttle.ts';

export interface ProjectPorts {
  /** Whether there is a session for this studio. Asks nobody over the network. */
  signedIn(studioUrl: string): Promise<boolean>;
  /** Called before anything talks to the studio: a studio on this machine is started if need be. */
  beforeRemote(studioUrl: string): Promise<void>;
}

export class Project implements Disposable {
  /** Absolute path of the working folder. */
  readonly dir: string;
  private readonly engine: EngineHost;
  private readonly ports: ProjectPorts;
  private readonly states = new StateMap();
  private readonly refreshing: Throttle;
  private readonly hints = new Hints();
  private readonly changedStates = new Emitter<StateChange>();
  private readonly changedFacts = new Emitter<ProjectFacts>();
  private opened: Promise<WorkerProject> | null = null;
  private cancelling: AbortController | null = null;
  private current: ProjectFacts = UNKNOWN;
  /** When the last sync of this window failed, UTC milliseconds. */
  private failedAt = 0;
  private closed = false;

  constructor(dir: string, engine: EngineHost, ports: ProjectPorts, handle?: number) {
    this.dir = dir;
    this.engine = engine;
    this.ports = ports;
    if (handle !== undefined) this.opened = Promise.resolve(engine.project(handle));
    this.refreshing = new Throttle(() => this.look());
  }

  readonly onDidChangeStates = this.changedStates.event;
  readonly onDidChangeFacts = this.changedFacts.event;

  get facts(): ProjectFacts {
    return this.current;
  }

  get busy(): boolean {
    return this.refreshing.busy || this.current.syncing !== null;
  }

  /** The project's name, or its folder's while it is not known. */
  get name(): string {
    return this.current.summary?.project.name ?? this.dir.split(/[\\/]/u).at(-1) ?? this.dir;
  }

  /** Of what is not simply up to date; undefined for all others. */
  mark(path: string): Mark | undefined {
    return this.states.get(path);
  }

  /** By path. */
  marks(): Iterable<readonly [string, Mark]> {
    return this.states.all();
  }

  /** What somebody works on: modified, or with something to be pulled; undefined for all others. */
  worked(path: string): Entry | undefined {
    const mark = this.states.get(path);
    return mark !== undefined && isWhole(mark) ? mark : undefined;
  }

  /** The engine's interface; opens the project (again) where need be. @throws {CairnError} */
  api(): Promise<WorkerProject> {
    if (this.closed) return Promise.reject(new CairnError('no-project', 'This project was closed.'));
    this.opened ??= this.open();
    return this.opened;
  }

  /** The worker died: handles are void, the next call opens the project again. */
  engineDied(reason: CairnError): void {
    this.opened = null;
    this.set({ broken: reason, syncing: null });
  }

  /**
   * Looks at the disk and at the project file again. Never fails: what is wrong becomes a fact.
   * @param hints tree paths that may have changed; left out: anything may have.
   */
  refresh(hints?: readonly string[]): Promise<void> {
    if (this.closed) return Promise.resolve();
    this.hints.add(hints);
    return this.refreshing.request();
  }

  /** Looks again where another program, or window, has committed something. @returns whether it had */
  async catchUp(): Promise<boolean> {
    // What is not open, or cannot be read, has not been looked at: whoever opens it sees all.
    if (this.closed || this.opened === null || this.current.broken !== null) return false;
    if (!(await (await this.opened).isBehind())) return false;
    await this.refresh([]);
    return true;
  }

  /** Looks again whether there is a session; costs no scan. */
  async refreshSession(): Promise<void> {
    const studio = this.current.summary?.project.studio ?? null;
    const signedIn = studio === null ? null : await this.ports.signedIn(studio);
    const stale =
      signedIn === true && CairnError.is(this.current.syncFailure, 'signed-out', 'session-expired');
    this.set({ signedIn, ...(stale && { syncFailure: null }) });
  }

  /** One sync. A second request while one runs is refused. @throws {CairnError} */
  async sync(): Promise<SyncReport> {
    if (this.current.syncing !== null)
      throw new CairnError('sync-running', 'This window is syncing already.');
    const cancelling = new AbortController();
    this.cancelling = cancelling;
    this.set({ syncing: { progress: null }, syncFailure: null });
    try {
      const api = await this.prepareRemote();
      const report = await api.sync({
        signal: cancelling.signal,
        onProgress: (progress) => this.set({ syncing: { progress } }),
      });
      return report;
    } catch (error) {
      const failure = asCairnError(error);
      if (failure.code !== 'cancelled' && failure.code !== 'conflicts') {
        this.failedAt = Date.now();
        this.set({ syncFailure: failure });
      }
      throw failure;
    } finally {
      this.cancelling = null;
      this.set({ syncing: null });
      await this.refresh([]);
    }
  }

  cancelSync(): void {
    this.cancelling?.abort();
  }

  /** The engine's interface, with a studio on this machine running if it is the project's. */
  async prepareRemote(): Promise<WorkerProject> {
    const api = await this.api();
    const studio = this.current.summary?.project.studio ?? null;
    if (studio !== null) await this.ports.beforeRemote(studio);
    return api;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.cancelling?.abort();
    const opened = this.opened;
    this.dispose();
    if (opened !== null) await opened.then((api) => api.close()).catch(() => undefined);
  }

  dispose(): void {
    this.closed = true;
    this.changedStates.dispose();
    this.changedFacts.dispose();
  }

  private open(): Promise<WorkerProject> {
    const opening = this.engine
      .root()
      .open(this.dir)
      .then((handle) => this.engine.project(handle));
    opening.catch(() => {
      if (this.opened === opening) this.opened = null;
    });
    return opening;
  }

  private async look(): Promise<void> {
    try {
      const api = await this.api();
      const hints = this.hints.take();
      const { changed, more, removed, full, ...summary } = await api
        .refresh(hints)
        .catch((error: unknown) => {
          // What was not looked at is looked at the next time.
          this.hints.add(undefined);
          throw error;
        });
      // Kept before anything else can fail: the worker tells each difference once.
      const intake = this.states.begin({ removed, full });
      intake.add(changed);
      if (more) await addRest(api, intake);
      const change = intake.end();
      const [conflicts, { rejected, superseded }] = await Promise.all([
        api.conflicts(),
        api.attention(),
      ]).finally(() => this.announce(change));
      const studio = summary.project.studio;
      const signedIn = studio === null ? null : await this.ports.signedIn(studio);
      // Another window, or the command line, got through since.
      const through = (summary.lastSync ?? 0) > this.failedAt;
      const attention = { conflicts, rejected, superseded };
      this.set({ summary, attention, broken: null, signedIn, ...(through && { syncFailure: null }) });
    } catch (error) {
      if (this.closed) return;
      const broken = asCairnError(error);
      if (broken.code !== 'cancelled') this.set({ broken });
    }
  }

  private announce(change: StateChange): void {
    if (this.closed) return;
    if (change.paths === null || change.paths.length > 0) this.changedStates.fire(change);
  }

  private set(part: Partial<ProjectFacts>): void {
    this.current = { ...this.current, ...part };
    if (!this.closed) this.changedFacts.fire(this.current);
  }
}

async function addRest(api: WorkerProject, intake: Intake): Promise<void> {
  for (;;) {
    const page = await api.moreChanges();
    if (page.length === 0) return;
    intake.add(page);
  }
}
