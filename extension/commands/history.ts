/** The history of an asset, and what can be done with one of its checkpoints. */
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { CheckpointView } from '../../engine/api.ts';
import type { App, Handlers } from '../app.ts';
import { isVersionNode, type VersionNode } from '../history/provider.ts';
import { asCairnError } from '../rpc/errors.ts';
import { showError } from '../ui/errors.ts';
import { t } from '../ui/text.ts';
import { checkpointsOf, type VersionItem, versionItem } from './chooseVersion.ts';
import { say } from './outcome.ts';
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
      await (await project.prepareRemote()).exportVersion(path, checkpoint.version, target.fsPath, call);
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
  const rows = (Array.isArray(second) ? second : [first]).filter(isVersionNode);
  const nodes = rows.filter(({ checkpoint }) => checkpoint.trashed !== trashed);
  const [one] = nodes;
  if (one === undefined) return;
  await app.runner.run(trashed ? 'trashVersion' : 'restoreVersion', {
    title: one.path,
    project: one.project,
    run: async () => {
      const api = await one.project.api();
      for (const { path, checkpoint } of nodes) await api.trashVersion(path, checkpoint.version, trashed);
    },
  });
  app.history.provider.refresh();
}

export const historyCommands: Handlers<
  'history' | 'openVersion' | 'saveVersion' | 'revertTo' | 'trashVersion' | 'restoreVersion'
> = {
  trashVersion: (app, first, second) => trashVersions(app, first, second, true),
  restoreVersion: (app, first, second) => trashVersions(app, first, second, false),
  history,
  openVersion: async (app, node) => (isVersionNode(node) ? openVersion(app, node) : undefined),
  saveVersion: async (app, node) => (isVersionNode(node) ? saveVersion(app, node) : undefined),
  revertTo: async (app, node) => (isVersionNode(node) ? revertNode(app, node) : undefined),
};
