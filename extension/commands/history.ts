/** The history of an asset, and what can be done with one of its checkpoints. */
import { lstat, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { CheckpointView } from '../../engine/api.ts';
import { fsError } from '../../engine/workspace/fs-errors.ts';
import { temporaryName } from '../../engine/workspace/temporary.ts';
import type { App, Handlers } from '../app.ts';
import { isVersionNode, type VersionNode } from '../history/provider.ts';
import { asCairnError } from '../rpc/errors.ts';
import { showError } from '../ui/errors.ts';
import { t } from '../ui/text.ts';
import { checkpointsOf, type VersionItem, versionItem } from './chooseVersion.ts';
import { changeEach, say } from './outcome.ts';
import { revertTo } from './working.ts';

const ACTIONS = {
  open: { iconPath: new vscode.ThemeIcon('go-to-file'), tooltip: t('Open this version') },
  save: { iconPath: new vscode.ThemeIcon('save-as'), tooltip: t('Save a copy') },
  revert: { iconPath: new vscode.ThemeIcon('discard'), tooltip: t('Revert to this version') },
};

async function openVersion(app: App, { project, path, checkpoint }: VersionNode): Promise<void> {
  await app.runner.run('openVersion', {
    title: t('Getting version {0} of {1}', checkpoint.version, path),
    project,
    run: (call) => app.versions.open(project, path, checkpoint, call),
  });
}

/** The dialog has asked about replacing what is there: it stays until the new file is whole. */
async function writeChosen(target: string, write: (file: string) => Promise<void>): Promise<void> {
  if ((await lstat(target).catch(() => null)) === null) return write(target);
  const partial = join(dirname(target), temporaryName());
  try {
    await write(partial);
    await rename(partial, target);
  } catch (error) {
    throw fsError(error, target, 'write');
  } finally {
    await rm(partial, { force: true });
  }
}

async function saveVersion(app: App, { project, path, checkpoint }: VersionNode): Promise<void> {
  const name = basename(path).replace(/(\.[^.]*)?$/u, `-v${checkpoint.version}$1`);
  const target = await vscode.window.showSaveDialog({
    title: t('Save a copy of version {0}', checkpoint.version),
    defaultUri: vscode.Uri.file(join(project.dir, '..', name)),
  });
  if (target === undefined) return;
  const done = await app.runner.run('saveVersion', {
    title: t('Saving version {0} of {1}', checkpoint.version, path),
    project,
    run: async (call) => {
      const api = await project.prepareRemote();
      await writeChosen(target.fsPath, (file) => api.exportVersion(path, checkpoint.version, file, call));
      return true;
    },
  });
  if (done === true) say(t('Saved as {0}.', target.fsPath));
}

async function history(app: App, first: unknown, second: unknown): Promise<unknown> {
  const target = await app.targets.for('history', first, second);
  const [entry] = target?.entries ?? [];
  if (target === undefined || entry === undefined) return say(t('Select an asset to see its history.'));
  const { project } = target;
  const pick = vscode.window.createQuickPick<VersionItem>();
  pick.title = t('History of {0}', entry.name);
  pick.placeholder = t('Enter opens a version; the buttons save a copy or revert to it');
  pick.matchOnDescription = true;
  pick.busy = true;
  const act = (what: (node: VersionNode) => Promise<void>, checkpoint: CheckpointView): void => {
    pick.hide();
    void what({ project, path: entry.path, checkpoint });
  };
  pick.onDidAccept(() => {
    const chosen = pick.selectedItems[0]?.checkpoint;
    if (chosen !== undefined) act((node) => openVersion(app, node), chosen);
  });
  pick.onDidTriggerItemButton(({ item: { checkpoint }, button }) => {
    if (button === ACTIONS.save) act((node) => saveVersion(app, node), checkpoint);
    else if (button === ACTIONS.revert) act((node) => revertNode(app, node), checkpoint);
    else act((node) => openVersion(app, node), checkpoint);
  });
  pick.onDidHide(() => pick.dispose());
  pick.show();
  try {
    const all = await checkpointsOf(project, entry.path);
    pick.items = all
      .filter((one) => !one.trashed)
      .map((checkpoint) => versionItem(checkpoint, Object.values(ACTIONS)));
    pick.busy = false;
  } catch (error) {
    pick.hide();
    await showError(asCairnError(error), app.log);
  }
  return undefined;
}

const revertNode = (app: App, { project, path, checkpoint }: VersionNode): Promise<void> =>
  revertTo(app, project, path, checkpoint.version);

/** Rows of the view, one or several, of which those already there are left out. */
async function trashVersions(app: App, first: unknown, second: unknown, trashed: boolean): Promise<void> {
  const rows = versionRows(first, second);
  const nodes = rows.filter(({ checkpoint }) => checkpoint.trashed !== trashed);
  const [one] = nodes;
  if (one === undefined) return;
  await changeEach(app, trashed ? 'trashVersion' : 'restoreVersion', {
    title: one.path,
    project: one.project,
    items: nodes,
    nameOf: ({ path }) => path,
    change: (api, { path, checkpoint }) => api.trashVersion(path, checkpoint.version, trashed),
  });
  app.history.provider.refresh();
}

/** The row that was meant, and those that are selected with it. */
const versionRows = (first: unknown, second: unknown): VersionNode[] =>
  (Array.isArray(second) ? second : [first]).filter(isVersionNode);

export const historyCommands: Handlers<
  'history' | 'openVersion' | 'saveVersion' | 'revertTo' | 'trashVersion' | 'restoreVersion'
> = {
  trashVersion: (app, first, second) => trashVersions(app, first, second, true),
  restoreVersion: (app, first, second) => trashVersions(app, first, second, false),
  history,
  openVersion: async (app, first, second) => {
    for (const node of versionRows(first, second)) await openVersion(app, node);
  },
  saveVersion: async (app, first, second) => {
    for (const node of versionRows(first, second)) await saveVersion(app, node);
  },
  revertTo: async (app, node) => (isVersionNode(node) ? revertNode(app, node) : undefined),
};
