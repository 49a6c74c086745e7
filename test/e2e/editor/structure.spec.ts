/** Where things lie, and what lies on this disk: made, renamed, moved and freed by menus and keys, in one editor, and seen in Source Control. */
import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, put, World } from './world.ts';

describe('places in the editor', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let ben: Member;
  let editor: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    ben = await world.team.join('ben');
    await put(ada, 'art/lamp.txt', 'lamp\n');
    await put(ada, 'art/tower.txt', 'tower\n');
    await world.team.publish(ada, 'Lighthouse', ['art']);
    await world.team.enlist(ada, ben, 'Lighthouse', 'Production Manager');
    editor = await world.editor(ada);
    await editor.expandTo(editor.row('lamp.txt', /up to date/), 'art');
  });
  endWorld(() => world);

  const bytes = (path: string) => readFile(join(ada.folder, path), 'utf8');
  const isThere = (path: string) =>
    stat(join(ada.folder, path)).then(
      () => true,
      () => false,
    );

  it('makes a collection, refuses a name that a disk would not take, and says which would do', async () => {
    await editor.until(editor.quickInput.getByText(/A folder in art/).first(), () =>
      editor.contextMenu(editor.row('art'), 'New Collection'),
    );
    await editor.page.keyboard.type('aux');
    await editor.question(/"_aux" would do/);
    await editor.screenshot('name-refused');
    await editor.answer('old');
    await editor.row('old', /collection/).waitFor();
    await editor.holds(() => isThere('art/old'), 'the folder is on the disk');
  });

  it('renames by F2, the file on disk with it, and moves by the menu', async () => {
    await editor.select(editor.row('lamp.txt'));
    await editor.until(editor.quickInput.getByText(/Rename lamp\.txt/).first(), () =>
      editor.page.keyboard.press('F2'),
    );
    await editor.answer('lantern.txt');
    await editor.row('lantern.txt', /up to date, not sent yet, version 1/).waitFor();
    assert.equal(await bytes('art/lantern.txt'), 'lamp\n');
    assert.equal(await isThere('art/lamp.txt'), false);

    await editor.until(editor.quickInput.getByPlaceholder('Choose a collection'), () =>
      editor.contextMenu(editor.row('lantern.txt'), 'Move…'),
    );
    await editor.pick(/art\/old/);
    // Not the row that is still where it was: art/old is one level further in.
    const moved = editor.row('lantern.txt', /up to date, not sent yet, version 1/);
    await editor.expandTo(moved.and(editor.page.locator('[aria-level="3"]')), 'old');
    assert.equal(await bytes('art/old/lantern.txt'), 'lamp\n');
    await editor.syncWithKey();
    await editor.waitForStatus(/Up to date/);
  });

  it('frees space, and brings the file back', async () => {
    const asked = editor.dialog().filter({ hasText: 'Files with changes are left alone' });
    await editor.until(asked, () => editor.contextMenu(editor.row('lantern.txt'), 'Free Up Space'));
    await editor.screenshot('free-space');
    await asked.getByRole('button', { name: 'Remove', exact: true }).click();
    await editor.row('lantern.txt', /not on this disk/).waitFor();
    assert.equal(await isThere('art/old/lantern.txt'), false);
    await editor.inlineActionTo(
      editor.row('lantern.txt', /up to date/),
      editor.row('lantern.txt'),
      'Rebuild',
    );
    assert.equal(await bytes('art/old/lantern.txt'), 'lamp\n');
  });

  it('lists in Source Control what is outdated, and pulls it there', async () => {
    await ben.cairn(['sync']);
    await ben.cairn(['pull', '.']);
    await put(ben, 'art/old/lantern.txt', 'a lantern\n');
    await ben.cairn(['checkpoint', 'art/old/lantern.txt', '-m', 'Brass', '--sync']);
    await editor.syncWithKey();
    await editor.row('lantern.txt', /outdated/).waitFor();
    await editor.page
      .getByRole('tab', { name: /^Source Control/ })
      .first()
      .click();
    const list = editor.page.getByRole('tree', { name: 'Source Control Management' });
    const outdated = list.getByRole('treeitem', { name: /^lantern\.txt/ });
    await outdated.waitFor();
    await editor.screenshot('source-control-outdated');
    await editor.inlineActionAway(outdated, 'Pull');
    assert.equal(await bytes('art/old/lantern.txt'), 'a lantern\n');
  });

  it('does to several rows of all states what each of them takes, and says so where none does', async () => {
    await put(ben, 'art/tower.txt', 'a higher tower\n');
    await ben.cairn(['checkpoint', 'art/tower.txt', '-m', 'Higher', '--sync']);
    await put(ada, 'art/old/lantern.txt', 'a brass lantern\n');
    await put(ada, 'art/key.txt', 'key\n');
    await editor.showCairn();
    await editor.syncWithKey();
    const [edited, behind, fresh] = ['lantern.txt', 'tower.txt', 'key.txt'].map((name) => editor.row(name));
    assert.ok(edited && behind && fresh);
    for (const [name, words] of [
      ['lantern.txt', /modified/],
      ['tower.txt', /outdated/],
      ['key.txt', /untracked/],
    ] as const)
      await editor.row(name, words).waitFor();
    /** Each time on another of the three. */
    const choose = (row: Locator, title: string) => editor.menuOf([edited, behind, fresh], row, title);
    await choose(edited, 'Pull');
    await editor.row('tower.txt', /up to date/).waitFor();
    assert.equal(await bytes('art/tower.txt'), 'a higher tower\n');
    assert.equal(await bytes('art/old/lantern.txt'), 'a brass lantern\n');

    await editor.until(editor.quickInput.getByText(/^Checkpoint lantern\.txt/).first(), () =>
      choose(fresh, 'Checkpoint'),
    );
    await editor.answer('Brass');
    await editor.row('lantern.txt', /not sent yet, version 3/).waitFor();
    await editor.row('key.txt', /untracked/).waitFor();

    await choose(behind, 'Track');
    await editor.row('key.txt', /not sent yet, version 1/).waitFor();

    await choose(fresh, 'Copy Path');
    assert.deepEqual(
      (await editor.copied()).split('\n').toSorted(),
      ['art/key.txt', 'art/old/lantern.txt', 'art/tower.txt'].map((path) => join(ada.folder, path)),
    );

    await choose(fresh, 'Pull');
    await editor.notification('Nothing you selected is outdated.');
    await editor.page.keyboard.press('Escape');

    await put(ada, 'art/tower.txt', 'my tower\n');
    await editor.row('tower.txt', /modified/).waitFor();
    const asked = editor.dialog().filter({ hasText: 'Remove the working files of 2 items?' });
    await editor.until(asked, () => choose(behind, 'Free Up Space'));
    await editor.screenshot('free-mixed');
    await asked.getByRole('button', { name: 'Remove', exact: true }).click();
    for (const name of ['lantern.txt', 'key.txt']) await editor.row(name, /not on this disk/).waitFor();
    assert.equal(await bytes('art/tower.txt'), 'my tower\n');
  });
});
