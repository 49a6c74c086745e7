/** Who does what, in which state, and who gets it: set in the editor by menus, for one asset and for several, and seen by a colleague. */
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, put, World } from './world.ts';

interface Status {
  readonly assets: readonly {
    readonly path: string;
    readonly state: string;
    readonly flags: readonly string[];
    readonly assignee: string | null;
    readonly status: string | null;
    readonly type: string | null;
    readonly task: boolean;
    readonly tags: readonly string[];
    readonly description: string;
  }[];
}

describe('production metadata in the editor', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let ben: Member;
  let editor: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    ben = await world.team.join('ben');
    for (const name of ['lamp', 'tower']) await put(ada, `art/${name}.txt`, `${name}\n`);
    await put(ada, 'refs/photo.txt', 'a photo\n');
    await world.team.publish(ada, 'Lighthouse', ['art', 'refs']);
    await ada.cairn(['depend', 'art/tower.txt', '--on', 'refs/photo.txt']);
    await ada.cairn(['sync']);
    await world.team.enlist(ada, ben, 'Lighthouse', 'Artist');
    await ada.cairn(['sync']);
    editor = await world.editor(ada);
    await editor.expand('art');
  });
  endWorld(() => world);

  const of = async (member: Member, path: string) => {
    const { assets } = (await member.cairn(['status', '--all'])) as Status;
    const found = assets.find((one) => one.path === path);
    assert.ok(found, path);
    return found;
  };

  /** Chooses from a row's menu, again where the row was drawn anew meanwhile, until the question shows. */
  const ask = async (row: Locator, title: string, question: RegExp) => {
    const shown = editor.quickInput.getByText(question).first();
    await editor.until(shown, () => editor.contextMenu(row, title));
  };

  it('makes a task of an asset, says what its assignee gets, and assigns it', async () => {
    const tower = editor.row('tower.txt');
    await ask(tower, 'Task or Resource', /^Task or resource$/);
    await editor.pick(/^Task/);
    await ask(tower, 'Assign', /^Assign to$/);
    await editor.quickInput.getByPlaceholder(/With it come down: 2 assets/).waitFor();
    await editor.screenshot('metadata-assign');
    await editor.pick(/^ben/);
    await ask(tower, 'Description', /^Description of/);
    await editor.answer('The tall one');
    await ask(tower, 'Set Type', /^Type$/);
    await editor.pick('model');
    const typed = async () => (await of(ada, 'art/tower.txt')).type === 'model';
    await editor.holds(typed, 'tower.txt has its type');
    await editor.syncWithKey();
    await editor.row('tower.txt', /up to date, task of somebody else, version/).waitFor();

    await ben.cairn(['sync']);
    const seen = await of(ben, 'art/tower.txt');
    assert.deepEqual(
      [seen.task, seen.assignee, seen.type, seen.description],
      [true, 'ben', 'model', 'The tall one'],
    );
    // What it needs comes with it; what nobody gave him does not.
    await ben.cairn(['rebuild', '.']);
    assert.equal((await of(ben, 'refs/photo.txt')).state, 'normal');
    assert.equal((await of(ben, 'art/lamp.txt')).state, 'metadata-only');
    await editor.command('Cairn: Find Asset…');
    await editor.quickInput.locator('input[type=text]').first().fill('assignee:ben');
    await editor.onlyOption('art/tower.txt');
    await editor.page.keyboard.press('Escape');
    // The lock is the assignee's: whoever assigned it may not checkpoint it now.
    assert.ok((await of(ada, 'art/tower.txt')).flags.includes('locked'));
  });

  it('sets status and tags of several at once', async () => {
    const both = [editor.row('lamp.txt'), editor.row('tower.txt')];
    const askBoth = (title: string, question: RegExp) =>
      editor.until(editor.quickInput.getByText(question).first(), () =>
        editor.menuOf(both, editor.row('tower.txt'), title),
      );
    await askBoth('Set Status', /^Status$/);
    await editor.pick('review');
    await askBoth('Tags', /^Tags$/);
    await editor.answer('hero, night');
    const tagged = async (path: string) => (await of(ada, path)).tags.length === 2;
    await editor.holds(
      async () => (await tagged('art/lamp.txt')) && (await tagged('art/tower.txt')),
      'both have their tags',
    );
    await editor.syncWithKey();
    await editor.waitForStatus(/Up to date/);
    await ben.cairn(['sync']);
    for (const path of ['art/lamp.txt', 'art/tower.txt']) {
      const { status, tags } = await of(ben, path);
      assert.deepEqual([status, tags.toSorted()], ['review', ['hero', 'night']], path);
    }
  });

  it('shares a collection, and everybody gets what is in it', async () => {
    await editor.contextMenu(editor.row('art'), 'Share or Stop Sharing');
    await editor
      .dialog()
      .getByText('Everybody in the project gets the content of everything in it.')
      .waitFor();
    await editor.screenshot('metadata-share');
    await editor.dialog().getByRole('button', { name: 'Share', exact: true }).click();
    await editor.row('art', /shared/).waitFor();
    await editor.syncWithKey();
    await editor.waitForStatus(/Up to date/);
    await ben.cairn(['sync']);
    await ben.cairn(['rebuild', '.']);
    assert.equal((await of(ben, 'art/lamp.txt')).state, 'normal');
  });
});
