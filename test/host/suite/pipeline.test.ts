/** The example for other extensions, as it is in the repository, in the host beside Cairn. */
import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activate } from '../../../examples/extension/extension.ts';
import type { CairnApi } from '../../../extension/api.ts';
import { activeApi, until, windowFolder } from '../window.ts';

describe('the example of another extension', () => {
  let cairn: CairnApi;
  const subscriptions: vscode.Disposable[] = [];
  const file = (name: string) => join(windowFolder(), 'example', name);

  before(async () => {
    cairn = await activeApi();
    if (cairn.projects().length === 0)
      await vscode.commands.executeCommand('cairn.createProject', {
        dir: windowFolder(),
        name: 'Lighthouse',
      });
    await mkdir(join(windowFolder(), 'example'), { recursive: true });
    for (const name of ['a.txt', 'b.txt']) await writeFile(file(name), name);
    await cairn.track(windowFolder(), ['example'], 'for the example');
    await activate({ subscriptions });
  });
  after(() => {
    for (const one of subscriptions) one.dispose();
  });

  it('checkpoints what is modified, and hears of it', async () => {
    let heard = 0;
    const listening = cairn.onDidChange(() => heard++);
    const before = await vscode.commands.executeCommand<number>('endOfDay.checkpoint');
    for (const name of ['a.txt', 'b.txt']) await appendFile(file(name), ', and more');
    const modified = async () =>
      (await cairn.states(windowFolder(), ['example/a.txt', 'example/b.txt'])).filter(
        ({ state }) => state === 'modified',
      ).length;
    await vscode.commands.executeCommand('cairn.refresh');
    await cairn.whenIdle();
    assert.equal(await modified(), 2, `${before} before`);
    assert.equal(await vscode.commands.executeCommand<number>('endOfDay.checkpoint'), 2);
    assert.equal(await modified(), 0);
    const [newest] = await cairn.history(windowFolder(), 'example/a.txt');
    assert.deepEqual([newest?.version, newest?.comment, newest?.status], [2, 'end of the day', 'wip']);
    await until(() => heard > 0, 'the change is told');
    listening.dispose();
  });
});
