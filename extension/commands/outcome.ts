/** One message for what a call on several files did not do. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { explainRefusal } from '../messages.ts';
import { t } from '../ui/text.ts';

export interface Refusal {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Nothing is said where nothing was refused: the tree shows what was done. */
export async function showRefused(app: App, refused: readonly Refusal[]): Promise<void> {
  const [first] = refused;
  if (first === undefined) return;
  for (const { path, code, message } of refused) app.log.warn(`refused: ${path}: ${code}: ${message}`);
  const why = explainRefusal(first.code, first.path, first.message, t);
  const more = refused.length - 1;
  const text = more === 0 ? why : t('{0} (and {1} more)', why, more);
  const showLog = t('Show Log');
  if ((await vscode.window.showWarningMessage(text, showLog)) === showLog) app.log.show();
}

export const say = (text: string): void => void vscode.window.showInformationMessage(text);
