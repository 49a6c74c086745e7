/** Checkpoints of an asset as a list to choose from. */
import * as vscode from 'vscode';
import type { CheckpointView } from '../../engine/api.ts';
import type { App } from '../app.ts';
import { formatBytes } from '../format.ts';
import type { Project } from '../project/project.ts';
import { asCairnError } from '../rpc/errors.ts';
import { showError } from '../ui/errors.ts';
import { agoText, t, timeText } from '../ui/text.ts';

export interface VersionItem extends vscode.QuickPickItem {
  readonly checkpoint: CheckpointView;
}

export function versionItem(
  checkpoint: CheckpointView,
  buttons: readonly vscode.QuickInputButton[],
): VersionItem {
  const { version, comment, author, time, size, status, local, unsent } = checkpoint;
  const facts = [
    author,
    agoText(time),
    formatBytes(size, t),
    status,
    local ? '' : t('not on this disk'),
    unsent ? t('not sent yet') : '',
  ];
  return {
    checkpoint,
    label: `v${version}  ${comment.split('\n', 1)[0] || t('(no comment)')}`,
    description: facts.filter((fact) => fact !== '').join(' · '),
    detail: timeText(time),
    buttons,
  };
}

export async function checkpointsOf(project: Project, path: string): Promise<readonly CheckpointView[]> {
  return (await (await project.api()).log(path)).checkpoints;
}

/** Asks for one of an asset's versions; undefined where the user chose none. */
export async function chooseVersion(
  app: App,
  project: Project,
  path: string,
  title: string,
): Promise<CheckpointView | undefined> {
  try {
    const items = checkpointsOf(project, path).then((all) =>
      all.filter((one) => !one.trashed).map((checkpoint) => versionItem(checkpoint, [])),
    );
    return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.checkpoint;
  } catch (error) {
    await showError(asCairnError(error), app.log);
    return undefined;
  }
}
