/** Shows a file where it lies, for programs outside of the editor. */
import * as vscode from 'vscode';
import { t } from './text.ts';

/** In the file manager; where that is another machine's, its path is told. */
export async function showInFolder(file: string): Promise<void> {
  const isHere = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  if (isHere) {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(file));
    return;
  }
  const copy = t('Copy Path');
  const text = t('No file manager can be opened from here. The file is {0}', file);
  // Whoever called goes on while this is read.
  void vscode.window.showInformationMessage(text, copy).then((picked) => {
    if (picked === copy) void vscode.env.clipboard.writeText(file);
  });
}
