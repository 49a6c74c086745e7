/** Starts the engine's worker when it is first needed, and again after it died. */
import { Worker } from 'node:worker_threads';
import { CairnError } from '../../engine/errors.ts';
import { type Disposable, Emitter } from '../events.ts';
import { type HostPorts, RpcClient } from '../rpc/client.ts';
import type { FromWorker, WorkerProject, WorkerRoot } from '../rpc/messages.ts';

interface Running {
  readonly worker: Worker;
  readonly client: RpcClient;
}

export class EngineHost implements Disposable {
  private readonly script: string;
  private readonly ports: HostPorts;
  private readonly died = new Emitter<CairnError>();
  private running: Running | null = null;

  /** @param script absolute path of the worker's bundle */
  constructor(script: string, ports: HostPorts) {
    this.script = script;
    this.ports = ports;
  }

  /** The worker ended without being asked to: handles of its projects are void. */
  readonly onDidDie = this.died.event;

  get started(): boolean {
    return this.running !== null;
  }

  get inFlight(): number {
    return this.running?.client.inFlight ?? 0;
  }

  root(): WorkerRoot {
    return this.ensure().client.root();
  }

  project(handle: number): WorkerProject {
    return this.ensure().client.project(handle);
  }

  dispose(): void {
    const running = this.running;
    this.running = null;
    this.died.dispose();
    running?.client.close(new CairnError('cancelled', 'The window is closing.'));
    void running?.worker.terminate();
  }

  private ensure(): Running {
    this.running ??= this.start();
    return this.running;
  }

  private start(): Running {
    const worker = new Worker(this.script, { name: 'cairn-engine' });
    const client = new RpcClient((message) => worker.postMessage(message), this.ports);
    const started: Running = { worker, client };
    worker.on('message', (message: FromWorker) => client.receive(message));
    worker.on('error', (error) => this.ended(started, error));
    worker.on('exit', (code) => this.ended(started, new Error(`exit code ${code}`)));
    return started;
  }

  private ended(which: Running, cause: unknown): void {
    if (this.running !== which) return;
    this.running = null;
    const message = cause instanceof Error ? cause.message : String(cause);
    const error = new CairnError('engine-unavailable', `The engine stopped: ${message}`, {}, cause);
    which.client.close(error);
    this.died.fire(error);
  }
}
