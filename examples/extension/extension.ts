/**
 * An extension beside Cairn: one command that checkpoints whatever is modified, in every project of the window. Copy this folder, with
 * cairn.d.ts; `npm run build` makes what the editor loads.
 */
import * as vscode from 'vscode';
import type { CairnApi } from './cairn.d.ts';

export async function activate(context: Pick<vscode.ExtensionContext, 'subscriptions'>): Promise<void> {
  const cairn = vscode.extensions.getExtension<CairnApi>('cairn-vc.cairn');
  const api = await cairn?.activate();
  // Another version may mean other things.
  if (api?.version !== 1) return;
  context.subscriptions.push(vscode.commands.registerCommand('endOfDay.checkpoint', () => endOfDay(api)));
}

/** How many checkpoints were made. */
async function endOfDay(api: CairnApi): Promise<number> {
  let made = 0;
  for (const { folder } of api.projects()) {
    const items = await api.states(folder);
    const modified = items.filter(({ kind, state }) => kind === 'asset' && state === 'modified');
    const paths = modified.map(({ path }) => path);
    if (paths.length === 0) continue;
    const report = await api.checkpoint(folder, paths, { comment: 'end of the day', status: 'wip' });
    made += report.checkpoints.length;
    for (const { path, message } of report.refused)
      void vscode.window.showWarningMessage(`${path} was left as it is: ${message}`);
  }
  return made;
}
