/** What the pictures show: a small production, at the moments that the guides tell of. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { put, type World } from '../../test/e2e/editor/world.ts';
import type { Member } from '../../test/support/team.ts';
import type { Workbench } from '../../test/support/workbench.ts';
import { concept, rock, TOP_FOLDERS, writeSampleProject } from '../sample/project.ts';
import type { Camera } from './camera.ts';

const CONCEPT = 'assets/concept/lighthouse.png';
const NOTES = 'shots/sh010/notes.md';
const ALBEDO = 'assets/island/rock_albedo_2k.png';

const open = (world: World, camera: Camera, member: Member): Promise<Workbench> =>
  camera.open(world, member, join(member.folder, '..', `editor-${performance.now()}`));

export async function beforeAProject(world: World, camera: Camera): Promise<void> {
  const eve = await world.team.account('eve');
  await put(eve, 'art/lamp.txt', 'lamp\n');
  const editor = await open(world, camera, eve);
  await editor.page.getByRole('button', { name: 'Create Project from this Folder' }).waitFor();
  await editor.page.locator('.activitybar .progress-badge').waitFor({ state: 'detached' });
  await camera.shoot(editor, 'welcome');
  await editor.close();
}

export async function prepare(world: World): Promise<readonly [Member, Member]> {
  const ada = await world.team.join('ada');
  const ben = await world.team.join('ben');
  await writeSampleProject(ada.folder);
  await put(ada, CONCEPT, concept(960, 540, 0));
  await world.team.publish(ada, 'Lighthouse', TOP_FOLDERS);
  await world.team.enlist(ada, ben, 'Lighthouse', 'Production Manager');
  // What Ben made meanwhile, and Ada has not in her folder yet.
  await ben.cairn(['rebuild', '.']);
  await put(ben, ALBEDO, rock(512, 4));
  await ben.cairn(['checkpoint', ALBEDO, '-m', 'Wetter below the tide line', '--sync']);
  await ada.cairn(['sync']);
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

/** One of each state below `assets` and `shots`: modified, outdated, untracked, not on this disk, not sent. */
async function everyState(ada: Member): Promise<void> {
  const notes = await readFile(join(ada.folder, NOTES), 'utf8');
  await put(ada, NOTES, `${notes}\nThe lamp turns now.\n`);
  await put(ada, 'assets/concept/night.png', concept(960, 540, 1));
  await put(ada, 'scripts/publish.py', 'print("to the farm")\n');
  await ada.cairn(['free', 'sound']);
}

export async function ofAda(world: World, camera: Camera, ada: Member, ben: Member): Promise<void> {
  await everyState(ada);
  const editor = await open(world, camera, ada);
  await editor.waitForStatus(/↑/);
  await editor.expand('assets', 'concept', 'island', 'shots', 'sh010', 'sound');
  for (const [name, state] of [
    ['night.png', /untracked/],
    ['rock_albedo_2k.png', /outdated/],
    ['notes.md', /modified/],
    ['surf.wav', /not on this disk/],
  ] as const)
    await editor.row(name, state).waitFor();
  await editor.row('lighthouse.png').click();
  await editor.openHistory();
  await editor.history.getByRole('treeitem', { name: /version 3/ }).waitFor();
  await editor.webview.locator('img').first().waitFor();
  await camera.shoot(editor, 'assets');
  await checkpoint(editor, camera);
  await pages(editor, camera);
  await lists(editor, camera);
  await editor.command('Cairn: Find Asset…');
  await editor.quickInput.locator('input[type=text]').first().fill('status:review ');
  await editor.quickInput.getByRole('option').filter({ hasText: 'lighthouse.png' }).waitFor();
  await camera.shoot(editor, 'find');
  await editor.page.keyboard.press('Escape');
  await planAndSync(editor, camera);
  await editor.command('Cairn: First Steps');
  await editor.page.getByText('From files in a folder to a team that shares them.').waitFor();
  // Its pictures need room; what the server of the tests says about itself is no step.
  await editor.page.addStyleTag({ content: '.getting-started-footer { display: none }' });
  await editor.command('View: Toggle Primary Side Bar Visibility');
  await editor.page.locator('.getting-started-media > *').first().waitFor();
  await camera.shoot(editor, 'first-steps');
  await editor.command('View: Toggle Primary Side Bar Visibility');
  await world.team.stop();
  await put(ada, CONCEPT, concept(960, 540, 0.7));
  await editor.syncWithKey();
  await editor.waitForStatus(/offline/i);
  await camera.shoot(editor, 'offline');
  await world.team.restart();
  await ada.cairn(['rebuild', '.']);
  await ben.cairn(['sync']);
  await editor.close();
}

async function checkpoint(editor: Workbench, camera: Camera): Promise<void> {
  await editor.inlineAction(editor.row('notes.md'), 'Checkpoint');
  await editor.quickInput.locator('input').first().waitFor();
  await editor.quickInput.locator('input').first().fill('The lamp turns now');
  await camera.shoot(editor, 'checkpoint');
  await editor.page.keyboard.press('Escape');
}

async function pages(editor: Workbench, camera: Camera): Promise<void> {
  const page = editor.webview;
  await editor.row('lighthouse.png').click();
  const newest = editor.history.getByRole('treeitem', { name: /version 3/ });
  await editor.inlineActionTo(
    page.getByRole('heading', { name: /^Compare/ }),
    newest,
    'Compare with the Version Before',
  );
  await page.getByRole('img', { name: 'version 3' }).waitFor();
  await page.getByRole('radio', { name: 'Slider' }).check();
  await camera.shoot(editor, 'compare');
  await page.getByRole('radio', { name: 'Side by side' }).check();
  await camera.shoot(editor, 'compare-sides');
  await editor.contextMenu(editor.row('shots'), 'What It Brings Down');
  await page.getByRole('heading', { name: 'What shots brings down' }).waitFor();
  await camera.shoot(editor, 'needs');
}

async function lists(editor: Workbench, camera: Camera): Promise<void> {
  await editor.page
    .getByRole('tab', { name: /^Source Control/ })
    .first()
    .click();
  await editor.page.locator('.scm-editor').first().waitFor();
  await camera.shoot(editor, 'source-control-empty');
  await editor.page.locator('.scm-editor').first().click();
  await editor.page.keyboard.type('The lamp turns now');
  await camera.shoot(editor, 'source-control');
  await editor.page
    .getByRole('tab', { name: /^Explorer/ })
    .first()
    .click();
  await editor.page.getByRole('tree', { name: 'Files Explorer' }).waitFor();
  await camera.shoot(editor, 'explorer');
  await editor.showCairn();
}

async function planAndSync(editor: Workbench, camera: Camera): Promise<void> {
  await editor.command('Cairn: What Will Sync?');
  await editor.question(/changes go up/);
  await camera.shoot(editor, 'what-will-sync');
  await editor.pick(/Sync now/);
  await editor.waitForStatus(/Up to date|↓/);
}

export async function conflicts(world: World, camera: Camera, ada: Member, ben: Member): Promise<void> {
  for (const [member, seed] of [
    [ada, 1],
    [ben, 9],
  ] as const) {
    await put(member, 'rocks/basalt.png', rock(256, seed));
    await put(member, 'rocks/granite.png', rock(256, seed + 1));
    await member.cairn(['track', 'rocks', '-m', `Rocks by ${member.name}`]);
  }
  await ada.cairn(['sync']);
  const editor = await open(world, camera, ben);
  await editor.waitForStatus(/↑/);
  await editor.syncWithKey();
  await editor.webview.getByRole('heading', { name: 'Conflicts in Lighthouse' }).waitFor();
  await camera.shoot(editor, 'conflicts-open');
  await editor.webview.getByRole('button', { name: 'Merge' }).first().click();
  await editor.webview.getByText('1 of 3 decided').waitFor();
  await editor.webview.getByRole('img').first().waitFor();
  await camera.shoot(editor, 'conflicts');
  await editor.close();
  const waiting = (await ben.cairn(['conflicts'])) as { conflicts: readonly { id: string }[] };
  await ben.cairn(['resolve', ...waiting.conflicts.map(({ id }) => id), '--merge']);
  await ben.cairn(['sync']);
}

/** An edit that gave way to another's, and one that the studio refused. */
export async function needsAttention(world: World, camera: Camera, ada: Member, ben: Member): Promise<void> {
  await ada.cairn(['sync']);
  for (const [member, status] of [
    [ada, 'approved'],
    [ben, 'wip'],
  ] as const)
    await member.cairn(['set', CONCEPT, '--status', status]);
  await ada.cairn(['sync']);
  const editor = await open(world, camera, ben);
  await editor.waitForStatus(/↑/);
  await editor.syncWithKey();
  await editor.page.getByRole('tree', { name: /^Needs Attention/ }).waitFor();
  await ben.cairn(['tag', NOTES, '+lamp']);
  await ada.cairn(['member', 'add', 'ben', '--role', 'Vendor']);
  await editor.syncWithKey();
  await editor.page
    .getByRole('tree', { name: /^Needs Attention/ })
    .getByRole('treeitem', { name: /refused/ })
    .waitFor();
  await camera.shoot(editor, 'needs-attention');
}
