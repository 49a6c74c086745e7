/** Shows what failed, with what can be done about it. */
import * as vscode from 'vscode';
import type { CairnError } from '../../engine/errors.ts';
import { type ErrorAction, explain } from '../messages.ts';
import { commandId } from '../operations/table.ts';
import { asCairnError } from '../rpc/errors.ts';
import { t } from './text.ts';

const actionLabel = (action: ErrorAction): string =>
  ({
    'sign-in': t('Sign In'),
    conflicts: t('Open Conflicts'),
    publish: t('Publish…'),
    retry: t('Try Again'),
    refresh: t('Look Again'),
  })[action];

const ACTION_COMMAND: Readonly<Record<Exclude<ErrorAction, 'retry'>, string>> = {
  'sign-in': commandId('signIn'),
  conflicts: commandId('openConflicts'),
  publish: commandId('publish'),
  refresh: commandId('refresh'),
};

/**
 * One message. @param retry what *Try again* does; without it, that is not offered
 */
export async function showError(
  error: CairnError,
  log: vscode.LogOutputChannel,
  retry?: () => unknown,
): Promise<void> {
  const { text, action, silent } = explain(error, t);
  if (silent) return;
  const label = action === null || (action === 'retry' && retry === undefined) ? null : actionLabel(action);
  const showLog = t('Show Log');
  const buttons = label === null ? [showLog] : [label, showLog];
  const picked = await vscode.window.showErrorMessage(text, ...buttons);
  if (picked === undefined) return;
  if (picked === showLog) log.show();
  else if (action === 'retry') retry?.();
  else if (action !== null) await vscode.commands.executeCommand(ACTION_COMMAND[action]);
}

/** For lists that are searched: why nothing is found. What is typed does not filter it. */
export const failedSearch = (error: CairnError, where = ''): vscode.QuickPickItem => ({
  label: `$(warning) ${explain(error, t).text}`,
  description: where,
  alwaysShow: true,
});

/** For questions: why a text will not do, told by what reads it. */
export const problemOf =
  (read: (text: string) => unknown) =>
  (text: string): string | null => {
    try {
      read(text);
      return null;
    } catch (error) {
      return explain(asCairnError(error), t).text;
    }
  };

/** The log has the whole story; the worker's own trace arrives as the cause. */
export function logError(log: vscode.LogOutputChannel, what: string, error: CairnError): void {
  if (error.code === 'cancelled') log.info(`${what}: cancelled`);
  else log.error(`${what}: ${error.code}: ${error.message}`, error.details, error.cause ?? error.stack);
}
