/**
 * `npm run animation`: docs/images/cairn.gif, the picture at the top of the README: a short day in the real editor, on the
 * sample project. Look at it before you commit it; its frames are in test-results/animation.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { put, World } from '../test/e2e/editor/world.ts';
import { root } from '../test/support/cache.ts';
import type { Member } from '../test/support/team.ts';
import type { Workbench } from '../test/support/workbench.ts';
import { Film } from './animation/film.ts';
import { concept, TOP_FOLDERS, writeSampleProject } from './sample/project.ts';

const CONCEPT = 'assets/concept/lighthouse.png';
const SIZE = { width: 1000, height: 700 };
const picture = (dusk: number): Uint8Array => concept(960, 540, dusk);

async function prepare(world: World): Promise<readonly [Member, Member]> {
  const ada = await world.team.join('ada');
  const ben = await world.team.join('ben');
  await writeSampleProject(ada.folder);
  await put(ada, CONCEPT, picture(0));
  await world.team.publish(ada, 'Lighthouse', TOP_FOLDERS);
  await world.team.enlist(ada, ben, 'Lighthouse', 'Production Manager');
  await put(ada, CONCEPT, picture(0.4));
  await ada.cairn(['checkpoint', CONCEPT, '-m', 'Towards evening', '--status', 'review']);
  await ada.cairn(['sync']);
  return [ada, ben];
}

/** Ben works on the same picture, and is the first to sync. */
async function benIsQuicker(ben: Member): Promise<void> {
  await ben.cairn(['sync']);
  await ben.cairn(['pull', CONCEPT]);
  await put(ben, CONCEPT, picture(0.15));
  await ben.cairn(['checkpoint', CONCEPT, '-m', 'Morning light instead']);
  await ben.cairn(['sync']);
}

async function checkpoint(film: Film, editor: Workbench, ada: Member): Promise<void> {
  const row = editor.row('lighthouse.png');
  await row.click();
  await editor.openHistory();
  await editor.history.getByRole('treeitem', { name: /version 2/ }).waitFor();
  await film.show('Your files, each with its versions', 2_000);
  await put(ada, CONCEPT, picture(0.9));
  await editor.row('lighthouse.png', /modified/).waitFor();
  await film.show('Save in any program: the row says Modified', 1_600);
  await editor.inlineAction(row, 'Checkpoint');
  await editor.quickInput.locator('input').first().waitFor();
  for (const part of ['Dusk', 'Dusk, with', 'Dusk, with the lamp', 'Dusk, with the lamp lit']) {
    await editor.quickInput.locator('input').first().fill(part);
    await film.show('Checkpoint keeps this version', part.endsWith('lit') ? 900 : 220);
  }
  await editor.page.keyboard.press('Enter');
  await editor.history.getByRole('treeitem', { name: /version 3/ }).waitFor();
  await film.show('Checkpoint keeps this version', 1_300);
}

async function compare(film: Film, editor: Workbench): Promise<void> {
  const newest = editor.history.getByRole('treeitem', { name: /version 3/ });
  const page = editor.webview;
  const heading = page.getByRole('heading', { name: /^Compare/ });
  await editor.inlineActionTo(heading, newest, 'Compare with the Version Before');
  await page.getByRole('img', { name: 'version 3' }).waitFor();
  await page.getByRole('radio', { name: 'Slider' }).check();
  const slider = page.getByRole('slider');
  for (const value of [50, 38, 26, 38, 50, 62, 74, 62]) {
    await slider.fill(String(value));
    await film.show('Compare any two versions', value === 50 ? 700 : 170);
  }
}

async function sync(film: Film, editor: Workbench): Promise<void> {
  const page = editor.webview;
  await editor.syncWithKey();
  await page.getByRole('heading', { name: 'Conflicts in Lighthouse' }).waitFor();
  await page.getByRole('img').nth(1).waitFor();
  await film.show('Ctrl+S syncs. Ben changed it too: nothing is overwritten, you decide', 2_600);
  await page.getByRole('button', { name: 'Mine on top' }).click();
  await page.getByText('Decided', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Keep mine apart' }).scrollIntoViewIfNeeded();
  await film.show('Each choice says what it will do', 2_400);
  await page.getByRole('button', { name: 'Continue sync' }).click();
  await editor.waitForStatus(/Up to date/);
  await editor.history.getByRole('treeitem', { name: /version 4/ }).waitFor();
  await editor.row('lighthouse.png').click();
  await editor.page.locator('.monaco-breadcrumbs').getByText('lighthouse.png').waitFor();
  await editor.webview.locator('img, .image').first().waitFor();
  await film.show('Both versions are in the history, for everybody', 2_600);
}

const world = await World.start();
try {
  const [ada, ben] = await prepare(world);
  const editor = await world.editor(ada);
  await editor.page.setViewportSize(SIZE);
  await editor.waitForStatus(/Up to date/);
  await editor.expand('assets', 'concept');
  const film = new Film(editor.page);
  await checkpoint(film, editor, ada);
  await compare(film, editor);
  await benIsQuicker(ben);
  await sync(film, editor);
  const frames = join(root, 'test-results', 'animation');
  await rm(frames, { recursive: true, force: true });
  await mkdir(frames, { recursive: true });
  for (const [index, { png }] of film.frames.entries())
    await writeFile(join(frames, `${String(index).padStart(2, '0')}.png`), png);
  const gif = film.encode();
  await writeFile(join(root, 'docs', 'images', 'cairn.gif'), gif);
  console.log(`docs/images/cairn.gif: ${film.frames.length} frames, ${film.seconds} s, ${gif.length} bytes`);
} finally {
  await world.stop();
}
