/** A program beside the editor, such as Blender: it asks the window that has the project open, which shows what comes of it. */
import assert from 'node:assert/strict';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, put, World } from './world.ts';

interface Announced {
  readonly url: string;
  readonly token: string;
  readonly folder: string;
}

describe('a program beside the editor', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let editor: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    await put(ada, 'art/lamp.txt', 'lamp\n');
    await world.team.publish(ada, 'Lighthouse', ['art']);
    editor = await world.editor(ada);
    await editor.expandTo(editor.row('lamp.txt', /up to date/), 'art');
  });
  endWorld(() => world);

  const file = () => join(ada.folder, '.cairn', 'bridge.json');
  /** Until it is there, or gone. */
  const announced = async (there: boolean): Promise<Announced | undefined> => {
    let text = '';
    await editor.holds(
      async () => {
        text = await readFile(file(), 'utf8').catch(() => '');
        return (text !== '') === there;
      },
      there ? 'the bridge is announced' : 'it is not announced any more',
    );
    return there ? (JSON.parse(text) as Announced) : undefined;
  };
  const ask = async ({ url, token }: Announced, path: string, request: object) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(request) });
    return { status: answer.status, answer: (await answer.json()) as Record<string, unknown> };
  };

  it('finds no bridge until the setting is on, and none for whoever has not its token', async () => {
    assert.equal(await stat(file()).catch(() => null), null);
    await editor.configure({ 'cairn.bridge.enabled': true });
    const bridge = (await announced(true)) as Announced;
    assert.equal(bridge.folder, ada.folder);
    if (process.platform !== 'win32')
      assert.equal((await stat(file())).mode & 0o077, 0, 'for its user alone');
    const refused = await ask({ ...bridge, token: 'guessed' }, '/v1/projects', {});
    assert.equal(refused.status, 401);
  });

  it('asks for states, makes checkpoints and writes files, which the tree shows', async () => {
    const bridge = (await announced(true)) as Announced;
    const { folder } = ada;
    await put(ada, 'art/lamp.txt', 'a brighter lamp\n');
    await put(ada, 'art/moth.txt', 'moth\n');
    await editor.row('lamp.txt', /modified/).waitFor();
    await editor.row('moth.txt', /untracked/).waitFor();
    const states = await ask(bridge, '/v1/states', { folder });
    const items = states.answer.items as { path: string; state: string }[];
    assert.deepEqual(items.map(({ path, state }) => [path, state]).toSorted(), [
      ['art/lamp.txt', 'modified'],
      ['art/moth.txt', 'untracked'],
    ]);
    const made = await ask(bridge, '/v1/checkpoint', {
      folder,
      paths: ['art/lamp.txt'],
      comment: 'Brighter',
    });
    assert.equal(made.status, 200, JSON.stringify(made.answer));
    await editor.row('lamp.txt', /not sent yet, version 2/).waitFor();
    await ask(bridge, '/v1/track', { folder, paths: ['art/moth.txt'], comment: 'By a program' });
    await editor.row('moth.txt', /not sent yet, version 1/).waitFor();
    await editor.screenshot('bridge');
    const synced = await ask(bridge, '/v1/sync', { folder });
    assert.equal(synced.answer.outcome, 'done');
    await editor.waitForStatus(/Up to date/);
    await rm(join(folder, 'art/lamp.txt'));
    await editor.row('lamp.txt', /not on this disk/).waitFor();
    await ask(bridge, '/v1/rebuild', { folder, paths: ['art/lamp.txt'] });
    await editor.row('lamp.txt', /up to date, version 2/).waitFor();
    assert.equal(await readFile(join(folder, 'art/lamp.txt'), 'utf8'), 'a brighter lamp\n');
    const history = await ask(bridge, '/v1/history', { folder, path: 'art/lamp.txt' });
    const versions = history.answer.versions as { comment: string }[];
    assert.deepEqual(
      versions.map(({ comment }) => comment),
      ['Brighter', 'First version'],
    );
    const unknown = await ask(bridge, '/v1/checkpoint', { folder, paths: ['art/nothing.txt'], comment: '' });
    assert.ok(unknown.status >= 400 || (unknown.answer.refused as unknown[]).length === 1);
  });

  it('finds none any more where the setting is turned off', async () => {
    const bridge = (await announced(true)) as Announced;
    await editor.configure({});
    await announced(false);
    // It is not announced any more first, and stops listening then.
    const listens = () =>
      ask(bridge, '/v1/projects', {}).then(
        () => true,
        () => false,
      );
    await editor.holds(async () => !(await listens()), 'the bridge listens no more');
  });
});
