/** The first steps: a page of the editor's own, on which what is so already is ticked, wherever it was opened from. */
import * as vscode from 'vscode';
import type { App, Handlers } from '../app.ts';

const WALKTHROUGH = 'firstSteps';
/** The steps look at what holds when this key changes, and only then: not at what held before their page was made. */
const LOOK = 'cairn.firstSteps';

async function tick(): Promise<void> {
  for (const value of [true, false]) await vscode.commands.executeCommand('setContext', LOOK, value);
}

async function firstSteps({ context }: App): Promise<void> {
  const id = `${context.extension.id}#${WALKTHROUGH}`;
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', id, false);
  await tick();
}

/** The editor's Welcome page is one of the kinds of pages that extensions are told nothing about. */
export const watchFirstSteps = (): vscode.Disposable =>
  vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
    if ([...opened, ...changed].some(({ input }) => input === undefined)) void tick();
  });

export const firstStepsCommands: Handlers<'firstSteps'> = { firstSteps };
