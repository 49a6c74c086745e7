/** The tree, its search and its history: one member alone, with files of all kinds. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concept } from '../../../scripts/sample/project.ts';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, put, World } from './world.ts';

interface Log {
  readonly checkpoints: readonly { readonly comment: string; readonly status: string }[];
}
interface Status {
  readonly assets: readonly { readonly path: string; readonly kind: string }[];
}

interface Trash {
  readonly items: readonly { readonly path: string }[];
}

const blob = (seed: number): Buffer => Buffer.alloc(5_000, Buffer.from([0, seed]));

describe('the tree and its history', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let editor: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    // More than the tree draws of one folder at once.
    for (let i = 0; i < 510; i++) await put(ada, `crowd/extra-${String(i).padStart(3, '0')}.txt`, `${i}`);
    await put(ada, 'art/hero.bin', blob(0));
    await put(ada, 'art/notes.md', '# One\n');
    await put(ada, 'art/sky.png', concept(64, 36, 0));
    await put(ada, 'props/sky.png', concept(64, 36, 1));
    await world.team.publish(ada, 'Lighthouse', ['art', 'crowd', 'props']);
    await put(ada, 'art/hero.bin', blob(1));
    await put(ada, 'art/notes.md', '# Two\n');
    await ada.cairn(['checkpoint', 'art', '-m', 'Second']);
    await ada.cairn(['set', 'crowd/extra-509.txt', '--status', 'review', '--type', 'cache']);
    await ada.cairn(['tag', 'crowd/extra-509.txt', '+lost']);
    editor = await world.editor(ada);
    await editor.waitForStatus(/↑/);
  });
  endWorld(() => world);

  const bytesOf = (path: string): Promise<Buffer> => readFile(join(ada.folder, path));
  const version = (number: number) =>
    editor.history.getByRole('treeitem', { name: new RegExp(`^version ${number},`) });

  it('checkpoints several rows with one comment and status, and keeps a comment that was not used', async () => {
    await put(ada, 'art/hero.bin', blob(2));
    await put(ada, 'art/notes.md', '# Three\n');
    await editor.expandTo(editor.row('hero.bin', /modified/), 'art');
    const both = [editor.row('hero.bin'), editor.row('notes.md', /modified/)];
    await editor.menuOf(both, editor.row('notes.md'), 'Checkpoint');
    await editor.question(/Checkpoint 2 items/);
    await editor.page.keyboard.type('Sharper edges');
    await editor.page.keyboard.press('Escape');
    await editor.focusAssets();
    await editor.page.keyboard.press('ControlOrMeta+Shift+C');
    await editor.question(/Checkpoint 2 items/);
    await editor.quickInput.getByRole('button', { name: 'Set a status' }).click();
    await editor.pick('approved');
    await editor.question(/Status: approved/);
    await editor.screenshot('checkpoint-several');
    await editor.page.keyboard.press('Enter');
    for (const name of ['hero.bin', 'notes.md'])
      await editor.row(name, /version 3, status approved/).waitFor();
    for (const path of ['art/hero.bin', 'art/notes.md']) {
      const { checkpoints } = (await ada.cairn(['log', path])) as Log;
      assert.deepEqual([checkpoints[0]?.comment, checkpoints[0]?.status], ['Sharper edges', 'approved']);
    }
  });

  it('moves rows that are dragged to another collection, and says which were not moved', async () => {
    await editor.select(editor.row('notes.md'), editor.row('sky.png'));
    await editor.row('sky.png').dragTo(editor.row('props'));
    await editor.notification(/1 of 2 was done, the rest is as it was\. .*props\/sky\.png exists already/);
    await editor.page.keyboard.press('Escape');
    const { assets } = (await ada.cairn(['status', '--all'])) as Status;
    const paths = assets.map(({ path }) => path);
    assert.ok(paths.includes('props/notes.md') && paths.includes('art/sky.png'), paths.slice(0, 9).join());
    assert.equal(String(await bytesOf('props/notes.md')), '# Three\n');
  });

  it('tracks a file that is dropped from outside', async () => {
    const drag = await editor.page.evaluateHandle(() => {
      const data = new DataTransfer();
      data.items.add(new File(['from elsewhere'], 'dropped.txt', { type: 'text/plain' }));
      return data;
    });
    for (const type of ['dragenter', 'dragover', 'drop'])
      await editor.row('props').dispatchEvent(type, { dataTransfer: drag });
    await editor.expandTo(editor.row('dropped.txt', /not sent yet, version 1/), 'props');
    assert.equal(String(await bytesOf('props/dropped.txt')), 'from elsewhere');
  });

  it('opens an old version of a text read-only, and says where one for another program lies', async () => {
    await editor.select(editor.row('notes.md'));
    await editor.openHistory();
    await editor.until(editor.page.getByRole('tab', { name: /^v1 notes\.md/ }), () => version(1).click());
    await editor.until(editor.page.getByText('A version stays as it is. Revert to it').first(), async () => {
      await editor.page.getByText('# One', { exact: true }).first().click();
      await editor.page.keyboard.type('x');
    });
    await editor.select(editor.row('hero.bin'));
    // Of the other file there is a version 2, too.
    await editor.history.getByRole('treeitem', { name: /^version 2, .*5\.0 KB/ }).click();
    const said = await editor.notification(/The file is \/.*v2 hero\.bin/);
    const [, file = ''] = /The file is (\/.*hero\.bin)/.exec((await said.textContent()) ?? '') ?? [];
    assert.ok((await readFile(file)).equals(blob(1)));
    await editor.page.keyboard.press('Escape');
  });

  it('reverts to a version, keeps edits that are in the way, and saves a copy', async () => {
    await put(ada, 'art/hero.bin', blob(9));
    await editor.select(editor.row('hero.bin', /modified/));
    await version(3).waitFor();
    const asked = editor.dialog().filter({ hasText: 'art/hero.bin has changes of yours' });
    await editor.inlineActionTo(asked, version(1), 'Revert to this Version');
    await editor.screenshot('revert-in-the-way');
    await asked.getByRole('button', { name: 'Checkpoint Mine First' }).click();
    await version(4).waitFor();
    await editor.row('hero.bin', /modified.*version 4/).waitFor();
    assert.ok((await bytesOf('art/hero.bin')).equals(blob(0)));
    await editor.contextMenu(version(4), 'Save a Copy of this Version');
    await editor.saveAs(join(ada.folder, '..', 'copy.bin'));
    await editor.notification(/Saved as .*copy\.bin/);
    assert.ok((await readFile(join(ada.folder, '..', 'copy.bin'))).equals(blob(9)));
  });

  it('reverts several to what they are based on, asking once what becomes of the edits', async () => {
    const edited = [
      ['art/hero.bin', blob(20)],
      ['props/notes.md', Buffer.from('# Scribbled\n')],
    ] as const;
    const before = [blob(9), Buffer.from('# Three\n')];
    for (const [path, content] of edited) await put(ada, path, content);
    await editor.expandTo(editor.row('hero.bin', /modified/), 'art');
    await editor.expandTo(editor.row('notes.md', /modified/), 'props');
    const both = [editor.row('hero.bin'), editor.row('notes.md')];
    const asked = editor.dialog().filter({ hasText: '2 files have changes of yours without a checkpoint' });
    await editor.menuOf(both, editor.row('notes.md'), 'Revert to a Version');
    await asked.getByRole('button', { name: 'Overwrite, Keeping a Copy' }).click();
    for (const name of ['hero.bin', 'notes.md']) await editor.row(name, /, up to date,/).waitFor();
    for (const [index, [path]] of edited.entries())
      assert.ok((await bytesOf(path)).equals(before[index] ?? Buffer.alloc(0)), path);
    const kept = await readdir(join(ada.folder, '.cairn', 'recovered'), { recursive: true });
    const bytes = await Promise.all(
      kept.map((name) => readFile(join(ada.folder, '.cairn', 'recovered', name)).catch(() => null)),
    );
    for (const [, content] of edited) assert.ok(bytes.some((found) => found?.equals(content)));
  });

  it('moves rows to the trash, restores one of them and purges another, asking first', async () => {
    for (const name of ['one', 'two']) await put(ada, `waste/${name}.txt`, name);
    await ada.cairn(['track', 'waste']);
    await editor.expandTo(editor.row('two.txt', /not sent yet/), 'waste');
    await editor.select(editor.row('one.txt'), editor.row('two.txt'));
    await editor.until(editor.dialog().getByText('Move 2 items to the trash?'), () =>
      editor.page.keyboard.press('Delete'),
    );
    await editor.dialog().getByRole('button', { name: 'Move to Trash' }).click();
    for (const name of ['one.txt', 'two.txt']) await editor.row(name).waitFor({ state: 'detached' });
    const trash = async () => ((await ada.cairn(['trash', 'list'])) as Trash).items.map(({ path }) => path);
    assert.deepEqual((await trash()).toSorted(), ['waste/one.txt', 'waste/two.txt']);

    await editor.command('Cairn: Open Trash…');
    const item = (path: string) => editor.quickInput.locator('.monaco-list-row').filter({ hasText: path });
    await item('waste/one.txt').hover();
    await item('waste/one.txt').getByRole('button', { name: 'Purge: give it up for good' }).click();
    const asked = editor.dialog().filter({ hasText: 'Purge waste/one.txt?' });
    await asked.getByText('This cannot be taken back').waitFor();
    await editor.screenshot('trash-purge');
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'detached' });
    assert.equal((await trash()).length, 2);

    await editor.command('Cairn: Open Trash…');
    await item('waste/one.txt').hover();
    await item('waste/one.txt').getByRole('button', { name: 'Purge: give it up for good' }).click();
    await asked.getByRole('button', { name: 'Purge', exact: true }).click();
    await asked.waitFor({ state: 'detached' });
    await editor.command('Cairn: Open Trash…');
    await item('waste/one.txt').waitFor({ state: 'detached' });
    await item('waste/two.txt').click();
    await editor.page.keyboard.press('Enter');
    await editor.notification(/Restored as waste\/two\.txt/);
    await editor.page.keyboard.press('Escape');
    await editor.expandTo(editor.row('two.txt'), 'waste');
    assert.deepEqual(await trash(), []);
  });

  it('syncs with Ctrl+S where nothing can be saved, and saves in a text editor, by what the settings say', async () => {
    const lastSync = async () => ((await ada.cairn(['status'])) as { lastSync: string | null }).lastSync;
    /** Presses, and waits until another sync is through. */
    const synced = async (where: string) => {
      const before = await lastSync();
      await editor.save();
      for (const deadline = Date.now() + 30_000; (await lastSync()) === before; )
        if (Date.now() > deadline) assert.fail(`no sync by the keys in ${where}`);
      await editor.waitForStatus(/Up to date|[↑↓]\d/);
    };
    /** After something that goes the same way, and was done since. */
    const nothingSynced = async (since: string | null) => assert.equal(await lastSync(), since);
    const text = editor.page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first();
    const dirty = editor.page.locator('.tab.dirty');
    const type = async (word: string) => {
      await text.focus();
      await editor.page.keyboard.press('ControlOrMeta+End');
      await editor.page.keyboard.type(word);
      await dirty.waitFor();
    };
    const saves = async (word: string) => {
      await type(word);
      await editor.save();
      await dirty.waitFor({ state: 'detached' });
      assert.ok(String(await bytesOf('props/notes.md')).includes(word));
    };
    await editor.command('View: Close All Editors');
    await editor.focusAssets();
    await synced('the tree');
    await editor.page.locator('.editor-group-container.empty').click();
    await synced('an empty editor area');
    await editor.contextMenu(editor.row('hero.bin'), 'What It Brings Down');
    await editor.webview.getByText(/^1 asset, /).click();
    await synced('a page');
    await editor.command('View: Show Explorer');
    await editor.page.getByRole('tree', { name: 'Files Explorer' }).focus();
    await synced('the Explorer');
    await editor.showCairn();

    let last = await lastSync();
    await editor.openRow(editor.row('notes.md'), 'notes.md');
    await saves('Saved with the keys. ');
    await text.focus();
    await editor.save();
    await editor.configure({ 'cairn.sync.keybindingInEditors': true });
    await saves('Saved still. ');
    await nothingSynced(last);
    await synced('an editor without changes, where the setting says so');
    last = await lastSync();
    await editor.configure({ 'cairn.sync.keybinding': false, 'cairn.sync.keybindingInEditors': true });
    await editor.focusAssets();
    await editor.save();
    await saves('Saved without the keys of Cairn. ');
    await text.focus();
    await editor.save();
    await editor.configure({});
    await nothingSynced(last);
    await editor.focusAssets();
    await synced('the tree again');
  });

  it('finds by status, type and tag what no row shows yet, and goes there', async () => {
    await editor.command('Cairn: Find Asset…');
    await editor.quickInput.getByRole('button', { name: /^Filter by state/ }).click();
    await editor.pick(/^State/);
    await editor.pick(/^not on this disk/);
    const field = editor.quickInput.locator('input[type=text]').first();
    await editor.page.waitForFunction(
      () =>
        document.querySelector<HTMLInputElement>('.quick-input-widget input[type=text]')?.value ===
        'state:rebuild ',
    );
    await field.fill('extra status:review type:cache tag:lost');
    await editor.onlyOption('crowd/extra-509.txt');
    await editor.screenshot('find');
    await editor.page.keyboard.press('Enter');
    await editor.row('extra-509.txt', /status review/).waitFor();
    const more = editor.assets.getByRole('treeitem', { name: /^Show more \(9\)/ });
    await editor.until(editor.row('extra-500.txt'), () => more.click());
    await more.waitFor({ state: 'detached' });
  });
});
