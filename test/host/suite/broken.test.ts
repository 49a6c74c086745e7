/** A folder whose project file is no project file. */
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { CairnApi } from '../../../extension/api.ts';
import { activeApi, windowFolder } from '../window.ts';

describe('a damaged project file', () => {
  let cairn: CairnApi;
  const folder = (): string => join(windowFolder(), '.cairn');

  before(async () => {
    cairn = await activeApi();
    await mkdir(folder());
    await writeFile(join(folder(), 'film.clst'), 'this is not a database'.repeat(500));
  });
  after(async () => {
    await rm(folder(), { recursive: true });
    await vscode.commands.executeCommand('cairn.refresh');
    assert.equal(cairn.status()?.kind, 'no-project');
  });

  it('is said to be damaged, is left as it is, and stops nothing else', async () => {
    await vscode.commands.executeCommand('cairn.refresh');
    await cairn.whenIdle();
    const status = cairn.status();
    assert.equal(status?.kind, 'unavailable');
    assert.match(status.tooltip, /damaged/u);
    assert.deepEqual(cairn.projects(), []);
    const bytes = await readFile(join(folder(), 'film.clst'), 'utf8');
    assert.ok(bytes.startsWith('this is not a database'));
  });
});
