/** The kinds of conflicts that seldom happen, each made by two people with the real engine, and decided by keys. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assertAccessible } from '../../support/axe.ts';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, pressByKeys, put, World } from './world.ts';

describe('conflicts that seldom happen', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let ben: Member;
  let editor: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    ben = await world.team.join('ben');
    for (const path of ['left/one.txt', 'right/two.txt', 'art/fir.txt', 'art/elm.txt'])
      await put(ada, path, `${path}\n`);
    await world.team.publish(ada, 'Quarry', ['left', 'right', 'art']);
    await world.team.enlist(ada, ben, 'Quarry', 'Production Manager');

    await ada.cairn(['mv', 'left', 'right/left']);
    await put(ada, 'art/box/lid.txt', 'lid\n');
    await ada.cairn(['track', 'art/box']);
    await put(ada, 'art/fir.txt', 'fir of ada\n');
    await ada.cairn(['checkpoint', 'art/fir.txt', '-m', 'Needles']);
    await ada.cairn(['set', 'art/elm.txt', '--task']);
    await ada.cairn(['assign', 'art/elm.txt', 'ada']);
    await ada.cairn(['sync']);

    await ben.cairn(['mv', 'right', 'left/right']);
    await put(ben, 'art/box', 'a file without an ending\n');
    await ben.cairn(['track', 'art/box']);
    await ben.cairn(['rm', 'art/fir.txt']);
    await put(ben, 'art/elm.txt', 'elm of ben\n');
    await ben.cairn(['checkpoint', 'art/elm.txt', '-m', 'Bark']);
    editor = await world.editor(ben);
    await editor.waitForStatus(/↑/);
  });
  endWorld(() => world);

  it('file and folder, trashed here, a loop of moves and a lost lock are told apart and decided by keys', async () => {
    const page = editor.webview;
    const card = (path: string) =>
      page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: path, exact: true }) });
    const decide = (path: string, choice: string) =>
      pressByKeys(editor, card(path).getByRole('button', { name: choice }));
    /** Types into the field that the choice has led to. */
    const type = async (label: string, name: string) => {
      const field = page.getByRole('textbox', { name: label });
      await editor.until(field.and(page.locator(':focus')), async () => undefined);
      // Selecting all by its key goes the way through the editor, and comes after what is typed meanwhile.
      await editor.page.keyboard.press('Home');
      await editor.page.keyboard.press('Shift+End');
      await editor.page.keyboard.type(name);
      await page.getByText(`“${name}”`).first().waitFor();
    };
    await editor.syncWithKey();
    await page.getByText('0 of 4 decided').waitFor();
    for (const [path, kind] of [
      ['art/box', 'File and folder'],
      ['art/fir.txt', 'Trashed here, worked on there'],
      ['right', 'Moves form a loop'],
      ['art/elm.txt', 'Assigned to somebody else'],
    ] as const)
      await card(path).getByText(kind).waitFor();
    await editor.screenshot('conflicts-seldom');
    await assertAccessible(editor.pageFrame());

    await decide('art/elm.txt', 'Show all versions of art/elm.txt');
    const mine = card('art/elm.txt').getByRole('group', { name: 'All my versions' });
    await mine.getByText(/version 2 Bark/).waitFor();
    const theirs = card('art/elm.txt').getByRole('group', { name: 'All versions on the studio' });
    await theirs.getByText(/version 1 First version/).waitFor();
    assert.equal(await theirs.getByText('Bark').count(), 0);
    await editor.screenshot('conflicts-versions');
    await assertAccessible(editor.pageFrame());

    await decide('art/box', 'Rename mine');
    await type('New name for my box', 'box-of-ben');
    await decide('art/fir.txt', 'Keep theirs');
    await decide('right', 'Move mine elsewhere');
    await type('New place for my right', 'art/right');
    await editor.screenshot('conflicts-loop');
    await decide('art/elm.txt', 'Keep mine apart');
    await type('New name for my elm.txt', 'elm-of-ben.txt');
    await page.getByText('All 4 decided').waitFor();
    await editor.screenshot('conflicts-seldom-decided');
    await pressByKeys(editor, page.getByRole('button', { name: 'Continue sync' }));
    await editor.page.getByRole('tab', { name: /^Conflicts/ }).waitFor({ state: 'detached' });
    await editor.waitForStatus(/↓|Up to date/);

    for (const member of [ada, ben]) {
      await member.cairn(['sync']);
      await member.cairn(['pull', '.']);
      await member.cairn(['rebuild', '.']);
    }
    const expected = {
      'art/box-of-ben': 'a file without an ending\n',
      'art/box/lid.txt': 'lid\n',
      'art/fir.txt': 'fir of ada\n',
      'art/right/left/one.txt': 'left/one.txt\n',
      'art/right/two.txt': 'right/two.txt\n',
      'art/elm-of-ben.txt': 'elm of ben\n',
      'art/elm.txt': 'art/elm.txt\n',
    };
    for (const member of [ada, ben])
      for (const [path, content] of Object.entries(expected))
        assert.equal(await readFile(join(member.folder, path), 'utf8'), content, `${member.name} ${path}`);
  });
});
