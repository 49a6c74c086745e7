/** The worker's end: messages become calls of whatever the handle names, with progress and abort as messages. */
import type { CallOptions, Progress } from '../../engine/api.ts';
import { CairnError } from '../../engine/errors.ts';
import type { EnginePorts } from '../../engine/ports.ts';
import { decodeError, encodeError } from './errors.ts';
import type { Call, FromWorker, Result, ToWorker } from './messages.ts';

/** Least time between two progress messages of one call, in milliseconds: more cannot be seen. */
const PROGRESS_INTERVAL = 100;

/** Runs one call; `options` go where the call's `optionsAt` says. */
export type Dispatch = (call: Call, options: CallOptions) => Promise<unknown>;

export class RpcServer {
  private readonly running = new Map<number, AbortController>();
  private readonly asked = new Map<number, (result: Result) => void>();
  private readonly post: (message: FromWorker) => void;
  private readonly dispatch: Dispatch;
  private nextAsk = 1;

  constructor(post: (message: FromWorker) => void, dispatch: (ports: EnginePorts) => Dispatch) {
    this.post = post;
    this.dispatch = dispatch({
      token: (studioUrl) => this.askToken(studioUrl),
      now: () => Date.now(),
      log: (level, message, data) => post({ type: 'log', entry: { level, message, ...(data && { data }) } }),
    });
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case 'call':
        void this.run(message.id, message.call);
        break;
      case 'abort':
        this.running.get(message.id)?.abort();
        break;
      case 'answer':
        this.asked.get(message.id)?.(message.result);
        this.asked.delete(message.id);
        break;
    }
  }

  private async run(id: number, call: Call): Promise<void> {
    const abort = new AbortController();
    this.running.set(id, abort);
    const { limit } = call;
    const progress = new Throttled((step) => this.post({ type: 'progress', id, progress: step }));
    const options: CallOptions = { signal: abort.signal, onProgress: (step) => progress.show(step), limit };
    const result: Result = await this.dispatch(call, options).then(
      (value) => ({ ok: true, value }),
      (error: unknown) => ({ ok: false, error: encodeError(error) }),
    );
    progress.end();
    this.running.delete(id);
    this.post({ type: 'result', id, result });
  }

  private askToken(studioUrl: string): Promise<string | null> {
    const id = this.nextAsk++;
    return new Promise((resolve, reject) => {
      this.asked.set(id, (result) => {
        if (!result.ok) reject(decodeError(result.error));
        else if (result.value === null || typeof result.value === 'string') resolve(result.value);
        else reject(new CairnError('unexpected', 'A session token must be text.'));
      });
      this.post({ type: 'ask-token', id, studioUrl });
    });
  }
}

/** Passes the newest progress on, at most once an interval; nothing after the end. */
class Throttled {
  private readonly pass: (progress: Progress) => void;
  private waiting: Progress | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(pass: (progress: Progress) => void) {
    this.pass = pass;
  }

  show(progress: Progress): void {
    this.waiting = progress;
    if (this.timer === null) this.flush();
  }

  end(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = null;
    if (this.waiting === null) return;
    this.pass(this.waiting);
    this.waiting = null;
    this.timer = setTimeout(() => this.flush(), PROGRESS_INTERVAL);
  }
}
