/** An image from the clipboard: an editor gives extensions its text only, so a page takes it. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fillPage, pageOptions } from '../ui/pages.ts';
import { t } from '../ui/text.ts';

export const PASTE_VIEW = 'cairn.paste';

/** Where pasted images wait for the checkpoint they are for. */
const folderOf = (context: vscode.ExtensionContext): string =>
  join(context.globalStorageUri.fsPath, 'pasted');

/** Asks for an image to be pasted. @returns a file of ours with it, absolute; undefined where the user left */
export async function askPastedImage(context: vscode.ExtensionContext): Promise<string | undefined> {
  const base64 = await ask(context.extensionUri);
  if (base64 === undefined) return undefined;
  const folder = folderOf(context);
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${randomUUID()}.image`);
  await writeFile(file, Buffer.from(base64, 'base64'));
  return file;
}

/** Pasted images are taken away when the checkpoint is there, or will not be made. */
export async function forgetPastedImage(
  context: vscode.ExtensionContext,
  file: string | null,
): Promise<void> {
  if (file?.startsWith(folderOf(context)) === true) await rm(file, { force: true });
}

async function ask(extensionUri: vscode.Uri): Promise<string | undefined> {
  // The page's messages are decoded with the library that its own bundle has; ours is loaded when it is needed.
  const { fromPastePage } = await import('../../webview-ui/paste/protocol.ts');
  const title = t('Preview of the checkpoint');
  const panel = vscode.window.createWebviewPanel(
    PASTE_VIEW,
    title,
    vscode.ViewColumn.Active,
    pageOptions(extensionUri),
  );
  return new Promise((resolve) => {
    panel.onDidDispose(() => resolve(undefined));
    panel.webview.onDidReceiveMessage((raw: unknown) => {
      const message = fromPastePage.safeParse(raw);
      if (!message.success) return;
      if (message.data.type === 'image') resolve(message.data.base64);
      panel.dispose();
    });
    fillPage(panel, extensionUri, 'paste');
  });
}
