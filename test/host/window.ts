/** What host suites need of the window they run in. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CairnApi } from '../../extension/api.ts';

export async function activeApi(): Promise<CairnApi> {
  const extension = vscode.extensions.getExtension<CairnApi>('cairn-vc.cairn');
  assert.ok(extension, 'cairn-vc.cairn is not installed');
  return extension.activate();
}

/** Absolute path of the window's only folder. */
export function windowFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(folder, 'the window has a folder');
  return folder;
}

/** Waits for a condition that comes true by itself. @throws where it does not within `limit` milliseconds */
export async function until(holds: () => boolean, what: string, limit = 15_000): Promise<void> {
  const end = Date.now() + limit;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
