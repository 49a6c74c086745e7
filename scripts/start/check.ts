/** `npm start -- --check`: one sync through the editor, and what it brought about. */
import { join } from 'node:path';
import { launchChromium } from '../../test/support/chromium.ts';
import type { Member } from '../../test/support/team.ts';
import { VscodeServer } from '../../test/support/vscodeServer.ts';
import { Workbench } from '../../test/support/workbench.ts';
import { MODIFIED, NEWER_ON_STUDIO, type Production, UNSENT, UNTRACKED } from './production.ts';

type Say = (line: string) => void;

/** @throws where something is not as it should be */
export async function check(production: Production, home: string, vsix: string, say: Say): Promise<void> {
  const { ada, ben } = production;
  const browser = await launchChromium();
  try {
    const dataDir = join(home, 'vscode');
    await VscodeServer.installExtension(dataDir, vsix);
    const editor = await Workbench.open(browser, {
      folder: ada.folder,
      dataDir,
      development: [],
      env: { CAIRN_CONFIG_DIR: ada.configDir },
    });
    try {
      await drive(editor, say);
    } catch (error) {
      await editor.record('start-check');
      throw error;
    } finally {
      await editor.close();
    }
  } finally {
    await browser.close();
  }
  await sees(ada, NEWER_ON_STUDIO, 2);
  await ben.cairn(['sync']);
  await sees(ben, UNSENT, 2);
  say(`ben synced and has version 2 of ${UNSENT}`);
}

async function drive(editor: Workbench, say: Say): Promise<void> {
  const name = (path: string): string => path.split('/').at(-1) ?? path;
  await editor.showCairn();
  await editor.expand('assets', 'lighthouse');
  await editor.row(name(MODIFIED), /modified/).waitFor();
  say(`the tree shows ${MODIFIED} as Modified`);
  await editor.expand('island');
  await editor.row(name(UNTRACKED), /untracked/).waitFor();
  say(`the tree shows ${UNTRACKED} as Untracked`);
  await editor.waitForStatus(/1/);
  say(`the status bar says "${await text(editor)}"`);
  await editor.syncWithKey();
  await editor.expand('sound');
  await editor.row(name(NEWER_ON_STUDIO), /outdated/).waitFor();
  say(`Ctrl+S in the tree synced: ${NEWER_ON_STUDIO} is Outdated now`);
  await editor.waitForStatus(/↓/);
  say(`the status bar says "${await text(editor)}"`);
  await editor.expand('shots', 'sh010');
  await editor.openRow(editor.row(name(MODIFIED)), name(MODIFIED));
  await editor.webview.locator('img').waitFor();
  await editor.screenshot('start-check');
}

const text = async (editor: Workbench): Promise<string> =>
  ((await editor.statusItem.textContent()) ?? '').trim();

async function sees(member: Member, path: string, version: number): Promise<void> {
  const log = (await member.cairn(['log', path])) as { checkpoints: readonly { version: number }[] };
  const newest = log.checkpoints[0]?.version;
  if (newest !== version) {
    throw new Error(`${member.name} should see version ${version} of ${path}, not ${newest}`);
  }
}
