/** A studio that the editor runs: first account, publish, sync, conflicts, sign-out, offline and back. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { CairnApi } from '../../../extension/api.ts';
import { activeApi, until, windowFolder } from '../window.ts';

const file = (path: string): string => join(windowFolder(), path);
const run = (command: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(`cairn.${command}`, ...args);

/** Somebody on the command line of this machine, with sessions of their own. */
class Person {
  private readonly program: string;
  private readonly configDir: string;
  private readonly password: string;

  constructor(program: string, configDir: string, password: string) {
    this.program = program;
    this.configDir = configDir;
    this.password = password;
  }

  async cairn(folder: string, args: readonly string[], password = this.password): Promise<unknown> {
    const env = { CAIRN_CONFIG_DIR: this.configDir, CAIRN_PASSWORD: password, ELECTRON_RUN_AS_NODE: '1' };
    const all = [this.program, '--json', '-C', folder, ...args];
    const { stdout } = await promisify(execFile)(process.execPath, all, { env: { ...process.env, ...env } });
    return stdout === '' ? null : JSON.parse(stdout);
  }
}

const conflictTab = (): vscode.Tab | undefined =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .find(
      ({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('cairn.conflicts'),
    );

describe('a studio that the editor runs', function () {
  this.timeout(60_000);
  let cairn: CairnApi;
  let home: string;
  let program: string;
  let ben: Person;
  let bens: string;
  let url: string;

  before(async () => {
    cairn = await activeApi();
    home = await mkdtemp(join(tmpdir(), 'cairn-host-ben-'));
    const extension = vscode.extensions.getExtension('cairn-vc.cairn');
    assert.ok(extension);
    program = join(extension.extensionPath, 'dist', 'cairn.cjs');
    ben = new Person(program, join(home, 'ben'), 'ben-ben-ben');
    bens = join(home, 'work');
    if (cairn.projects().length === 0) {
      await run('createProject', { dir: windowFolder(), name: 'Lighthouse' });
    }
    await mkdir(file('shots'), { recursive: true });
    await writeFile(file('shots/sh010.bin'), Buffer.alloc(1_000_000, 3));
    await run('refresh');
    await cairn.whenIdle();
  });

  after(async () => {
    await run('stopStudio');
    await rm(home, { recursive: true, force: true, maxRetries: 5 });
  });

  it('starts, with a first account for the user', async () => {
    const started = await run('startStudio', { name: 'ada', password: 'ada-ada-ada' });
    assert.match(String(started), /^http:\/\/127\.0\.0\.1:\d+$/u);
    url = String(started);
    assert.equal(await run('startStudio'), url, 'a second start finds the first');
  });

  it('takes the project', async () => {
    await run('track', { paths: ['shots'] });
    assert.equal(await run('publish', { studio: url }), true);
    await cairn.whenIdle();
    assert.equal(cairn.projects()[0]?.studio, url);
    assert.equal(cairn.status()?.kind, 'pending');
    await run('sync');
    await cairn.whenIdle();
    assert.equal(cairn.projects()[0]?.unsent, 0);
    assert.equal(cairn.status()?.kind, 'up-to-date');
  });

  it('brings what a teammate made, and a pull writes it', async () => {
    await run('stopStudio');
    assert.equal(await run('startStudio'), url, 'the port stays, and so do the accounts');
    await addTeammate();
    await writeFile(join(bens, 'shots', 'sh010.bin'), Buffer.alloc(1_000_000, 4));
    await ben.cairn(bens, ['checkpoint', 'shots/sh010.bin', '-m', 'Storm', '--sync']);
    await run('sync');
    await cairn.whenIdle();
    assert.equal(cairn.projects()[0]?.counts.outdated, 1);
    await run('pull', { paths: ['shots/sh010.bin'] });
    await cairn.whenIdle();
    assert.ok((await readFile(file('shots/sh010.bin'))).equals(Buffer.alloc(1_000_000, 4)));
    assert.equal(cairn.status()?.kind, 'up-to-date');
  });

  it('pauses on a conflict and opens the page by itself', async () => {
    await writeFile(join(bens, 'shots', 'new.txt'), 'of ben');
    await ben.cairn(bens, ['track', 'shots/new.txt', '-m', 'Mine']);
    await ben.cairn(bens, ['sync']);
    await writeFile(file('shots/new.txt'), 'of ada');
    await run('refresh');
    await run('track', { paths: ['shots/new.txt'] });
    await run('sync');
    await cairn.whenIdle();
    assert.equal(cairn.status()?.kind, 'conflict');
    await until(() => conflictTab() !== undefined, 'the conflict page is open');
    assert.equal(await readFile(file('shots/new.txt'), 'utf8'), 'of ada');
    const tab = conflictTab();
    if (tab !== undefined) await vscode.window.tabGroups.close(tab);
    await run('openConflicts');
    await until(() => conflictTab() !== undefined, 'it opens again');
  });

  it('says so when nobody is signed in, and is back after signing in', async () => {
    const list = await ben.cairn(windowFolder(), ['conflicts']);
    const [conflict] = (list as { conflicts: { id: string }[] }).conflicts;
    assert.ok(conflict);
    await ben.cairn(windowFolder(), ['resolve', conflict.id, '--rename', 'new-ada.txt']);
    await run('sync');
    await cairn.whenIdle();
    assert.equal(await readFile(file('shots/new-ada.txt'), 'utf8'), 'of ada');
    await run('signOut');
    assert.equal(cairn.status()?.kind, 'signed-out');
    assert.equal(await run('signIn', { url, name: 'ada', password: 'wrong' }), false);
    assert.equal(cairn.status()?.kind, 'signed-out');
    assert.equal(await run('signIn', { url, name: 'ada', password: 'ada-ada-ada' }), true);
    await cairn.whenIdle();
    assert.notEqual(cairn.status()?.kind, 'signed-out');
  });

  it('is offline when the studio is gone, and synced when it is back', async () => {
    await run('stopStudio');
    await run('sync');
    await cairn.whenIdle();
    assert.equal(cairn.status()?.kind, 'offline');
    assert.equal(await run('startStudio'), url);
    await run('sync');
    await cairn.whenIdle();
    assert.notEqual(cairn.status()?.kind, 'offline');
  });

  async function addTeammate(): Promise<void> {
    const ada = new Person(program, join(home, 'ada'), 'ada-ada-ada');
    await mkdir(bens);
    await ada.cairn(bens, ['login', url, '--user', 'ada']);
    await ada.cairn(bens, ['studio', 'user', 'add', 'ben'], 'ben-ben-ben');
    await ada.cairn(windowFolder(), ['member', 'add', 'ben', '--role', 'Supervisor']);
    await ben.cairn(bens, ['login', url, '--user', 'ben']);
    await ben.cairn(bens, ['clone', `${url}/Lighthouse`, bens, '--rebuild']);
  }
});
