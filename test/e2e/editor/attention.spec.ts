/** What needs a person's attention, and the ways out of it: edits that gave way, refusals, conflicts, and files renamed outside of Cairn. */
import assert from 'node:assert/strict';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { MAX_COMMENT } from '../../../proto/limits.ts';
import { assertAccessible } from '../../support/axe.ts';
import { lengthenComment, projectFileOf, refuseName } from '../../support/projectFile.ts';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, pressByKeys, put, World } from './world.ts';

interface Status {
  readonly assets: readonly {
    readonly path: string;
    readonly status: string | null;
    readonly tags: readonly string[];
  }[];
}

interface Log {
  readonly checkpoints: readonly { readonly comment: string }[];
}

describe('what needs attention', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let ben: Member;
  let editor: Workbench;
  let attention: Locator;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    ben = await world.team.join('ben');
    for (const name of ['rock', 'tree', 'moss', 'oak', 'fir', 'elm'])
      await put(ada, `art/${name}.txt`, `${name}\n`);
    await world.team.publish(ada, 'Forest', ['art']);
    await world.team.enlist(ada, ben, 'Forest', 'Production Manager');
    await ben.cairn(['pull', '.']);
    await ben.cairn(['rebuild', '.']);
    // Both set the same field; whoever syncs first has it, and the other one's is listed.
    for (const [member, status] of [
      [ada, 'review'],
      [ben, 'wip'],
    ] as const)
      for (const name of ['rock', 'tree']) await member.cairn(['set', `art/${name}.txt`, '--status', status]);
    await ada.cairn(['sync']);
    editor = await world.editor(ben);
    attention = editor.page.getByRole('tree', { name: /^Needs Attention/ });
    await editor.waitForStatus(/↑/);
    await editor.syncWithKey();
    await editor.expand('art');
  });
  endWorld(() => world);

  const statusOf = async (member: Member, path: string) =>
    ((await member.cairn(['status', '--all'])) as Status).assets.find((one) => one.path === path)?.status;
  const needs = (path: string): Locator =>
    attention.getByRole('treeitem', {
      name: new RegExp(`^${path}, status: theirs is "review", mine was "wip"`),
    });

  const refused = (path: string): Locator =>
    attention.getByRole('treeitem', { name: new RegExp(`^${path}, refused: `) });
  const card = (path: string): Locator =>
    editor.webview
      .getByRole('listitem')
      .filter({ has: editor.webview.getByRole('heading', { name: path, exact: true }) });
  /** What Cairn's icon in the activity bar says behind its name. */
  const onIcon = (words: RegExp) =>
    editor.page
      .getByRole('tab', { name: new RegExp(`^Cairn${words.source}`) })
      .first()
      .waitFor();
  const press = (target: Locator) => pressByKeys(editor, target);

  it('sets an edit that gave way again, or lets it go', async () => {
    await needs('art/rock.txt').waitFor();
    await onIcon(/ - 2 things need you/);
    await editor.screenshot('needs-attention');
    await editor.inlineActionAway(needs('art/rock.txt'), 'Apply Mine Again');
    await onIcon(/ - 1 thing needs you/);
    await editor.inlineActionAway(needs('art/tree.txt'), 'Discard Mine');
    // Nothing on the icon, and no view where there is nothing to be shown.
    await onIcon(/$/);
    await attention.waitFor({ state: 'detached' });
    await editor.syncWithKey();
    await editor.waitForStatus(/Up to date/);
    await ada.cairn(['sync']);
    assert.equal(await statusOf(ada, 'art/rock.txt'), 'wip');
    assert.equal(await statusOf(ada, 'art/tree.txt'), 'review');
  });

  it('keeps what the studio refuses, counts it on the icon, and sends it when it may', async () => {
    await ben.cairn(['tag', 'art/moss.txt', '+wet']);
    await put(ada, 'art/secret.txt', 'only for whoever is assigned\n');
    await ada.cairn(['track', 'art/secret.txt', '-m', 'Hush', '--sync']);
    await ada.cairn(['member', 'add', 'ben', '--role', 'Vendor']);
    await editor.syncWithKey();
    const moss = attention.getByRole('treeitem', {
      name: /^art\/moss\.txt, refused: your role does not allow it/,
    });
    await moss.waitFor();
    await onIcon(/ - 1 thing needs you/);
    await editor.row('moss.txt', /refused by the studio/).waitFor();
    await editor.row('secret.txt', /metadata only/).waitFor();
    await editor.screenshot('refused');
    await ada.cairn(['member', 'add', 'ben', '--role', 'Production Manager']);
    await editor.inlineActionAway(moss, 'Try Again Now');
    await onIcon(/$/);
    await ada.cairn(['sync']);
    const { assets } = (await ada.cairn(['status', '--all'])) as Status;
    assert.deepEqual(assets.find(({ path }) => path === 'art/moss.txt')?.tags, ['wet']);
  });

  it('offers what was renamed on disk as a rename, which is accepted or not', async () => {
    const move = (from: string, to: string) => rename(join(ben.folder, from), join(ben.folder, to));
    await move('art/rock.txt', 'art/boulder.txt');
    await editor.row('boulder.txt', /renamed outside of Cairn/).waitFor();
    await editor.screenshot('rename-offer');
    const accepted = editor.row('boulder.txt', /not sent yet, version 1/);
    await editor.inlineActionTo(accepted, editor.row('boulder.txt'), 'Accept as Renamed');
    await editor.row('rock.txt').waitFor({ state: 'detached' });
    await move('art/moss.txt', 'art/lichen.txt');
    await editor.row('lichen.txt', /renamed outside of Cairn/).waitFor();
    await editor.inlineActionAway(editor.row('lichen.txt', /renamed outside of Cairn/), 'Not Renamed');
    await editor.row('lichen.txt', /untracked/).waitFor();
    await editor.row('moss.txt', /not on this disk/).waitFor();
    await editor.syncWithKey();
    await editor.waitForStatus(/↓|Up to date/);
    await ada.cairn(['sync']);
    assert.equal(await statusOf(ada, 'art/boulder.txt'), 'wip');
  });

  it('shows conflicts of four kinds on one page, where keys alone decide', async () => {
    for (const member of [ada, ben]) {
      await put(member, 'art/oak.txt', `oak of ${member.name}\n`);
      await put(member, 'art/ash.txt', `ash of ${member.name}\n`);
    }
    await ada.cairn(['checkpoint', 'art/oak.txt', '-m', 'Older bark']);
    await ada.cairn(['track', 'art/ash.txt']);
    await ada.cairn(['rm', 'art/fir.txt']);
    await ada.cairn(['set', 'art/elm.txt', '--task']);
    await ada.cairn(['assign', 'art/elm.txt', 'ada']);
    await ada.cairn(['sync']);
    for (const name of ['fir', 'elm']) await put(ben, `art/${name}.txt`, `${name} of ben\n`);
    await ben.cairn(['checkpoint', 'art/oak.txt', 'art/fir.txt', 'art/elm.txt', '-m', 'More leaves']);
    await ben.cairn(['track', 'art/ash.txt']);
    await editor.row('ash.txt', /not sent yet/).waitFor();
    await editor.syncWithKey();
    const page = editor.webview;
    await page.getByText('0 of 4 decided').waitFor();
    for (const [path, kind] of [
      ['art/ash.txt', 'Same asset name'],
      ['art/oak.txt', 'Both have new versions'],
      ['art/fir.txt', 'Trashed there, worked on here'],
      ['art/elm.txt', 'Assigned to somebody else'],
    ] as const)
      await card(path).getByText(kind).waitFor();
    await editor.screenshot('conflicts-mixed');
    await assertAccessible(editor.pageFrame());
    for (const [path, choice] of [
      ['art/ash.txt', 'Merge'],
      ['art/oak.txt', 'Mine on top'],
      ['art/fir.txt', 'Restore'],
      ['art/elm.txt', 'Leave for later'],
    ] as const)
      await press(card(path).getByRole('button', { name: choice }));
    await page.getByText('All 4 decided').waitFor();
    await press(page.getByRole('button', { name: 'Continue sync' }));
    await editor.page.getByRole('tab', { name: /^Conflicts/ }).waitFor({ state: 'detached' });
    await refused('art/elm.txt').waitFor();
  });

  it('keeps versions that were refused as an asset of their own, and gives a refused name another', async () => {
    await editor.inlineActionTo(
      editor.quickInput.getByText('Keep My Versions of elm.txt'),
      refused('art/elm.txt'),
      'Keep Mine as an Asset of Its Own',
    );
    await editor.answer('elm-of-ben.txt');
    await refused('art/elm.txt').waitFor({ state: 'detached' });
    await editor.row('elm-of-ben.txt', /not sent yet/).waitFor();

    await put(ben, 'art/yew.txt', 'yew\n');
    await ben.cairn(['track', 'art/yew.txt']);
    await refuseName(projectFileOf(ben.folder), 'yew.txt');
    await refused('art/yew.txt').waitFor();
    await editor.screenshot('refused-name');
    // Without the pointer: the row's menu by its key.
    await editor.until(editor.page.getByRole('menuitem', { name: 'Rename Mine…' }), async () => {
      await attention.focus();
      await editor.page.keyboard.press('Home');
      await editor.page.keyboard.press('Shift+F10');
    });
    await editor.page.keyboard.press('ArrowDown');
    await editor.page.keyboard.press('Enter');
    await editor.question(/Rename yew\.txt/);
    await editor.answer('old-yew.txt');
    await refused('art/yew.txt').waitFor({ state: 'detached' });
    await editor.row('old-yew.txt', /not sent yet/).waitFor();

    await editor.syncWithKey();
    await editor.waitForStatus(/↓|Up to date/);
    await ada.cairn(['sync']);
    await ada.cairn(['rebuild', '.']);
    const bytes = (path: string) => readFile(join(ada.folder, path), 'utf8');
    assert.deepEqual(
      await Promise.all(
        ['elm-of-ben.txt', 'elm.txt', 'old-yew.txt', 'fir.txt'].map((name) => bytes(`art/${name}`)),
      ),
      ['elm of ben\n', 'elm\n', 'yew\n', 'fir of ben\n'],
    );
  });

  it('shortens a comment that is longer than the studio takes, once its maker says so', async () => {
    await put(ben, 'art/larch.txt', 'larch\n');
    await ben.cairn(['track', 'art/larch.txt', '-m', 'Needles', '--sync']);
    await put(ben, 'art/larch.txt', 'yellow larch\n');
    await ben.cairn(['checkpoint', 'art/larch.txt', '-m', 'wordy']);
    const long = `${'w'.repeat(MAX_COMMENT)} and more`;
    await lengthenComment(projectFileOf(ben.folder), 'wordy', long);
    await editor.row('larch.txt', /not sent yet/).waitFor();
    await editor.syncWithKey();
    const larch = attention.getByRole('treeitem', {
      name: /^art\/larch\.txt, refused: its comment is longer than the studio takes/,
    });
    await larch.waitFor();
    await onIcon(/ - 1 thing needs you/);
    const asked = editor.dialog().filter({ hasText: 'Shorten your comment on art/larch.txt?' });
    await editor.inlineActionTo(asked, larch, 'Shorten My Comment');
    await asked.getByText('Its end, beyond what a studio takes, is lost. The version stays whole.').waitFor();
    await editor.screenshot('refused-comment');
    await asked.getByRole('button', { name: 'Cancel' }).click();
    await asked.waitFor({ state: 'detached' });
    const comments = async (member: Member) =>
      ((await member.cairn(['log', 'art/larch.txt'])) as Log).checkpoints.map(({ comment }) => comment);
    assert.deepEqual(await comments(ben), [long, 'Needles']);

    await editor.inlineActionTo(asked, larch, 'Shorten My Comment');
    await asked.getByRole('button', { name: 'Shorten', exact: true }).click();
    await larch.waitFor({ state: 'detached' });
    await editor.notification('art/larch.txt goes to the studio with the next sync.');
    await editor.page.keyboard.press('Escape');
    await onIcon(/$/);
    await editor.syncWithKey();
    await editor.row('larch.txt', /up to date, version 2/).waitFor();
    await ada.cairn(['sync']);
    assert.deepEqual(await comments(ada), [`${'w'.repeat(MAX_COMMENT - 1)}…`, 'Needles']);
    await ada.cairn(['rebuild', 'art/larch.txt']);
    assert.equal(await readFile(join(ada.folder, 'art/larch.txt'), 'utf8'), 'yellow larch\n');
  });
});
