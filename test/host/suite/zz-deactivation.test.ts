/** The last suite: after it the extension is gone. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { activeApi, until, windowFolder } from '../window.ts';

interface Program {
  deactivate(): Promise<void>;
}

/** How many of each kind keep this process busy. */
function held(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

const answers = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

describe('deactivation', () => {
  it('leaves no bridge, no watch, no worker, no process and no server behind', async () => {
    const cairn = await activeApi();
    const announced = join(windowFolder(), '.cairn', 'bridge.json');
    assert.ok(!existsSync(announced), 'the bridge is off until it is turned on');
    const settings = vscode.workspace.getConfiguration('cairn');
    await settings.update('bridge.enabled', true, vscode.ConfigurationTarget.Global);
    await until(() => existsSync(announced), 'the bridge is announced');
    const { url } = JSON.parse(readFileSync(announced, 'utf8')) as { url: string };
    assert.ok(await answers(url));
    const studio = await vscode.commands.executeCommand<string>('cairn.startStudio', {
      name: 'ada',
      password: 'correct horse battery',
    });
    assert.ok(await answers(studio));
    await cairn.whenIdle();

    const extension = vscode.extensions.getExtension('cairn-vc.cairn');
    const bundle = join(extension?.extensionPath ?? '', 'dist', 'extension.cjs');
    // The same program that the editor loaded: modules are loaded once.
    const program = createRequire(bundle)(bundle) as Program;
    const before = held();
    assert.ok((before.FSEventWrap ?? 0) > 0, 'the project file is watched');
    await program.deactivate();
    assert.ok(!existsSync(announced));
    assert.ok(!(await answers(url)));
    assert.ok((before.TCPServerWrap ?? 0) > (held().TCPServerWrap ?? 0), 'no server listens any more');
    await until(() => (held().MessagePort ?? 0) < (before.MessagePort ?? 0), 'the worker is gone');
    await until(() => (held().FSEventWrap ?? 0) < (before.FSEventWrap ?? 0), 'nothing is watched any more');
    await until(() => (held().ProcessWrap ?? 0) < (before.ProcessWrap ?? 0), 'the studio has ended');
    await settings.update('bridge.enabled', undefined, vscode.ConfigurationTarget.Global);
  });
});
