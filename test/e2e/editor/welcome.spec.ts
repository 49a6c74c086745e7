/** What the Assets view says where it can show nothing, for each reason, and the way out that it offers. */
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FaultyLink } from '../../support/faulty-link.ts';
import { filesWith, holdsSecret } from '../../support/secrets.ts';
import type { Member } from '../../support/team.ts';
import type { Workbench } from '../../support/workbench.ts';
import { endWorld, World } from './world.ts';

describe('an Assets view with nothing to show', function () {
  this.timeout(180_000);
  let world: World;
  let ada: Member;
  let editor: Workbench;
  /** The way to the studio, which sees with which sessions it is asked. */
  let link: FaultyLink;
  /** The session of the command line, in a file of its own. */
  let commandLines: string;
  let nobody: string;

  before(async () => {
    world = await World.start();
    ada = await world.team.join('ada');
    link = await FaultyLink.to(world.team.url);
    await ada.cairn(['login', link.url, '--user', 'ada']);
    await world.team.publish(ada, 'Lighthouse', [], link.url);
    // The command line's sign-in is not the editor's here.
    nobody = join(dirname(ada.folder), 'nobody');
    await mkdir(nobody);
    [commandLines = ''] = link.tokens;
    link.tokens.clear();
    editor = await world.editor(ada, { env: { CAIRN_CONFIG_DIR: nobody } });
    // As code-server and `code serve-web` have it: with their half of a key, the browser keeps secrets.
    await editor.page
      .context()
      .route(/mint-key/, (route) => route.fulfill({ status: 200, body: Buffer.alloc(32, 7) }));
    // All that it would ever log.
    await editor.command('Developer: Set Log Level...');
    await editor.pick(/^Trace, All/);
  });
  endWorld(() => world);
  after(() => link?.close());

  const button = (name: string) =>
    editor.page.locator('.pane-body').getByRole('button', { name, exact: true });
  const says = (text: string | RegExp) => editor.page.locator('.pane-body').getByText(text).waitFor();

  it('says that nobody is signed in, and signs in; another page of the browser takes that over', async () => {
    await says(/You are not signed in to this project's studio/);
    await editor.waitForStatus(/signed out/);
    await editor.screenshot('welcome-signed-out');
    // A page that is open before the sign-in keeps the secrets it began with.
    const second = await editor.another();
    await second.showCairn();
    await second.waitForStatus(/signed out/);
    await editor.page.bringToFront();
    await button('Sign In').click();
    await editor.question(/Your name at the studio/);
    await editor.answer('ada');
    await editor.question(/Password of ada/);
    await editor.answer(ada.password);
    await editor.waitForStatus(/Up to date/);
    await second.page.bringToFront();
    // Which studios there are gets around among the pages of a browser after a moment.
    await Promise.all([
      second.page.waitForEvent('load', { timeout: 60_000 }),
      second.pickOf(() => second.statusItem.click(), /^Use the sign-in of another window/),
    ]);
    await second.showCairn();
    await second.waitForStatus(/Up to date/);
    await second.page.close();
    await editor.page.bringToFront();
  });

  it('says that there is nothing yet, and where the studio cannot be reached offers to try again', async () => {
    await says(/There is nothing here yet/);
    await editor.screenshot('welcome-empty');
    await world.team.stop();
    await button('Sync').click();
    await says(/The studio could not be reached, and nothing of this project is on this machine yet/);
    await editor.screenshot('welcome-offline');
    await editor.waitForStatus(/offline/);
    await world.team.restart();
    await button('Try Again').click();
    await says(/There is nothing here yet/);
    await editor.waitForStatus(/Up to date/);
  });

  it('says why a project cannot be read, leaves the file as it is, and reads it when it can', async () => {
    const folder = join(ada.folder, '.cairn');
    const [name = ''] = (await readdir(folder)).filter((one) => one.endsWith('.clst'));
    const file = join(folder, name);
    await editor.page.goto('about:blank');
    const whole = await readFile(file);
    const broken = Buffer.from('this is not a database'.repeat(500));
    await writeFile(file, broken);
    await editor.page.goBack();
    await editor.showCairn();
    await says(/is damaged, or is no project file\. It was left as it is/);
    await button('Show Log').waitFor();
    await editor.waitForStatus(/not available/);
    await editor.screenshot('welcome-unavailable');
    assert.ok((await readFile(file)).equals(broken));
    await button('Try Again').click();
    await says(/is damaged, or is no project file\. It was left as it is/);
    // A backup in its place is read by itself.
    await writeFile(file, whole);
    await says(/There is nothing here yet/);
    await editor.waitForStatus(/Up to date/);
  });

  it('keeps session and password out of every file, also of logs, and of what a page keeps readably', async () => {
    const home = dirname(ada.folder);
    assert.equal(link.tokens.size, 1);
    const kept = JSON.stringify(await editor.page.context().storageState({ indexedDB: true }));
    assert.ok(kept.includes(link.url) && kept.includes('secrets.provider'), 'what the page keeps was read');
    const logs = `${await editor.cairnLog()}\n${world.team.log}`;
    assert.ok(logs.includes(`signed in to ${link.url} as ada`));
    for (const secret of [...link.tokens, ada.password]) {
      const { files, found } = await filesWith(secret, [join(home, 'vscode'), ada.folder, nobody]);
      assert.ok(files > 10, 'the data of the editor and the project were read');
      assert.deepEqual(found, []);
      for (const text of [kept, logs]) assert.ok(!holdsSecret(Buffer.from(text), secret));
    }
    assert.deepEqual(await readdir(nobody), []);
    // Where one lies, it is found.
    assert.equal((await filesWith(commandLines, [home])).found.length, 1);
  });
});
