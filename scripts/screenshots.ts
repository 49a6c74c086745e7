/**
 * `npm run screenshots`: the pictures in docs/images, of the real editor on the sample project. Look at them before you
 * commit them.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { put, World } from '../test/e2e/editor/world.ts';
import { root } from '../test/support/cache.ts';
import type { Member } from '../test/support/team.ts';
import type { Workbench } from '../test/support/workbench.ts';
import { concept, rock, TOP_FOLDERS, writeSampleProject } from './sample/project.ts';

const images = join(root, 'docs', 'images');
const CONCEPT = 'assets/concept/lighthouse.png';

async function prepare(world: World): Promise<readonly [Member, Member]> {
  const ada = await world.team.join('ada');
  const ben = await world.team.join('ben');
  await writeSampleProject(ada.folder);
  await put(ada, CONCEPT, concept(960, 540, 0));
  await world.team.publish(ada, 'Lighthouse', TOP_FOLDERS);
  await world.team.enlist(ada, ben, 'Lighthouse', 'Production Manager');
  for (const [dusk, comment] of [
    [0.4, 'Towards evening'],
    [0.9, 'Dusk, with the lamp lit'],
  ] as const) {
    await put(ada, CONCEPT, concept(960, 540, dusk));
    await ada.cairn(['checkpoint', CONCEPT, '-m', comment, '--status', 'review']);
  }
  await ada.cairn(['depend', 'shots', '--on', 'assets', '--on', 'sound']);
  return [ada, ben];
}

async function shoot(editor: Workbench, name: string): Promise<void> {
  await editor.page.mouse.move(1_270, 795);
  await writeFile(join(images, `${name}.png`), await editor.page.screenshot({ animations: 'disabled' }));
  console.log(`docs/images/${name}.png`);
}

async function ofAda(world: World, ada: Member): Promise<void> {
  const editor = await world.editor(ada);
  await editor.waitForStatus(/↑/);
  await put(ada, 'assets/concept/night.png', concept(960, 540, 1));
  await put(ada, 'scripts/publish.py', 'print("to the farm")\n');
  await editor.expand('assets', 'concept');
  await editor.row('night.png', /untracked/).waitFor();
  await editor.row('lighthouse.png').click();
  await editor.openHistory();
  const newest = editor.history.getByRole('treeitem', { name: /version 3/ });
  await newest.waitFor();
  await shoot(editor, 'assets');
  await editor.inlineAction(newest, 'Compare with the Version Before');
  const page = editor.webview;
  await page.getByRole('img', { name: 'version 3' }).waitFor();
  await page.getByRole('radio', { name: 'Slider' }).check();
  await shoot(editor, 'compare');
  await editor.contextMenu(editor.row('shots'), 'What It Brings Down');
  await page.getByRole('heading', { name: 'What shots brings down' }).waitFor();
  await shoot(editor, 'needs');
  await editor.page
    .getByRole('tab', { name: /^Source Control/ })
    .first()
    .click();
  await editor.page.locator('.scm-editor').first().click();
  await editor.page.keyboard.type('The lamp turns now');
  await shoot(editor, 'source-control');
  await editor.showCairn();
  await editor.command('Cairn: What Will Sync?');
  await editor.question(/changes go up/);
  await shoot(editor, 'what-will-sync');
  await editor.pick(/Sync now/);
  await editor.waitForStatus(/Up to date/);
  await editor.command('Cairn: First Steps');
  await editor.page.getByText('From files in a folder to a team that shares them.').waitFor();
  await shoot(editor, 'first-steps');
}

async function conflicts(world: World, ada: Member, ben: Member): Promise<void> {
  for (const [member, seed] of [
    [ada, 1],
    [ben, 9],
  ] as const) {
    await put(member, 'rocks/basalt.png', rock(256, seed));
    await put(member, 'rocks/granite.png', rock(256, seed + 1));
    await member.cairn(['track', 'rocks', '-m', `Rocks by ${member.name}`]);
  }
  await ada.cairn(['sync']);
  const editor = await world.editor(ben);
  await editor.waitForStatus(/↑/);
  await editor.syncWithKey();
  await editor.webview.getByRole('heading', { name: 'Conflicts in Lighthouse' }).waitFor();
  await editor.webview.getByRole('button', { name: 'Merge' }).first().click();
  await editor.webview.getByText('1 of 3 decided').waitFor();
  await editor.webview.getByRole('img').first().waitFor();
  await shoot(editor, 'conflicts');
}

await mkdir(images, { recursive: true });
const world = await World.start();
try {
  const [ada, ben] = await prepare(world);
  await ofAda(world, ada);
  await conflicts(world, ada, ben);
} finally {
  await world.stop();
}
