/** A project on this machine alone: made from the window's folder, tracked, changed, checkpointed. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { CairnApi } from '../../../extension/api.ts';
import { activeApi, until, windowFolder } from '../window.ts';

const file = (path: string): string => join(windowFolder(), path);
const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`cairn.${command}`, ...args);

describe('a project on this machine', () => {
  let cairn: CairnApi;
  const counts = () => cairn.projects()[0]?.counts ?? {};

  before(async () => {
    cairn = await activeApi();
    await mkdir(file('assets/rocks'), { recursive: true });
    await writeFile(file('assets/rocks/rock.bin'), Buffer.alloc(300_000, 7));
    await writeFile(file('assets/notes.txt'), 'first');
  });

  it('is offered where there is none', () => {
    assert.deepEqual(cairn.projects(), []);
    assert.equal(cairn.status()?.kind, 'no-project');
  });

  it('is made from the folder, which shows what is untracked', async () => {
    await run('createProject', { dir: windowFolder(), name: 'Lighthouse' });
    await cairn.whenIdle();
    assert.deepEqual(cairn.projects(), [
      {
        name: 'Lighthouse',
        folder: windowFolder(),
        studio: null,
        unsent: 0,
        toPull: 0,
        conflicts: 0,
        counts: { untracked: 2 },
      },
    ]);
    assert.equal(cairn.status()?.kind, 'local');
  });

  it('notices a new file by itself', async () => {
    await writeFile(file('assets/late.txt'), 'late');
    await until(() => counts().untracked === 3, 'the new file is seen');
  });

  it('tracks files and folders', async () => {
    await run('track', { paths: ['assets'] });
    await cairn.whenIdle();
    assert.deepEqual(counts(), { normal: 3 });
    assert.ok((cairn.projects()[0]?.unsent ?? 0) > 0);
  });

  it('sees an edit, and takes a checkpoint of it with comment and status', async () => {
    await appendFile(file('assets/rocks/rock.bin'), 'moss');
    await until(() => counts().modified === 1, 'the edit is seen');
    await run('checkpoint', { paths: ['assets/rocks/rock.bin'], comment: 'With moss', status: 'wip' });
    await cairn.whenIdle();
    assert.deepEqual(counts(), { normal: 3 });
  });

  it('checkpoints what is on the screen, not what was saved before', async () => {
    const document = await vscode.workspace.openTextDocument(file('assets/notes.txt'));
    const editor = await vscode.window.showTextDocument(document);
    await appendFile(file('assets/late.txt'), ', and later');
    await until(() => counts().modified === 1, 'one file is modified');
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'typed '));
    assert.equal(document.isDirty, true);
    await run('checkpoint', { paths: ['assets'], comment: 'All' });
    await cairn.whenIdle();
    assert.equal(document.isDirty, false);
    assert.equal(await readFile(file('assets/notes.txt'), 'utf8'), 'typed first');
    assert.deepEqual(counts(), { normal: 3 });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('brings back a file that is gone', async () => {
    await rm(file('assets/rocks/rock.bin'));
    await until(() => counts().rebuild === 1, 'the missing file is seen');
    await run('rebuild', { paths: ['assets/rocks/rock.bin'] });
    await cairn.whenIdle();
    assert.deepEqual(counts(), { normal: 3 });
    const bytes = await readFile(file('assets/rocks/rock.bin'));
    assert.ok(bytes.equals(Buffer.concat([Buffer.alloc(300_000, 7), Buffer.from('moss')])));
  });

  it('offers what was renamed outside of it, and does what one answers', async () => {
    await rename(file('assets/late.txt'), file('assets/later.txt'));
    await until(() => counts().untracked === 1 && counts().rebuild === 1, 'both ends are seen');
    await run('acceptRename', { paths: ['assets/late.txt'] });
    await cairn.whenIdle();
    assert.deepEqual(counts(), { normal: 3 });
    await rename(file('assets/later.txt'), file('assets/other.txt'));
    await until(() => counts().untracked === 1 && counts().rebuild === 1, 'both ends are seen');
    await run('declineRename', { paths: ['assets/other.txt'] });
    await cairn.whenIdle();
    await run('acceptRename', { paths: ['assets/other.txt'] });
    await cairn.whenIdle();
    assert.deepEqual(counts(), { normal: 2, untracked: 1, rebuild: 1 });
    await rename(file('assets/other.txt'), file('assets/later.txt'));
    await until(() => counts().normal === 3, 'it is where it was');
  });

  it('follows what another program does with the project, without focus or command', async () => {
    const program = join(
      vscode.extensions.getExtension('cairn-vc.cairn')?.extensionPath ?? '',
      'dist',
      'cairn.cjs',
    );
    const other = (...args: string[]) =>
      promisify(execFile)(process.execPath, [program, '-C', windowFolder(), ...args], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      });
    const before = cairn.projects()[0]?.unsent ?? 0;
    await writeFile(file('assets/from-elsewhere.txt'), 'made by a farm');
    await until(() => counts().untracked === 1, 'the new file is seen');
    await other('track', 'assets/from-elsewhere.txt', '-m', 'by the farm');
    await until(() => counts().untracked === undefined && counts().normal === 4, 'it is tracked');
    assert.ok((cairn.projects()[0]?.unsent ?? 0) > before, 'the status bar counts it');
    await other('rm', 'assets/from-elsewhere.txt');
    await until(() => counts().normal === 3, 'it is in the trash');
  });

  it('does for another extension what a user would do, and refuses with a code', async () => {
    const folder = windowFolder();
    await writeFile(file('assets/notes.txt'), 'for a program');
    await until(() => (counts().modified ?? 0) > 0, 'the edit is seen');
    const modified = await cairn.states(folder);
    const notes = modified.find(({ path }) => path === 'assets/notes.txt');
    assert.equal(notes?.state, 'modified');
    const report = await cairn.checkpoint(folder, [file('assets/notes.txt')], { comment: 'by a program' });
    assert.equal(report.checkpoints[0]?.path, 'assets/notes.txt');
    const [newest] = await cairn.history(file('assets/notes.txt'), 'assets/notes.txt');
    assert.equal(newest?.comment, 'by a program');
    await assert.rejects(
      cairn.states('/nowhere'),
      (error) => (error as { code?: unknown }).code === 'no-project',
    );
  });

  it('answers Find and the rest from the palette: every command is registered', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    const manifest = vscode.extensions.getExtension('cairn-vc.cairn')?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    for (const { command } of manifest.contributes.commands) assert.ok(known.has(command), command);
  });
});
