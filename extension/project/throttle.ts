/**
 * Runs a job now, and at most once more for any number of requests that arrive while it runs. Each request's
 * promise settles with a run that started after the request.
 */
export class Throttle {
  private readonly job: () => Promise<void>;
  private current: Promise<void> | null = null;
  private next: Promise<void> | null = null;

  constructor(job: () => Promise<void>) {
    this.job = job;
  }

  get busy(): boolean {
    return this.current !== null;
  }

  request(): Promise<void> {
    if (this.current === null) return this.run();
    this.next ??= this.current.then(
      () => this.rerun(),
      () => this.rerun(),
    );
    return this.next;
  }

  private rerun(): Promise<void> {
    this.next = null;
    return this.run();
  }

  private run(): Promise<void> {
    const done = (): void => {
      this.current = null;
    };
    const run = this.job().finally(done);
    this.current = run;
    return run;
  }
}

/** Calls `job` once there were no further requests for `quiet` milliseconds. */
export class Debounce {
  private readonly job: () => void;
  private readonly quiet: number;
  private timer: NodeJS.Timeout | null = null;

  constructor(quiet: number, job: () => void) {
    this.quiet = quiet;
    this.job = job;
  }

  get pending(): boolean {
    return this.timer !== null;
  }

  request(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.job();
    }, this.quiet);
  }

  dispose(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
