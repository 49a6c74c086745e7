/** From nothing to a project on a studio of one's own, by what the welcome offers. */
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, put, World } from './world.ts';

describe('a first project', function () {
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
  endWorld(() => world);

  it('becomes a project by the button of the welcome, with its files in place', async () => {
    await editor.page.getByRole('button', { name: 'Create Project from this Folder' }).click();
    await editor.answer('Lighthouse');
    await editor.row('art', /untracked/).waitFor();
    await editor.inlineActionTo(editor.row('art', /collection/), editor.row('art'), 'Track');
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
    await editor.row('lamp.txt', /up to date, version/).waitFor();
  });
});
