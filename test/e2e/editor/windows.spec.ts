/** More than one project, more than one window, and a folder that is not trusted yet. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, put, World } from './world.ts';

describe('windows of the editor', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let editor: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    await put(ada, 'art/rock.txt', 'rock\n');
    await world.team.publish(ada, 'Lighthouse', ['art']);
    // A second project beside the first, on this machine alone.
    const other = join(dirname(ada.folder), 'other');
    await mkdir(other);
    await writeFile(join(other, 'reel.txt'), 'reel\n');
    await ada.cairn(['-C', other, 'init', '--name', 'Reel']);
    const workspace = join(dirname(ada.folder), 'both.code-workspace');
    await writeFile(workspace, JSON.stringify({ folders: [{ path: ada.folder }, { path: other }] }));
    editor = await world.editor(ada, { folder: workspace, workspaceTrust: true });
  });
  endWorld(() => world);

  it('shows a folder that is not trusted, and changes nothing in it until it is', async () => {
    await editor.expandTo(editor.row('rock.txt', /up to date, version/), 'art');
    await put(ada, 'art/moss.txt', 'moss\n');
    await editor.expandTo(editor.row('moss.txt', /untracked/), 'art');
    const trust = editor.page.getByRole('button', { name: 'Trust', exact: true });
    await editor.inlineActionTo(trust, editor.row('moss.txt', /untracked/), 'Track');
    await editor.screenshot('not-trusted');
    const { counts } = (await ada.cairn(['status'])) as { counts: { untracked?: number } };
    assert.equal(counts.untracked, 1);
    await trust.click();
    const editorOfTrust = editor.page.locator('.monaco-modal-editor-block');
    await editorOfTrust.getByText('You trust this workspace').waitFor();
    await editorOfTrust
      .getByRole('button', { name: /^Close/ })
      .first()
      .click();
    await editorOfTrust.waitFor({ state: 'detached' });
    await editor.notification(/This folder is not trusted: Cairn shows it and changes nothing in it/);
    await editor.page.keyboard.press('Escape');
    await editor.inlineActionTo(editor.row('moss.txt', /not sent yet/), editor.row('moss.txt'), 'Track');
  });

  it('has each project of the window as a root of its own, and the status bar says which one it means', async () => {
    await editor.row('Lighthouse', /project/).waitFor();
    await editor.row('reel.txt', /untracked/).waitFor();
    await editor.select(editor.row('Reel', /project/));
    await editor.waitForStatus(/not published \(Reel\)/);
    await editor.select(editor.row('moss.txt'));
    await editor.waitForStatus(/↑\d+ \(Lighthouse\)/);
    await editor.screenshot('two-projects');
    await editor.syncWithKey();
    await editor.waitForStatus(/Up to date \(Lighthouse\)/);
  });

  it('shows in a second window, and in the first, what was done in the other or by a program, by itself', async () => {
    const second = await editor.another();
    await second.showCairn();
    await second.expandTo(second.row('moss.txt', /up to date, version/), 'art');
    // Nobody turns to the second window from here on, and no command is given in it.
    await editor.page.bringToFront();
    await put(ada, 'art/fern.txt', 'fern\n');
    await editor.inlineActionTo(editor.row('fern.txt', /not sent yet/), editor.row('fern.txt'), 'Track');
    await second.row('fern.txt', /not sent yet, version 1/).waitFor();
    await editor.select(editor.row('fern.txt'));
    await editor.syncWithKey();
    for (const window of [editor, second]) await window.row('fern.txt', /up to date, version 1/).waitFor();
    await ada.cairn(['set', 'art/fern.txt', '--status', 'review']);
    for (const window of [editor, second])
      await window.row('fern.txt', /not sent yet, version 1, status review/).waitFor();
    await editor.waitForStatus(/↑1 \(Lighthouse\)/);
    await ada.cairn(['sync']);
    await editor.waitForStatus(/Up to date \(Lighthouse\)/);
  });

  it("ticks in the editor's Welcome page which of the first steps are behind the user already", async () => {
    await editor.command('Help: Welcome');
    const page = editor.page.locator('.gettingStartedContainer');
    await editor.until(page.getByText('From files in a folder to a team that shares them.'), async () => {
      await page
        .getByRole('button', { name: /^First Steps with Cairn/ })
        .first()
        .click({ timeout: 5_000 });
    });
    for (const step of ['Make a project, or join one', 'Connect to a studio'])
      await page
        .locator('.getting-started-step', { hasText: step })
        .locator('.codicon-getting-started-step-checked')
        .waitFor();
    await editor.screenshot('welcome-page-steps');
  });
});
