/** The extension host's end: calls become messages, messages become results, progress and questions. */
import type { CallOptions } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import { decodeError, encodeError } from './errors.ts';
import {
  type FromWorker,
  PROJECT_METHODS,
  type Result,
  ROOT_METHODS,
  type ToWorker,
  type WorkerProject,
  type WorkerRoot,
} from './messages.ts';

export interface HostPorts extends Pick<EnginePorts, 'token' | 'log'> {
  /** Bytes per second that one call may send and receive; undefined for as many as there are. */
  limit(): number | undefined;
}

interface Pending {
  settle(result: Result): void;
  readonly onProgress: CallOptions['onProgress'];
}

export class RpcClient {
  private readonly pending = new Map<number, Pending>();
  private readonly post: (message: ToWorker) => void;
  private readonly ports: HostPorts;
  private nextId = 1;
  private closedBy: CairnError | null = null;

  constructor(post: (message: ToWorker) => void, ports: HostPorts) {
    this.post = post;
    this.ports = ports;
  }

  readonly root = (): WorkerRoot => this.proxy<WorkerRoot>(ROOT_METHODS, null);
  readonly project = (handle: number): WorkerProject => this.proxy<WorkerProject>(PROJECT_METHODS, handle);

  /** Number of calls without an answer. */
  get inFlight(): number {
    return this.pending.size;
  }

  receive(message: FromWorker): void {
    switch (message.type) {
      case 'result':
        this.pending.get(message.id)?.settle(message.result);
        break;
      case 'progress':
        this.pending.get(message.id)?.onProgress?.(message.progress);
        break;
      case 'ask-token':
        void this.answerToken(message.id, message.studioUrl);
        break;
      case 'log':
        this.ports.log(message.entry.level, message.entry.message, message.entry.data);
        break;
    }
  }

  /** The worker is gone: every call without an answer, and every later one, fails with `reason`. */
  close(reason: CairnError): void {
    this.closedBy = reason;
    const result: Result = { ok: false, error: encodeError(reason) };
    for (const call of [...this.pending.values()]) call.settle(result);
  }

  private proxy<T>(methods: Readonly<Record<keyof T, number | null>>, handle: number | null): T {
    const members = Object.entries<number | null>(methods).map(([method, optionsAt]) => [
      method,
      (...args: unknown[]) => this.call(handle, method, args, optionsAt),
    ]);
    return Object.fromEntries(members) as T;
  }

  private call(
    handle: number | null,
    method: string,
    args: unknown[],
    optionsAt: number | null,
  ): Promise<unknown> {
    const options = optionsAt === null ? undefined : (args[optionsAt] as CallOptions | undefined);
    const signal = options?.signal;
    if (this.closedBy !== null) return Promise.reject(this.closedBy);
    if (signal?.aborted) return Promise.reject(new CairnError('cancelled', 'Cancelled.'));
    const id = this.nextId++;
    const limit = options?.limit ?? this.ports.limit();
    const plainArgs = optionsAt === null ? args : args.slice(0, optionsAt);
    return new Promise((resolve, reject) => {
      const abort = (): void => this.post({ type: 'abort', id });
      const settle = (result: Result): void => {
        this.pending.delete(id);
        signal?.removeEventListener('abort', abort);
        if (result.ok) resolve(result.value);
        else reject(decodeError(result.error));
      };
      this.pending.set(id, { settle, onProgress: options?.onProgress });
      signal?.addEventListener('abort', abort);
      this.post({ type: 'call', id, call: { handle, method, args: plainArgs, optionsAt, limit } });
    });
  }

  private async answerToken(id: number, studioUrl: string): Promise<void> {
    const result: Result = await this.ports.token(studioUrl).then(
      (value) => ({ ok: true, value }),
      (error: unknown) => ({ ok: false, error: encodeError(error) }),
    );
    this.post({ type: 'answer', id, result });
  }
}
