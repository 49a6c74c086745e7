/** Runs the engine's calls for commands: one after another where they must, with progress, cancel and messages. */
import * as vscode from 'vscode';
import type { CallOptions } from '../../engine/api.ts';
import { said } from '../../engine/domain/said.ts';
import { CairnError } from '../../engine/errors.ts';
import { formatBytes } from '../format.ts';
import type { Project } from '../project/project.ts';
import { asCairnError } from '../rpc/errors.ts';
import { describeProgress } from '../status/render.ts';
import { logError, showError } from '../ui/errors.ts';
import { t } from '../ui/text.ts';
import { Rate } from './rate.ts';
import { type OperationName, operation } from './table.ts';

/** What is over sooner shows no progress, in milliseconds. */
const PATIENCE = 400;

export interface Work<T> {
  /** Shown while it runs. */
  readonly title: string;
  readonly project: Project | null;
  readonly run: (options: CallOptions) => Promise<T>;
  /** What *Try again* does where it failed, if more follows than `run`. */
  readonly again?: () => unknown;
}

export class Runner {
  private readonly log: vscode.LogOutputChannel;
  private readonly queues = new Map<string, Promise<unknown>>();
  private running = 0;

  constructor(log: vscode.LogOutputChannel) {
    this.log = log;
  }

  get busy(): boolean {
    return this.running > 0;
  }

  /** Runs to the end and shows what failed. @returns undefined where it failed or was cancelled */
  async run<T>(name: OperationName, work: Work<T>): Promise<T | undefined> {
    try {
      return await this.perform(name, work);
    } catch (thrown) {
      const error = asCairnError(thrown);
      void showError(error, this.log, work.again ?? (() => this.run(name, work)));
      return undefined;
    }
  }

  /** As `run`, for programs: what fails is thrown, and shown to nobody. @throws {CairnError} */
  async perform<T>(name: OperationName, work: Work<T>): Promise<T> {
    this.running++;
    const started = Date.now();
    try {
      requireTrust();
      const result = await this.inTurn(name, work);
      this.log.info(`${name}: done in ${Date.now() - started} ms`);
      return result;
    } catch (thrown) {
      const error = asCairnError(thrown);
      logError(this.log, name, error);
      throw error;
    } finally {
      await work.project?.refresh([]);
      this.running--;
    }
  }

  private inTurn<T>(name: OperationName, work: Work<T>): Promise<T> {
    const { project } = work;
    if (operation(name).blocking !== true || project === null) return this.withProgress(name, work);
    const before = this.queues.get(project.dir) ?? Promise.resolve();
    const run = before.then(() => this.withProgress(name, work));
    this.queues.set(
      project.dir,
      run.catch(() => undefined),
    );
    return run;
  }

  private withProgress<T>(name: OperationName, work: Work<T>): Promise<T> {
    const { progress = 'none', cancellable = false } = operation(name);
    const abort = new AbortController();
    if (progress === 'none') return work.run({ signal: abort.signal });
    const report: { show: CallOptions['onProgress'] | null } = { show: null };
    const running = work.run({ signal: abort.signal, onProgress: (step) => report.show?.(step) });
    void this.showLater(running, work.title, progress, cancellable ? abort : null, report);
    return running;
  }

  private async showLater(
    running: Promise<unknown>,
    title: string,
    where: 'notification' | 'window',
    abort: AbortController | null,
    report: { show: CallOptions['onProgress'] | null },
  ): Promise<void> {
    const settled = running.then(
      () => true,
      () => true,
    );
    const waited = new Promise<false>((resolve) => setTimeout(() => resolve(false), PATIENCE));
    if (await Promise.race([settled, waited])) return;
    const location =
      where === 'window' ? vscode.ProgressLocation.Window : vscode.ProgressLocation.Notification;
    const options = { location, title, cancellable: abort !== null };
    await vscode.window.withProgress(options, async (bar, token) => {
      token.onCancellationRequested(() => abort?.abort());
      report.show = progressBar(bar);
      await settled;
    });
  }
}

/** Whatever changes a file, a row or the studio asks this first. @throws {CairnError} usage, where the folder is not trusted */
function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  void vscode.commands.executeCommand('workbench.trust.manage');
  throw new CairnError('usage', said`This folder is not trusted: Cairn shows it and changes nothing in it.`);
}

/** Turns the engine's progress into the notification's: bytes, rate, and the bar's increments. */
function progressBar(
  bar: vscode.Progress<{ message?: string; increment?: number }>,
): CallOptions['onProgress'] {
  const rate = new Rate();
  let shown = 0;
  let phase = '';
  return (step) => {
    const speed = step.unit === 'bytes' ? rate.add(step.done, Date.now()) : null;
    const { long } = describeProgress(step, t);
    const message = speed === null ? long : t('{0} ({1}/s)', long, formatBytes(speed, t));
    if (step.phase !== phase) shown = 0;
    phase = step.phase;
    const part = step.total > 0 ? (step.done / step.total) * 100 : 0;
    bar.report({ message, increment: Math.max(0, part - shown) });
    shown = Math.max(shown, part);
  };
}
