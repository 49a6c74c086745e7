/** Changes to several things, and one message for what was not done. */
import * as vscode from 'vscode';
import type { CallOptions, ProjectApi, Refused } from '../../engine/api.ts';
import type { App } from '../app.ts';
import { forEachOf, type Several } from '../operations/several.ts';
import { severalWords } from '../operations/severalWords.ts';
import { type OperationName, operation } from '../operations/table.ts';
import type { Project } from '../project/project.ts';
import { logError } from '../ui/errors.ts';
import type { Fitting } from '../ui/target.ts';
import { t } from '../ui/text.ts';

/** Lines in the log about one call: of thousands of files, the first say enough. */
const MOST_LINES = 200;

export function logEach<T>(app: App, items: readonly T[], line: (item: T) => string, warn = false): void {
  for (const item of items.slice(0, MOST_LINES)) app.log[warn ? 'warn' : 'info'](line(item));
  if (items.length > MOST_LINES) app.log.info(`(and ${items.length - MOST_LINES} more)`);
}

/** Nothing is said where nothing was refused: the tree shows what was done. @param done how many were done beside */
export const showRefused = (app: App, refused: readonly Refused[], done = 0): Promise<void> =>
  showSeveral(app, { done, refused, left: 0, stopped: null });

export async function showSeveral(app: App, outcome: Several): Promise<void> {
  const text = severalWords(outcome, t);
  if (text === null) return;
  const { refused, stopped } = outcome;
  logEach(app, refused, ({ path, code, message }) => `refused: ${path}: ${code}: ${message}`, true);
  if (stopped !== null) logError(app.log, 'stopped', stopped);
  const showLog = t('Show Log');
  if ((await vscode.window.showWarningMessage(text, showLog)) === showLog) app.log.show();
}

/** Of one thing its name, of several how many: two sentences, as verbs of other languages differ. */
export function ofThese(
  names: readonly string[],
  one: (name: string) => string,
  several: (count: number) => string,
): string {
  const [name = '', ...others] = names;
  return others.length === 0 ? one(name) : several(names.length);
}

/** What a title names: the one thing, or how many. */
export const subjectOf = (items: readonly { readonly name: string }[]): string =>
  ofThese(
    items.map(({ name }) => name),
    (item) => item,
    (count) => t('{0} items', count),
  );

export const trackingTitle = (items: readonly { readonly name: string }[]): string =>
  ofThese(
    items.map(({ name }) => name),
    (item) => t('Tracking {0}', item),
    (count) => t('Tracking {0} items', count),
  );

export interface Change<T> {
  /** Shown while it runs. */
  readonly title: string;
  readonly project: Project;
  readonly items: readonly T[];
  /** What a message names: a path. */
  readonly nameOf: (item: T) => string;
  readonly change: (api: ProjectApi, item: T, call: CallOptions) => Promise<unknown>;
}

/** Makes the same change to each, and says in one message what was not done and why. @returns whether all was done */
export async function changeEach<T>(app: App, name: OperationName, work: Change<T>): Promise<boolean> {
  const { title, project, items, nameOf, change } = work;
  const outcome = await app.runner.run(name, {
    title,
    project,
    run: async (call) => {
      const api = operation(name).remote === true ? await project.prepareRemote() : await project.api();
      const { signal } = call;
      const one = (item: T) => change(api, item, signal === undefined ? {} : { signal });
      const done = await forEachOf(items, nameOf, one, call);
      if (done.stopped !== null && items.length === 1) throw done.stopped;
      return done;
    },
  });
  if (outcome === undefined) return false;
  void showSeveral(app, outcome);
  return outcome.done === items.length;
}

/** Where an action has nothing to work on: what to select, or, where something is selected, why nothing is done with that. */
export const sayNothingFits = (target: Fitting | undefined, select: string, unfit: string): void =>
  say(target === undefined || target.others === 0 ? select : unfit);

export const say = (text: string): void => void vscode.window.showInformationMessage(text);
