/** What needs a person's attention, and the ways out of it: edits that gave way, and files renamed outside of Cairn. */
import assert from 'node:assert/strict';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, put, World } from './world.ts';

interface Status {
  readonly assets: readonly {
    readonly path: string;
    readonly status: string | null;
    readonly tags: readonly string[];
  }[];
}

describe('what needs attention', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let ben: Member;
  let editor: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    ben = await world.team.join('ben');
    for (const name of ['rock', 'tree', 'moss']) await put(ada, `art/${name}.txt`, `${name}\n`);
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
    await editor.waitForStatus(/↑/);
    await editor.syncWithKey();
    await editor.expand('art');
  });
  endWorld(() => world);

  const statusOf = async (member: Member, path: string) =>
    ((await member.cairn(['status', '--all'])) as Status).assets.find((one) => one.path === path)?.status;
  const needs = (path: string): Locator =>
    editor.page
      .getByRole('tree', { name: /^Needs Attention/ })
      .getByRole('treeitem', { name: new RegExp(`^${path}, status: theirs is "review", mine was "wip"`) });

  it('sets an edit that gave way again, or lets it go', async () => {
    await needs('art/rock.txt').waitFor();
    await editor.screenshot('needs-attention');
    await editor.inlineAction(needs('art/rock.txt'), 'Apply Mine Again');
    await needs('art/rock.txt').waitFor({ state: 'detached' });
    await editor.inlineAction(needs('art/tree.txt'), 'Discard Mine');
    await needs('art/tree.txt').waitFor({ state: 'detached' });
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
    const refused = editor.page
      .getByRole('tree', { name: /^Needs Attention/ })
      .getByRole('treeitem', { name: /^art\/moss\.txt, refused: your role does not allow it/ });
    await refused.waitFor();
    await editor.page.getByRole('tab', { name: /^Cairn - 1 thing needs you/ }).waitFor();
    await editor.row('moss.txt', /refused by the studio/).waitFor();
    await editor.row('secret.txt', /metadata only/).waitFor();
    await editor.screenshot('refused');
    await ada.cairn(['member', 'add', 'ben', '--role', 'Production Manager']);
    await editor.inlineAction(refused, 'Try Again Now');
    await refused.waitFor({ state: 'detached' });
    await editor.page.getByRole('tab', { name: 'Cairn', exact: true }).first().waitFor();
    await ada.cairn(['sync']);
    const { assets } = (await ada.cairn(['status', '--all'])) as Status;
    assert.deepEqual(assets.find(({ path }) => path === 'art/moss.txt')?.tags, ['wet']);
  });

  it('offers what was renamed on disk as a rename, which is accepted or not', async () => {
    const move = (from: string, to: string) => rename(join(ben.folder, from), join(ben.folder, to));
    await move('art/rock.txt', 'art/boulder.txt');
    await editor.row('boulder.txt', /renamed outside of Cairn/).waitFor();
    await editor.screenshot('rename-offer');
    await editor.inlineAction(editor.row('boulder.txt'), 'Accept as Renamed');
    await editor.row('boulder.txt', /not sent yet, version 1/).waitFor();
    await editor.row('rock.txt').waitFor({ state: 'detached' });
    await move('art/moss.txt', 'art/lichen.txt');
    await editor.row('lichen.txt', /renamed outside of Cairn/).waitFor();
    await editor.inlineAction(editor.row('lichen.txt'), 'Not Renamed');
    await editor.row('lichen.txt', /renamed outside of Cairn/).waitFor({ state: 'detached' });
    await editor.row('lichen.txt', /untracked/).waitFor();
    await editor.row('moss.txt', /not on this disk/).waitFor();
    await editor.syncWithKey();
    await editor.waitForStatus(/↓|Up to date/);
    await ada.cairn(['sync']);
    assert.equal(await statusOf(ada, 'art/boulder.txt'), 'wip');
  });
});
