/** The one item in the status bar. */
import * as vscode from 'vscode';
import { commandId } from '../operations/table.ts';
import { agoText, t } from '../ui/text.ts';
import { renderStatus, type StatusLook } from './render.ts';
import type { StatusState } from './state.ts';

export class StatusItem implements vscode.Disposable {
  private readonly item: vscode.StatusBarItem;
  private shown: StatusLook | null = null;

  constructor() {
    this.item = vscode.window.createStatusBarItem('cairn.sync', vscode.StatusBarAlignment.Left, 50);
    this.item.name = t('Cairn Sync');
    this.item.command = commandId('statusBar');
  }

  get look(): StatusLook | null {
    return this.shown;
  }

  /** @param project name, where the window has several */
  show(state: StatusState, project: string | null): void {
    const look = renderStatus(state, t, agoText, project);
    if (JSON.stringify(look) === JSON.stringify(this.shown)) return;
    this.shown = look;
    this.item.text = look.text;
    this.item.tooltip = tooltip(look);
    this.item.accessibilityInformation = { label: look.label, role: 'button' };
    this.item.backgroundColor =
      look.colour === null ? undefined : new vscode.ThemeColor(`statusBarItem.${look.colour}Background`);
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

/** Lines of text; where a click would sync, also the way to look first. */
function tooltip({ tooltip: lines, click }: StatusLook): string | vscode.MarkdownString {
  if (click !== 'sync') return lines.join('\n');
  const text = new vscode.MarkdownString();
  for (const line of lines) text.appendText(`${line}\n`);
  const look = commandId('whatWillSync');
  text.isTrusted = { enabledCommands: [look] };
  text.appendMarkdown(`\n\n[${t('What Will Sync?')}](command:${look})`);
  return text;
}
