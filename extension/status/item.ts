/** The one item in the status bar. */
import * as vscode from 'vscode';
import { commandId } from '../operations/table.ts';
import { agoText, t } from '../ui/text.ts';
import { renderStatus, type StatusAction, type StatusLook } from './render.ts';
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

/** Lines of text, and below them what else can be done. */
function tooltip({ tooltip: lines, actions }: StatusLook): string | vscode.MarkdownString {
  if (actions.length === 0) return lines.join('\n');
  const names: Readonly<Record<StatusAction, string>> = {
    whatWillSync: t('What Will Sync?'),
    showLog: t('Show Log'),
    cancelSync: t('Cancel Sync'),
  };
  const text = new vscode.MarkdownString();
  for (const line of lines) text.appendText(`${line}\n`);
  text.isTrusted = { enabledCommands: actions.map(commandId) };
  const links = actions.map((action) => `[${names[action]}](command:${commandId(action)})`);
  text.appendMarkdown(`\n\n${links.join(' · ')}`);
  return text;
}
