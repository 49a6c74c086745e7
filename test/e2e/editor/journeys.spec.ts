/** Two members, each in an editor of their own: the days that Cairn is made for. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concept, rock } from '../../../scripts/sample/project.ts';
import { assertAccessible } from '../../support/axe.ts';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, put, World } from './world.ts';

const PROJECT = 'Lighthouse';
const CRATE = 'props/crate.png';

async function assertSameBytes(a: Member, b: Member, path: string): Promise<void> {
  const [left, right] = await Promise.all([a, b].map((member) => readFile(join(member.folder, path))));
  assert.ok(left?.equals(right ?? Buffer.alloc(0)), `${path} differs between ${a.name} and ${b.name}`);
}

describe('two members in the editor', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let ben: Member;
  let adas: Workbench;
  let bens: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    ben = await world.team.join('ben');
    await put(ada, 'notes/todo.md', '# To do\n');
    await world.team.publish(ada, PROJECT, ['notes']);
    await world.team.enlist(ada, ben, PROJECT, 'Supervisor');
    adas = await world.editor(ada);
    bens = await world.editor(ben);
    for (const editor of [adas, bens]) await editor.waitForStatus(/Up to date/);
  });
  endWorld(() => world);

  it('brings a new file from one to the other, byte for byte', async () => {
    await put(ada, CRATE, concept(640, 360, 0));
    await adas.expand('props');
    await adas.row('crate.png', /untracked/).waitFor();
    await adas.screenshot('1-untracked');
    const tracked = adas.row('crate.png', /not sent yet, version 1/);
    await adas.inlineActionTo(tracked, adas.row('crate.png'), 'Track');
    await adas.waitForStatus(/↑/);
    await adas.screenshot('2-tracked');

    await adas.syncWithKey();
    await adas.row('crate.png', /up to date, version 1/).waitFor();

    await bens.syncWithKey();
    await bens.expand('props');
    await bens.row('crate.png', /not on this disk/).waitFor();
    await bens.waitForStatus(/↓/);
    await bens.screenshot('3-rebuild');
    await bens.inlineActionTo(bens.row('crate.png', /up to date, version/), bens.row('crate.png'), 'Rebuild');
    await assertSameBytes(ada, ben, CRATE);
  });

  it('brings an edit from one to the other', async () => {
    await put(ada, CRATE, concept(640, 360, 0.5));
    await adas.row('crate.png', /modified/).waitFor();
    await adas.screenshot('4-modified');
    const off = adas.page.getByRole('button', { name: 'Sync after checkpoint: off' });
    await adas.inlineActionTo(off, adas.row('crate.png'), 'Checkpoint');
    await off.click();
    await adas.page.getByRole('button', { name: 'Sync after checkpoint: on' }).waitFor();
    await adas.screenshot('5-checkpoint');
    await adas.answer('Half way to dusk');
    await adas.row('crate.png', /up to date, version 2/).waitFor();

    await bens.syncWithKey();
    await bens.row('crate.png', /outdated/).waitFor();
    await bens.screenshot('6-outdated');
    await bens.inlineActionTo(bens.row('crate.png', /up to date, version 2/), bens.row('crate.png'), 'Pull');
    await assertSameBytes(ada, ben, CRATE);
  });

  it('asks what to do with equal names, and goes on from there', async () => {
    for (const [member, editor, seed] of [[ada, adas, 1] as const, [ben, bens, 9] as const]) {
      await put(member, 'rocks/basalt.png', rock(256, seed));
      await put(member, 'rocks/granite.png', rock(256, seed + 1));
      await editor.row('rocks', /untracked/).waitFor();
    }
    const collection = /collection, .*not sent yet/;
    await adas.inlineActionTo(adas.row('rocks', collection), adas.row('rocks'), 'Track');
    await adas.syncWithKey();
    await adas.waitForStatus(/Up to date/);

    await bens.inlineActionTo(bens.row('rocks', collection), bens.row('rocks'), 'Track');
    await bens.syncWithKey();
    const page = bens.webview;
    await page.getByRole('heading', { name: `Conflicts in ${PROJECT}` }).waitFor();
    await bens.waitForStatus(/conflict/i);
    await bens.screenshot('7-conflicts');
    await assertAccessible(bens.pageFrame());

    const card = (path: string) =>
      page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: path, exact: true }) });
    await card('rocks').getByRole('button', { name: 'Merge' }).click();
    await card('rocks/basalt.png').getByRole('button', { name: 'Rename mine' }).click();
    const name = page.getByRole('textbox', { name: 'New name for my basalt.png' });
    await name.fill('basalt_dark.png');
    await page.getByText('Rename mine to “basalt_dark.png”').waitFor();
    // Decisions are the engine's: closing the window takes nothing back.
    await page.getByText('2 of 3 decided').waitFor();
    await bens.reload();
    // A browser that is reloaded in haste may forget its open pages; the status bar leads back either way.
    await bens.waitForStatus(/conflict/i);
    await bens.statusItem.click();
    await page.getByText('2 of 3 decided').waitFor();
    await card('rocks/granite.png').getByRole('button', { name: 'Merge' }).click();
    await page.getByText('All 3 decided').waitFor();
    await bens.screenshot('8-decided');
    await page.getByRole('button', { name: 'Continue sync' }).click();

    await bens.page.getByRole('tab', { name: /^Conflicts/ }).waitFor({ state: 'detached' });
    await bens.waitForStatus(/↓/);
    await bens.expandTo(bens.row('basalt_dark.png', /up to date, version 1/), 'rocks');
    await bens.row('granite.png', /up to date, version 2/).waitFor();
    await bens.row('basalt.png', /not on this disk/).waitFor();
    await bens.screenshot('9-resolved');

    await adas.syncWithKey();
    await adas.expandTo(adas.row('granite.png', /outdated/), 'rocks');
    await adas.row('basalt_dark.png', /not on this disk/).waitFor();
    await adas.inlineActionTo(
      adas.row('granite.png', /up to date, version 2/),
      adas.row('granite.png'),
      'Pull',
    );
    await assertSameBytes(ada, ben, 'rocks/granite.png');
  });

  it('syncs by Ctrl+S in the tree, and saves by Ctrl+S in a text editor', async () => {
    await put(ben, 'notes/more.md', '# More\n');
    await bens.expand('notes');
    await bens.inlineActionTo(bens.row('more.md', /not sent yet/), bens.row('more.md'), 'Track');

    await bens.openRow(bens.row('todo.md'), 'todo.md');
    await bens.page.locator('.monaco-editor textarea, .monaco-editor .native-edit-context').first().focus();
    await bens.page.keyboard.press('Control+End');
    await bens.page.keyboard.type('Paint the lamp');
    await bens.page.locator('.tab.dirty').waitFor();
    await bens.save();
    await bens.page.locator('.tab.dirty').waitFor({ state: 'detached' });
    assert.match(await readFile(join(ben.folder, 'notes/todo.md'), 'utf8'), /Paint the lamp/);
    await bens.row('todo.md', /modified/).waitFor();
    // Saving sent nothing.
    await bens.row('more.md', /not sent yet/).waitFor();

    await bens.syncWithKey();
    await bens.row('more.md', /up to date, version/).waitFor();
    await bens.row('todo.md', /modified/).waitFor();
  });
});
