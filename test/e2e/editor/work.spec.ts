/** A day's work with one studio: history and comparing, Source Control, looking ahead. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { concept } from '../../../scripts/sample/project.ts';
import { assertAccessible } from '../../support/axe.ts';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, put, World } from './world.ts';

const PROJECT = 'Lighthouse';

interface Log {
  readonly checkpoints: readonly {
    readonly comment: string;
    readonly preview: { readonly mediaType: string } | null;
  }[];
}

describe('working in the editor', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let editor: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    await put(ada, 'art/tower.png', concept(480, 270, 0));
    await put(ada, 'art/notes.md', '# Tower\n');
    await world.team.publish(ada, PROJECT, ['art']);
    await put(ada, 'art/tower.png', concept(480, 270, 0.8));
    await put(ada, 'art/notes.md', '# Tower\n\nWarmer windows\n');
    await ada.cairn(['checkpoint', 'art', '-m', 'Dusk, with lit windows', '--status', 'review']);
    editor = await world.editor(ada);
    await editor.waitForStatus(/↑/);
    await editor.expand('art');
  });
  endWorld(() => world);

  /** Where the extension keeps what is no project's. */
  const storage = () =>
    join(dirname(ada.folder), 'vscode', 'data', 'User', 'globalStorage', 'cairn-vc.cairn');

  it('compares two versions of an image, side by side and under a slider', async () => {
    await editor.select(editor.row('tower.png'));
    await editor.openHistory();
    const newest = editor.history.getByRole('treeitem', { name: /version 2.*Dusk, with lit windows/ });
    await newest.waitFor();
    assert.match((await newest.getAttribute('aria-label')) ?? '', /status review/);
    await editor.screenshot('history');
    const page = editor.webview;
    const heading = page.getByRole('heading', { name: 'Compare art/tower.png' });
    await editor.inlineActionTo(heading, newest, 'Compare with the Version Before');
    for (const name of ['version 1', 'version 2']) await page.getByRole('img', { name }).waitFor();
    await page.getByText('480 × 270 pixels').nth(1).waitFor();
    await editor.screenshot('compare-beside');
    await page.getByRole('radio', { name: 'Slider' }).check();
    const slider = page.getByRole('slider', { name: 'How much of version 1 is seen' });
    await slider.focus();
    await editor.page.keyboard.press('ArrowRight');
    await slider.and(page.locator('[aria-valuetext="51% version 1, 49% version 2"]')).waitFor();
    await editor.screenshot('compare-slider');
    await editor.page.getByRole('tab', { name: /^tower\.png: version 1 and version 2/ }).waitFor();
  });

  it('puts a version into the trash and takes it out again, never the newest', async () => {
    await put(ada, 'art/tower.png', concept(480, 270, 0.9));
    await ada.cairn(['checkpoint', 'art/tower.png', '-m', 'Darker']);
    await editor.select(editor.row('tower.png', /version 3/));
    const version = (number: number) =>
      editor.history.getByRole('treeitem', { name: new RegExp(`^version ${number},`) });
    await editor.contextMenu(version(3), 'Move this Version to the Trash');
    await editor.notification(/newest version of art\/tower\.png cannot go to the trash/);
    await editor.page.keyboard.press('Escape');
    await editor.contextMenu(version(2), 'Move this Version to the Trash');
    const trash = editor.history.getByRole('treeitem', { name: 'In the trash: 1 version' });
    await trash.waitFor();
    await version(2).waitFor({ state: 'detached' });
    const trashed = editor.history.getByRole('treeitem', { name: /^version 2,.*in the trash/ });
    await editor.until(trashed, () => trash.click());
    await editor.screenshot('history-trash');
    await editor.contextMenu(version(2), 'Restore this Version');
    await trash.waitFor({ state: 'detached' });
    await version(2).waitFor();
  });

  it('shows what differs between versions of a text, and with the working file', async () => {
    await put(ada, 'art/notes.md', '# Tower\n\nCooler windows\n');
    await editor.row('notes.md', /modified/).waitFor();
    await editor.contextMenu(editor.row('notes.md'), 'Compare with the Working File');
    await editor.page.getByRole('tab', { name: /^notes\.md: version 2 and working file/ }).waitFor();
    await editor.page.locator('.monaco-diff-editor .line-insert').first().waitFor();
    await editor.screenshot('compare-text');
    // A page that was hidden is made anew, as it was left.
    await editor.page.getByRole('tab', { name: /^tower\.png: version 1 and version 2/ }).click();
    await editor.webview.getByRole('img', { name: 'version 2' }).waitFor();
    await editor.webview.getByRole('radio', { name: 'Slider', checked: true }).waitFor();
  });

  it('checkpoints from the Source Control view, with what is written there as the comment', async () => {
    await put(ada, 'art/new.png', concept(320, 180, 0.3));
    await editor.row('new.png', /untracked/).waitFor();
    await editor.page
      .getByRole('tab', { name: /^Source Control/ })
      .first()
      .click();
    const list = editor.page.getByRole('tree', { name: 'Source Control Management' });
    await list.getByRole('treeitem', { name: /^notes\.md/ }).waitFor();
    await list.getByRole('treeitem', { name: /^new\.png/ }).waitFor();
    const box = editor.page.locator('.scm-editor').first();
    await editor.until(box.getByText('Cooler windows after all'), async () => {
      await box.click();
      await editor.page.keyboard.press('ControlOrMeta+A');
      await editor.page.keyboard.type('Cooler windows after all');
    });
    await editor.screenshot('source-control');
    await editor.page.keyboard.press('Control+Enter');
    await list.getByRole('treeitem', { name: /^notes\.md/ }).waitFor({ state: 'detached' });
    const { checkpoints } = (await ada.cairn(['log', 'art/notes.md'])) as Log;
    assert.equal(checkpoints[0]?.comment, 'Cooler windows after all');
    await editor.inlineActionAway(list.getByRole('treeitem', { name: /^new\.png/ }), 'Track');
    await editor.showCairn();
    await editor.row('new.png', /not sent yet, version 1/).waitFor();
  });

  it('says what will sync before anything leaves, and what an assignment brings down', async () => {
    await ada.cairn(['depend', 'art/tower.png', '--on', 'art/notes.md']);
    await editor.contextMenu(editor.row('tower.png'), 'What It Brings Down');
    const page = editor.webview;
    await page.getByText(/^2 assets, .*all of it is on this machine/).waitFor();
    await page.getByRole('row', { name: /art\/notes\.md needed by art\/tower\.png/ }).waitFor();
    await assertAccessible(editor.pageFrame());
    await editor.screenshot('needs');

    await editor.command('Cairn: What Will Sync?');
    await editor.question(/changes go up, at most .* of content/);
    await editor.quickInput
      .getByRole('option', { name: /art\/notes\.md/ })
      .first()
      .waitFor();
    await editor.screenshot('what-will-sync');
    await editor.row('tower.png', /not sent yet/).waitFor();
    await editor.pick(/Sync now/);
    await editor.row('tower.png', /up to date, version/).waitFor();
    await editor.waitForStatus(/Up to date/);
  });

  it('lists what an asset needs where one of it is to go', async () => {
    await editor.contextMenu(editor.row('tower.png'), 'Dependencies');
    await editor.pick(/It no longer needs/);
    await editor.onlyOption('art/notes.md');
    await editor.pick(/art\/notes\.md/);
    await editor.contextMenu(editor.row('tower.png'), 'What It Brings Down');
    await editor.webview.getByText(/^1 asset, /).waitFor();

    await editor.contextMenu(editor.row('tower.png'), 'Dependencies');
    await editor.pick(/It needs/);
    await editor.pick(/art\/notes\.md/);
    // The page that is open follows, also where the row in the tree shows nothing else than before.
    await editor.webview.getByText(/^2 assets, /).waitFor();
  });

  it('offers the same for a collection', async () => {
    await editor.contextMenu(editor.row('art'), 'Dependencies');
    await editor.question(/Dependencies of art/);
    await editor.page.keyboard.press('Escape');
    await editor.quickInput.waitFor({ state: 'hidden' });
  });

  it('takes the preview of a checkpoint from a file', async () => {
    const image = join(dirname(ada.folder), 'lamp.png');
    await writeFile(image, concept(64, 36, 0.6));
    await put(ada, 'art/notes.md', '# Tower\n\nA lamp, perhaps\n');
    await editor.inlineActionTo(
      editor.quickInput.getByText('Checkpoint notes.md'),
      editor.row('notes.md', /modified/),
      'Checkpoint',
    );
    await editor.quickInput.getByRole('button', { name: 'Add a preview image' }).click();
    await editor.pick(/From a file/);
    await editor.openFile(image);
    await editor.question(/Preview: lamp\.png\./);
    await editor.answer('Perhaps a lamp');
    await editor.row('notes.md', /version 4/).waitFor();
    const { checkpoints } = (await ada.cairn(['log', 'art/notes.md'])) as Log;
    assert.deepEqual(
      [checkpoints[0]?.comment, checkpoints[0]?.preview?.mediaType],
      ['Perhaps a lamp', 'image/png'],
    );
    assert.equal(checkpoints[1]?.preview, null);
  });

  it('takes the preview of a checkpoint from the clipboard, by keys alone', async () => {
    await put(ada, 'art/notes.md', '# Tower\n\nA lamp, as drawn\n');
    await editor.select(editor.row('notes.md', /modified/));
    await editor.copyImage(concept(1_600, 900, 0.4));
    await editor.command('Cairn: Checkpoint…');
    await editor.quickInput.getByRole('button', { name: 'Add a preview image' }).click();
    await editor.pick(/From the clipboard/);
    const page = editor.webview;
    await page.getByRole('group', { name: 'The image' }).and(page.locator(':focus')).waitFor();
    await editor.until(page.getByRole('img', { name: 'The image that was pasted' }), () =>
      editor.page.keyboard.press('ControlOrMeta+V'),
    );
    await assertAccessible(editor.pageFrame());
    await editor.screenshot('preview-pasted');
    await page.getByRole('button', { name: 'Use this image' }).and(page.locator(':focus')).waitFor();
    await editor.page.keyboard.press('Enter');
    await editor.question(/Preview: /);
    await editor.screenshot('preview-chosen');
    await editor.answer('As drawn');
    await editor.row('notes.md', /version 5/).waitFor();
    const { checkpoints } = (await ada.cairn(['log', 'art/notes.md'])) as Log;
    assert.deepEqual(
      [checkpoints[0]?.comment, checkpoints[0]?.preview?.mediaType],
      ['As drawn', 'image/jpeg'],
    );
    // Kept with the checkpoint, it does not stay behind.
    const left = async () => (await readdir(join(storage(), 'pasted'))).length;
    await editor.holds(async () => (await left()) === 0, 'the pasted image is gone');
    const row = editor.history.getByRole('treeitem', { name: /^version 5, As drawn/ });
    await row.locator('[style*="data:image"]').waitFor();
    await editor.screenshot('preview-in-history');
  });

  it('goes on with the checkpoint where an image cannot be kept', async () => {
    // A file where the folder of pasted images would be made.
    await rm(join(storage(), 'pasted'), { recursive: true, force: true });
    await writeFile(join(storage(), 'pasted'), '');
    await put(ada, 'art/notes.md', '# Tower\n\nA lamp\n');
    await editor.select(editor.row('notes.md', /modified/));
    await editor.command('Cairn: Checkpoint…');
    await editor.quickInput.getByRole('button', { name: 'Add a preview image' }).click();
    await editor.pick(/From the clipboard/);
    const page = editor.webview;
    await page.getByRole('heading', { name: 'Preview of the checkpoint' }).waitFor();
    await editor.until(page.getByRole('img', { name: 'The image that was pasted' }), async () => {
      await page.getByRole('group', { name: 'The image' }).click();
      await editor.page.keyboard.press('ControlOrMeta+V');
    });
    await page.getByRole('button', { name: 'Use this image' }).click();
    await editor.answer('The lamp');
    await editor.row('notes.md', /version 6/).waitFor();
    await editor.notification(/pasted.* is in the way/);
    await editor.page.keyboard.press('Escape');
  });

  it('stops a sync and a revert that take long where the user cancels, and goes on from there', async () => {
    const slowly = { 'cairn.transfer.limit': 2 };
    const wide = randomBytes(500_000);
    await put(ada, 'art/sky.bin', wide);
    await editor.row('sky.bin', /untracked/).waitFor();
    await editor.inlineActionTo(editor.row('sky.bin', /not sent yet/), editor.row('sky.bin'), 'Track');
    await editor.configure(slowly);
    await editor.pressSync();
    await editor.waitForStatus(/Uploading/);
    await editor.statusItem.click();
    const asked = await editor.notification(/Lighthouse is syncing\. What was transferred is kept/);
    await editor.screenshot('cancel-sync');
    await asked.getByRole('button', { name: 'Cancel Sync' }).click();
    await editor.waitForStatus(/↑/);
    await editor.row('sky.bin', /not sent yet/).waitFor();
    await editor.configure({});
    await editor.syncWithKey();
    await editor.row('sky.bin', /up to date, version 1/).waitFor();

    // The first version's content is on the studio only, then.
    await put(ada, 'art/sky.bin', 'narrow');
    await ada.cairn(['checkpoint', 'art/sky.bin', '-m', 'Narrow', '--sync']);
    await ada.cairn(['gc']);
    await editor.select(editor.row('sky.bin', /up to date, version 2/));
    await editor.openHistory();
    const first = editor.history.getByRole('treeitem', { name: /^version 1,.*content not on this disk/ });
    await editor.configure(slowly);
    await editor.contextMenu(first, 'Revert to this Version');
    const progress = await editor.notification(/Reverting art\/sky\.bin to version 1/);
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await progress.waitFor({ state: 'detached' });
    assert.equal(String(await readFile(join(ada.folder, 'art/sky.bin'))), 'narrow');
    await editor.configure({});
    // Chosen once: a second time it would ask what becomes of what the first one wrote.
    await editor.contextMenu(first, 'Revert to this Version');
    await editor.row('sky.bin', /modified/).waitFor();
    assert.ok((await readFile(join(ada.folder, 'art/sky.bin'))).equals(wide));
  });

  it('needs no mouse, and has a name for each thing that keys lead to', async () => {
    const { keyboard } = editor.page;
    /** What a screen reader says of the row that keys have chosen. */
    const said = (tree: Locator): Promise<string> =>
      tree.evaluate((node) => {
        const id = node.getAttribute('aria-activedescendant') ?? '';
        return document.getElementById(id)?.getAttribute('aria-label') ?? '';
      });
    const hasFocus = (tree: Locator) => tree.and(editor.page.locator(':focus-within')).waitFor();
    const goTo = async (tree: Locator, row: RegExp): Promise<void> => {
      await hasFocus(tree);
      await editor.holds(async () => {
        await keyboard.press('Home');
        return (await said(tree)) !== '';
      }, 'keys have chosen a row');
      for (let steps = 0; !row.test(await said(tree)); steps++) {
        assert.ok(steps < 40, `keys do not lead to ${row}`);
        assert.match(await said(tree), /^\S.*, /, 'a row says what it is');
        await keyboard.press('ArrowDown');
      }
    };
    /** Opens the menu of the chosen row and leaves it again. */
    const menu = async (tree: Locator, name: string): Promise<void> => {
      const item = editor.page.getByRole('menuitem', { name }).first();
      await editor.until(item, () => keyboard.press('Shift+F10'));
      await keyboard.press('Escape');
      await item.waitFor({ state: 'hidden' });
      await hasFocus(tree);
    };
    await editor.command('View: Close All Editors');
    await editor.command('Cairn: Focus on Assets View');
    await goTo(editor.assets, /^notes\.md, asset, /);
    await menu(editor.assets, 'History');
    await keyboard.press('Enter');
    await editor.page.getByRole('tab', { name: /^notes\.md/ }).waitFor();
    await editor.command('Cairn: Focus on History View');
    await editor.history.getByRole('treeitem', { name: /^version 1, First version, / }).waitFor();
    await goTo(editor.history, /^version 1, First version, /);
    await menu(editor.history, 'Compare Two Versions…');
    await keyboard.press('Enter');
    await editor.page.getByRole('tab', { name: /^v1 notes\.md/ }).waitFor();
    await ada.cairn(['set', 'art/notes.md', '--status', 'wip']);
    await editor.waitForStatus(/↑1/);
    await editor.command('View: Focus Status Bar');
    await hasFocus(editor.page.locator('[id="workbench.parts.statusbar"]'));
    const focused = () =>
      editor.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    for (let steps = 0; !/^Cairn: /.test(await focused()); steps++) {
      assert.ok(steps < 20, 'keys do not lead to the item of the status bar');
      await keyboard.press('ArrowRight');
    }
    assert.match(await focused(), /^Cairn: ↑1\. 1 change of yours is not sent yet\..*Click to sync\./);
    await keyboard.press('Enter');
    await editor.waitForStatus(/Up to date/);
  });
});
