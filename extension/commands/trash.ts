/** The project's trash: what is in it is restored, or given up for good. */
import * as vscode from 'vscode';
import type { TrashItem } from '../../engine/api.ts';
import type { App, Handlers } from '../app.ts';
import type { Project } from '../project/project.ts';
import { asCairnError } from '../rpc/errors.ts';
import { confirm } from '../ui/ask.ts';
import { showError } from '../ui/errors.ts';
import { agoText, t } from '../ui/text.ts';
import { changeEach, say } from './outcome.ts';

interface Row extends vscode.QuickPickItem {
  readonly item: TrashItem;
}

const PURGE: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('flame'),
  tooltip: t('Purge: give it up for good'),
};

async function openTrash(app: App): Promise<unknown> {
  const project = app.targets.currentProject();
  if (project === undefined) return undefined;
  const chosen = await askTrash(app, project);
  if (chosen === undefined) return undefined;
  return 'purge' in chosen ? purge(app, project, chosen.purge) : restore(app, project, chosen.restore);
}

type Chosen = { readonly restore: readonly TrashItem[] } | { readonly purge: TrashItem };

/** Several are restored at once; what is purged is chosen one by one. */
async function askTrash(app: App, project: Project): Promise<Chosen | undefined> {
  const pick = vscode.window.createQuickPick<Row>();
  pick.title = t('Trash');
  pick.placeholder = t('Choose what to restore');
  pick.canSelectMany = true;
  pick.matchOnDescription = true;
  pick.busy = true;
  const answer = new Promise<Chosen | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve({ restore: pick.selectedItems.map(({ item }) => item) });
      pick.hide();
    });
    pick.onDidTriggerItemButton(({ item }) => {
      resolve({ purge: item.item });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
  });
  pick.show();
  try {
    const listed = await (await project.api()).trashList();
    pick.items = listed.map((item) => ({
      label: item.path,
      description: t('{0}, by {1}', agoText(item.at), item.by),
      buttons: [PURGE],
      item,
    }));
    pick.busy = false;
    if (listed.length === 0) {
      pick.canSelectMany = false;
      pick.placeholder = t('The trash is empty');
    }
  } catch (error) {
    pick.hide();
    void showError(asCairnError(error), app.log);
  }
  return answer;
}

async function restore(app: App, project: Project, items: readonly TrashItem[]): Promise<unknown> {
  if (items.length === 0) return undefined;
  const restored: string[] = [];
  const all = await changeEach(app, 'openTrash', {
    title: t('Restoring'),
    project,
    // What holds others first: in a collection that is in the trash nothing can be restored.
    items: items.toSorted((a, b) => a.path.length - b.path.length),
    nameOf: ({ path }) => path,
    change: async (api, { id }) => restored.push((await api.trashRestore(id)).path),
  });
  const [only, ...others] = restored;
  if (!all || only === undefined) return restored;
  say(others.length === 0 ? t('Restored as {0}.', only) : t('Restored {0} items.', restored.length));
  return restored;
}

async function purge(app: App, project: Project, { id, path }: TrashItem): Promise<unknown> {
  const detail = t('All its versions go, on the studio too with the next sync. This cannot be taken back.');
  if (!(await confirm(t('Purge {0}?', path), detail, t('Purge')))) return undefined;
  return app.runner.run('openTrash', {
    title: t('Purging {0}', path),
    project,
    run: async () => (await project.api()).trashPurge(id),
  });
}

export const trashCommands: Handlers<'openTrash'> = { openTrash };
