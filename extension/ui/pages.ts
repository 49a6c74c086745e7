/** What our pages have in common. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageHtml } from './pageHtml.ts';

/** The options of a page that shows images from these places, beside our own files. */
export const pageOptions = (
  extensionUri: vscode.Uri,
  images: readonly vscode.Uri[] = [],
): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist'), ...images],
});

/** Fills a panel with the page of that name: `dist/NAME.js`. */
export function fillPage(panel: vscode.WebviewPanel, extensionUri: vscode.Uri, name: string): void {
  const { webview } = panel;
  const icon = (file: string): vscode.Uri => vscode.Uri.joinPath(extensionUri, 'media', file);
  panel.iconPath = { light: icon('cairn.svg'), dark: icon('cairn-light.svg') };
  const texts = vscode.l10n.bundle;
  webview.html = pageHtml({
    script: webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', `${name}.js`)).toString(),
    nonce: randomBytes(16).toString('base64'),
    language: vscode.env.language,
    title: panel.title,
    images: webview.cspSource,
    ...(texts !== undefined && { texts: pageTexts(texts) }),
  });
}

/** Only plain texts: a bundle may hold comments for translators too. */
const pageTexts = (bundle: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(bundle).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
