/** One message for what a call on several files did not do. */
import * as vscode from 'vscode';
import type { Refused } from '../../engine/api.ts';
import type { App } from '../app.ts';
import { explainRefusal } from '../messages.ts';
import { t } from '../ui/text.ts';

/** Lines in the log about one call: of thousands of files, the first say enough. */
const MOST_LINES = 200;

export function logEach<T>(app: App, items: readonly T[], line: (item: T) => string, warn = false): void {
  for (const item of items.slice(0, MOST_LINES)) app.log[warn ? 'warn' : 'info'](line(item));
  if (items.length > MOST_LINES) app.log.info(`(and ${items.length - MOST_LINES} more)`);
}

/** Nothing is said where nothing was refused: the tree shows what was done. */
export async function showRefused(app: App, refused: readonly Refused[]): Promise<void> {
  const [first] = refused;
  if (first === undefined) return;
  logEach(app, refused, ({ path, code, message }) => `refused: ${path}: ${code}: ${message}`, true);
  const why = explainRefusal(first, t);
  const more = refused.length - 1;
  const text = more === 0 ? why : t('{0} (and {1} more)', why, more);
  const showLog = t('Show Log');
  if ((await vscode.window.showWarningMessage(text, showLog)) === showLog) app.log.show();
}

export const say = (text: string): void => void vscode.window.showInformationMessage(text);
