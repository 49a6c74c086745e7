/** An image from the clipboard: an editor gives extensions its text only, so a page takes it. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { fsError } from '../../engine/workspace/fs-errors.ts';
import { fillPage, pageOptions } from '../ui/pages.ts';
import { t } from '../ui/text.ts';

const PASTE_VIEW = 'cairn.paste';

/** An image that waits for longer belongs to a window that was killed. Milliseconds. */
const ABANDONED = 7 * 24 * 60 * 60 * 1000;

/** Where pasted images wait for the checkpoint they are for. */
const folderOf = (context: vscode.ExtensionContext): string =>
  join(context.globalStorageUri.fsPath, 'pasted');

/**
 * Asks for an image to be pasted.
 * @returns a file of ours with it, absolute; undefined where the user left
 * @throws {CairnError} disk-full, read-only
 */
export async function askPastedImage(context: vscode.ExtensionContext): Promise<string | undefined> {
  const base64 = await ask(context.extensionUri);
  if (base64 === undefined) return undefined;
  const folder = folderOf(context);
  const file = join(folder, `${randomUUID()}.image`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(file, Buffer.from(base64, 'base64'), { flag: 'wx' });
  } catch (error) {
    await rm(file, { force: true }).catch(() => undefined);
    throw fsError(error, file, 'write');
  }
  return file;
}

/** Pasted images are taken away when the checkpoint is there, or will not be made. */
export async function forgetPastedImage(
  context: vscode.ExtensionContext,
  file: string | null,
): Promise<void> {
  if (file === null || dirname(file) !== folderOf(context)) return;
  // One that stays is taken away by a later start.
  await rm(file, { force: true }).catch(() => undefined);
}

/** What windows left that were killed while an image waited. */
export async function sweepPastedImages(context: vscode.ExtensionContext): Promise<void> {
  const folder = folderOf(context);
  for (const name of await readdir(folder).catch(() => [])) {
    const file = join(folder, name);
    const found = await stat(file).catch(() => null);
    if (found !== null && Date.now() - found.mtimeMs > ABANDONED) await forgetPastedImage(context, file);
  }
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
