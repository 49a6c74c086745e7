/**
 * The checkpoint dialog: a comment and Enter is all it takes. Buttons beside the field set a status, a preview image
 * and, for this once, whether a sync follows. A comment that was not used is there again the next time.
 */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { toFilePath } from '../project/paths.ts';
import { asCairnError } from '../rpc/errors.ts';
import { choose, chooseOrType } from '../ui/ask.ts';
import { showError } from '../ui/errors.ts';
import type { Target } from '../ui/target.ts';
import { t } from '../ui/text.ts';
import { subjectOf } from './outcome.ts';
import { askPastedImage, forgetPastedImage } from './pastedImage.ts';

export interface CheckpointAnswer {
  readonly comment: string;
  readonly status: string | null;
  /** Absolute path. */
  readonly previewFile: string | null;
  readonly syncAfter: boolean;
}

const DRAFT = 'cairn.checkpoint.draft';
const IMAGES = ['png', 'jpg', 'jpeg', 'webp', 'gif'];

export function askCheckpoint(
  context: vscode.ExtensionContext,
  { project, entries }: Target,
  log: vscode.LogOutputChannel,
): Promise<CheckpointAnswer | undefined> {
  return new Dialog(context, subjectOf(entries), log, scopeOf({ project, entries })).ask();
}

/** The comment was used; one that was written since is for the next checkpoint. */
export async function forgetDraft(memory: vscode.Memento, used: string): Promise<void> {
  if (memory.get(DRAFT, '').trim() === used) await memory.update(DRAFT, undefined);
}

class Dialog {
  private readonly context: vscode.ExtensionContext;
  private readonly memory: vscode.Memento;
  private readonly log: vscode.LogOutputChannel;
  private readonly scope: vscode.Uri;
  private readonly input = vscode.window.createInputBox();
  private status: string | null = null;
  private previewFile: string | null = null;
  private syncAfter = vscode.workspace.getConfiguration('cairn').get('checkpoint.syncAfter', false);
  /** Hidden because another question is open, not because the user left. */
  private asking = false;

  constructor(
    context: vscode.ExtensionContext,
    subject: string,
    log: vscode.LogOutputChannel,
    scope: vscode.Uri,
  ) {
    this.context = context;
    this.log = log;
    this.scope = scope;
    this.memory = context.workspaceState;
    const memory = this.memory;
    this.input.title = t('Checkpoint {0}', subject);
    this.input.placeholder = t('What changed?');
    this.input.value = memory.get(DRAFT, '');
    this.input.ignoreFocusOut = true;
    this.draw();
  }

  ask(): Promise<CheckpointAnswer | undefined> {
    return new Promise((resolve) => {
      this.input.onDidChangeValue((value) => void this.memory.update(DRAFT, value));
      this.input.onDidTriggerButton((button) => void this.press(button));
      this.input.onDidAccept(() => {
        const { status, previewFile, syncAfter } = this;
        resolve({ comment: this.input.value.trim(), status, previewFile, syncAfter });
        this.asking = true;
        this.input.hide();
        this.input.dispose();
      });
      this.input.onDidHide(() => {
        if (this.asking) return;
        void forgetPastedImage(this.context, this.previewFile);
        resolve(undefined);
        this.input.dispose();
      });
      this.input.show();
    });
  }

  private get previewName(): string {
    const name = basename(this.previewFile ?? '');
    return name.endsWith('.image') ? t('the pasted image') : name;
  }

  private draw(): void {
    const parts = [
      this.syncAfter ? t('A sync follows.') : t('No sync follows.'),
      ...(this.status === null ? [] : [t('Status: {0}.', this.status)]),
      ...(this.previewFile === null ? [] : [t('Preview: {0}.', this.previewName)]),
    ];
    this.input.prompt = parts.join(' ');
    const button = (icon: string, tooltip: string): vscode.QuickInputButton => ({
      iconPath: new vscode.ThemeIcon(icon),
      tooltip,
    });
    this.input.buttons = [
      button('tag', t('Set a status')),
      button('file-media', t('Add a preview image')),
      this.syncAfter
        ? button('sync', t('Sync after checkpoint: on'))
        : button('sync-ignored', t('Sync after checkpoint: off')),
    ];
  }

  private async press(button: vscode.QuickInputButton): Promise<void> {
    const which = this.input.buttons.indexOf(button);
    if (which === 2) this.syncAfter = !this.syncAfter;
    else {
      this.asking = true;
      try {
        if (which === 0) this.status = (await askStatus(this.scope)) ?? this.status;
        else await this.choosePreview();
      } catch (error) {
        void showError(asCairnError(error), this.log);
      }
      this.asking = false;
      this.input.show();
    }
    this.draw();
  }

  private async choosePreview(): Promise<void> {
    const from = await choose<'file' | 'paste' | 'own'>(t('Preview image'), [
      { label: t('$(clippy) From the clipboard, or a screenshot…'), value: 'paste' },
      { label: t('$(file-media) From a file…'), value: 'file' },
      { label: t('$(file) What the file shows of itself'), value: 'own' },
    ]);
    if (from === undefined) return;
    const image =
      from === 'own' ? null : from === 'file' ? await askImage() : await askPastedImage(this.context);
    if (image === undefined) return;
    await forgetPastedImage(this.context, this.previewFile);
    this.previewFile = image;
  }
}

/** What settings of a folder hold for: the first of what is meant. */
export const scopeOf = ({ project, entries }: Target): vscode.Uri =>
  vscode.Uri.file(toFilePath(project.dir, entries[0]?.path ?? ''));

/** The texts that a setting lists for what lies there. */
export const offered = (setting: 'statuses' | 'types', scope: vscode.Uri): readonly string[] =>
  vscode.workspace.getConfiguration('cairn', scope).get<readonly string[]>(setting, []);

export const askStatus = (scope: vscode.Uri): Promise<string | undefined> => {
  const listed = offered('statuses', scope);
  return chooseOrType(t('Status'), listed, t('Choose a status, or type another'));
};

async function askImage(): Promise<string | undefined> {
  const [image] =
    (await vscode.window.showOpenDialog({
      title: t('Preview image'),
      filters: { [t('Images')]: IMAGES },
      canSelectMany: false,
    })) ?? [];
  return image?.fsPath;
}
