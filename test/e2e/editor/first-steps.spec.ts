/** The first hour with Cairn, and an hour without the studio: by nothing but the editor. */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { editorLink, parseJoinLink } from '../../../extension/account/joinLink.ts';
import { concept } from '../../../scripts/sample/project.ts';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, put, World } from './world.ts';

const PROJECT = 'Lighthouse';

describe('first steps in the editor', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let cleo: Member;
  let editor: Workbench;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    await put(ada, 'art/concept.png', concept(320, 180, 0.2));
    await world.team.publish(ada, PROJECT, ['art']);
    cleo = await world.team.account('cleo');
    await ada.cairn(['member', 'add', 'cleo', '--role', 'Production Manager']);
    editor = await world.editor(cleo);
  });
  endWorld(() => world);

  /** As by a click on it in another program. */
  const openLink = async (link: string) => {
    await editor.command('Developer: Open URL');
    await editor.answer(link);
    const dialog = editor.dialog().filter({ hasText: "Allow 'Cairn' extension to open this URI?" });
    await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  };

  it('signs in, joins a project of the studio and brings its files', async () => {
    await editor.page.getByRole('button', { name: 'Join a Studio Project' }).waitFor();
    await editor.screenshot('first-welcome');
    await editor.page.getByRole('button', { name: 'Join a Studio Project' }).click();
    await editor.answer(world.team.url);
    await editor.question(/Your name at the studio/);
    await editor.answer('cleo');
    await editor.question(/Password of cleo/);
    await editor.answer(cleo.password);
    await editor.pick(PROJECT);
    const offer = await editor.notification(/not on this disk yet/);
    await offer.getByRole('button', { name: 'Rebuild All' }).click();
    await editor.expand('art');
    await editor.row('concept.png', /up to date, version/).waitFor();
    const [mine, theirs] = await Promise.all(
      [ada, cleo].map((member) => readFile(join(member.folder, 'art/concept.png'))),
    );
    assert.ok(mine?.equals(theirs ?? Buffer.alloc(0)));
    await editor.screenshot('first-joined');
  });

  it('says that the studio is away, keeps the work, and sends it when the studio is back', async () => {
    await put(cleo, 'art/night.png', concept(320, 180, 1));
    await editor.inlineActionTo(editor.row('night.png', /not sent yet/), editor.row('night.png'), 'Track');
    await world.team.stop();
    await editor.syncWithKey();
    await editor.waitForStatus(/offline/i);
    await editor.screenshot('first-offline');
    await editor.row('night.png', /not sent yet/).waitFor();

    await world.team.restart();
    await editor.syncWithKey();
    await editor.row('night.png', /up to date, version/).waitFor();
    await editor.waitForStatus(/Up to date/);
    await ada.cairn(['sync']);
    await ada.cairn(['rebuild', 'art/night.png']);
    const sent = await readFile(join(ada.folder, 'art/night.png'));
    assert.ok(sent.equals(concept(320, 180, 1)));
  });

  it('shows the first steps, invites a colleague, and lets in whoever has a link, but not without asking', async () => {
    await put(cleo, 'art/night.png', concept(320, 180, 0.5));
    await cleo.cairn(['checkpoint', 'art/night.png', '-m', 'dusk']);
    await editor.command('Cairn: First Steps');
    await editor.page.getByText('From files in a folder to a team that shares them.').waitFor();
    // What is so already is ticked.
    for (const step of [
      'Make a project, or join one',
      'Track files',
      'Work, then checkpoint',
      'Connect to a studio',
      'Sync when you want to',
    ])
      await editor.page
        .locator('.getting-started-step', { hasText: step })
        .locator('.codicon-getting-started-step-checked')
        .waitFor();
    await editor.screenshot('first-walkthrough');

    await editor.command('Cairn: Invite a Colleague…');
    await editor.pick(/^Artist/);
    await editor.pick(/A link to paste/);
    await editor.notification(/It lets one person in, for 7 days/);

    const { link } = (await ada.cairn(['member', 'invite', '--role', 'Artist'])) as { link: string };
    const asked = editor.dialog().filter({ hasText: `Use an invitation to ${world.team.url}?` });
    // A link that opens the editor asks, and no more; one that leads elsewhere does nothing.
    await openLink('vscode://cairn-vc.cairn/elsewhere');
    await editor.notification('Cairn knows no link like /elsewhere');
    await editor.page.keyboard.press('Escape');
    await openLink(editorLink('vscode', 'cairn-vc.cairn', parseJoinLink(link)));
    await asked.waitFor();
    await editor.page.keyboard.press('Escape');
    await asked.waitFor({ state: 'detached' });

    await editor.command('Cairn: Join by Invitation Link…');
    await editor.answer(link);
    await asked.waitFor();
    await editor.screenshot('first-invitation');
    await asked.getByRole('button', { name: 'Go On' }).click();
    await editor.question(/ada invites you to Lighthouse as Artist/);
    await editor.pick('Make an account for me');
    await editor.answer('dora');
    await editor.question(/A password for it/);
    await editor.answer('correct horse battery');
    await editor.question(/Join into this Folder/);
    const elsewhere = join(cleo.folder, '..', 'elsewhere');
    await mkdir(elsewhere);
    await editor.chooseFolder(elsewhere, 'Join into this Folder');
    await editor.notification(/The project is in .*elsewhere\/Lighthouse\./);
    const { members } = (await ada.cairn(['member', 'list'])) as {
      members: { user: string; role: string }[];
    };
    assert.ok(members.some(({ user, role }) => user === 'dora' && role === 'Artist'));
    const secret = new URL(link).hash.split('=')[1] ?? '';
    assert.ok(secret.length > 20);
    for (const log of [await editor.cairnLog(), world.team.log])
      assert.ok(log.length > 0 && !log.includes(secret), 'the invitation is in a log');
  });
});
