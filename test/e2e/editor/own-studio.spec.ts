/** From nothing to a project on a studio of one's own, by what the welcome offers; then two windows, and two folders in one. */
import assert from 'node:assert/strict';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { put, World } from './world.ts';

describe('a first project, and its windows', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let editor: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.account('ada');
    await put(ada, 'art/lamp.txt', 'lamp\n');
    editor = await world.editor(ada);
  });
  afterEach(async function () {
    await world?.finish(this.currentTest?.state === 'failed' ? this.currentTest.title : undefined);
  });
  after(() => world?.stop());

  it('becomes a project by the button of the welcome, with its files in place', async () => {
    await editor.page.getByRole('button', { name: 'Create Project from this Folder' }).click();
    await editor.answer('Lighthouse');
    await editor.row('art', /untracked/).waitFor();
    await editor.inlineAction(editor.row('art'), 'Track');
    await editor.row('art', /collection/).waitFor();
    await editor.expandTo(editor.row('lamp.txt', /version 1/), 'art');
  });

  it('gets a studio of this machine by one command, is published there and synced', async () => {
    await editor.command('Cairn: Start a Local Studio…');
    await editor.question(/Your name at the studio/);
    await editor.answer('ada');
    await editor.question(/A password/);
    await editor.answer('correct horse battery');
    const started = await editor.notification(/The studio runs at http:\/\/127\.0\.0\.1:\d+/);
    await editor.screenshot('local-studio');
    await started.getByRole('button', { name: 'Publish Lighthouse There' }).click();
    await editor.waitForStatus(/↑/);
    await editor.syncWithKey();
    await editor.waitForStatus(/Up to date/);
    await editor.row('lamp.txt', /up to date/).waitFor();
  });

  const rowIn = (page: Page, name: string, words: RegExp) =>
    page
      .getByRole('tree', { name: /^Assets/ })
      .getByRole('treeitem', { name: new RegExp(`^\\s*${name},.*(?:${words.source})`, 'i') });
  const showCairn = async (page: Page) => {
    await page.getByRole('tab', { name: 'Cairn', exact: true }).first().click();
    await page.getByRole('tree', { name: /^Assets/ }).waitFor();
  };

  it('shows in a second window what the first one does', async () => {
    const second = await editor.page.context().newPage();
    await second.goto(editor.page.url());
    await showCairn(second);
    const art = rowIn(second, 'art', /collection/);
    await art.waitFor();
    if ((await art.getAttribute('aria-expanded')) !== 'true') await art.click();
    await rowIn(second, 'lamp\\.txt', /up to date/).waitFor();
    await appendFile(join(ada.folder, 'art/lamp.txt'), 'brighter\n');
    for (const row of [rowIn(second, 'lamp\\.txt', /modified/), editor.row('lamp.txt', /modified/)])
      await row.waitFor();
    await editor.inlineAction(editor.row('lamp.txt'), 'Checkpoint');
    await editor.answer('Brighter');
    await editor.row('lamp.txt', /not sent yet, version 2/).waitFor();
    // As when somebody turns to that window, which a browser without a screen does not tell.
    const again = 'Cairn: Look at the Working Folder Again';
    const palette = second.locator('.quick-input-widget');
    await second.keyboard.press('F1');
    await palette.locator('input[type=text]').first().fill(`>${again}`);
    await palette.getByRole('option', { name: again }).first().click();
    await rowIn(second, 'lamp\\.txt', /not sent yet, version 2/).waitFor();
    await second.close();
  });

  it('has two projects in one window, each with its own', async () => {
    const other = join(ada.folder, '..', 'other');
    await mkdir(join(other, 'music'), { recursive: true });
    await writeFile(join(other, 'music/theme.txt'), 'la la\n');
    await ada.cairn(['-C', other, 'init', '--name', 'Soundtrack']);
    const workspace = join(ada.folder, '..', 'both.code-workspace');
    await writeFile(workspace, JSON.stringify({ folders: [{ path: ada.folder }, { path: other }] }));
    const url = new URL(editor.page.url());
    url.searchParams.delete('folder');
    url.searchParams.set('workspace', workspace);
    const both = await editor.page.context().newPage();
    await both.goto(url.href);
    await showCairn(both);
    const tree = both.getByRole('tree', { name: /^Assets/ });
    for (const name of [/^\s*Lighthouse/, /^\s*Soundtrack/])
      await tree.getByRole('treeitem', { name }).waitFor();
    await both.screenshot({ path: join('test-results', 'screenshots', 'two-projects.png') });
    const soundtrack = tree.getByRole('treeitem', { name: /^\s*Soundtrack/ });
    if ((await soundtrack.getAttribute('aria-expanded')) !== 'true') await soundtrack.click();
    await rowIn(both, 'music', /untracked/).waitFor();
    assert.equal(await rowIn(both, 'music', /untracked/).count(), 1);
    await both.close();
  });
});
