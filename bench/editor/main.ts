/**
 * `node bench/editor/main.ts [--assets 100000] [--conflicts 500] [--rounds 3]`: what a user waits for in the real workbench
 * (VS Code's server, Chromium), on a project of that size. Needs `npm run build`. Prints a table; JSON with --json.
 * `--only host` measures activation and looks alone, `--untracked` with files that are not tracked yet; `--profile FILE` writes
 * what the extension host did during the first look, for Chromium's developer tools.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { root } from '../../test/support/cache.ts';
import { launchChromium } from '../../test/support/chromium.ts';
import { Team } from '../../test/support/team.ts';
import { Workbench } from '../../test/support/workbench.ts';
import type { Probed } from './probe.ts';
import { collide, SIBLINGS, writeFiles } from './project.ts';
import { firstPaint, now, timeToResult, timeToRow } from './shown.ts';

const { values } = parseArgs({
  options: {
    assets: { type: 'string', default: '100000' },
    conflicts: { type: 'string', default: '500' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    untracked: { type: 'boolean', default: false },
    profile: { type: 'string', default: '' },
  },
});
const [assets, conflicts, rounds] = [values.assets, values.conflicts, values.rounds].map(Number) as [
  number,
  number,
  number,
];

/** What comes after needs rows that are tracked. */
const hostOnly = values.only === 'host' || values.untracked;

/** How long the first look may take, in milliseconds. */
const PATIENCE = 180_000;

/** Milliseconds by what was waited for. */
type Figures = Record<string, number>;

const home = await mkdtemp(join(tmpdir(), 'cairn-bench-editor-'));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function buildProbe(): Promise<string> {
  const outfile = join(home, 'probe.cjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'probe.ts')],
    outfile,
    ...({ bundle: true, platform: 'node', format: 'cjs', external: ['vscode'] } as const),
  });
  return outfile;
}

async function probed(file: string): Promise<Probed> {
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; ) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return JSON.parse(text) as Probed;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the probe in the extension host says nothing');
}

async function largeProject(team: Team, open: (folder: string) => Promise<Opened>): Promise<Figures> {
  const ada = await team.join('ada');
  say(`${assets} files, ${Math.min(SIBLINGS, assets)} of them side by side`);
  await writeFiles(ada.folder, assets);
  await ada.cairn(['init', '--name', 'large']);
  if (!values.untracked) await ada.cairn(['track', '.', '-m', 'first']);
  const found: Figures[] = [];
  for (let round = 0; round < rounds; round++) {
    const { editor, probe } = await open(ada.folder);
    try {
      const { activation, first, again, assets: seen } = await probed(probe);
      if (seen < assets) throw new Error(`${seen} assets are known, not ${assets}`);
      const host = {
        'activation: took': activation.took,
        'activation: host late, longest': activation.longest,
        'activation: host held, longest': activation.held,
        'first look at all: took': first.took,
        'first look at all: host late, longest': first.longest,
        'first look at all: host held, longest': first.held,
        'first look at all: host late, p99': first.p99,
        'look again: took': again.took,
        'look again: host late, longest': again.longest,
        'look again: host held, longest': again.held,
      };
      if (hostOnly) {
        found.push(host);
        continue;
      }
      await editor.showCairn();
      const crowd = editor.row('crowd');
      await crowd.waitFor();
      const expanded = await timeToRow(editor.page, crowd, 'asset-000000.bin');
      const name = (back: number): string => `asset-${String(assets - back).padStart(6, '0')}.bin`;
      await editor.command('Cairn: Find Asset…');
      const byPath = await timeToResult(editor.page, name(1).slice(0, -4), name(1));
      const byState = await timeToResult(editor.page, `state:normal ${name(2)}`, name(2));
      await editor.page.keyboard.press('Escape');
      const asked = await now(editor.page);
      await editor.contextMenu(crowd, 'What It Brings Down');
      const painted = await firstPaint(await editor.pageFrame());
      found.push({
        ...host,
        [`expand ${Math.min(SIBLINGS, assets)} siblings`]: expanded,
        'find by a part of the path': byPath,
        'find by state and path': byState,
        'page, from the menu to first paint': painted - asked,
      });
    } finally {
      await editor.close();
    }
  }
  return median(found);
}

async function manyConflicts(
  team: Team,
  open: (folder: string, config: string) => Promise<Opened>,
): Promise<Figures> {
  say(`${conflicts} conflicts`);
  const [eve, ben] = [await team.join('eve'), await team.join('ben')];
  // The collection is one for both; what they put into it is not.
  await mkdir(join(eve.folder, 'both'), { recursive: true });
  await writeFile(join(eve.folder, 'both', 'readme.txt'), 'x');
  await team.publish(eve, 'Crowd', ['both']);
  await team.enlist(eve, ben, 'Crowd', 'Production Manager');
  await collide(ben, eve, conflicts);
  const { editor } = await open(ben.folder, ben.configDir);
  try {
    await editor.waitForStatus(/↑/);
    await editor.showCairn();
    await editor.pressSync();
    await editor.webview.getByText(`0 of ${conflicts} decided`).waitFor({ timeout: PATIENCE });
    await editor.command('View: Close All Editors');
    await editor.page.locator('iframe.webview').waitFor({ state: 'detached' });
    const asked = await now(editor.page);
    await editor.command('Cairn: Open Conflicts');
    const page = editor.webview;
    await page.getByRole('listitem').first().waitFor();
    const card = await now(editor.page);
    const painted = await firstPaint(await editor.pageFrame());
    await page.getByText(`0 of ${conflicts} decided`).waitFor();
    const before = await now(editor.page);
    await page.getByRole('button', { name: 'Merge', exact: true }).first().click();
    await page.getByText(`1 of ${conflicts} decided`).waitFor();
    const decided = await now(editor.page);
    return {
      [`${conflicts} conflicts: command to first paint`]: painted - asked,
      [`${conflicts} conflicts: command to first card`]: card - asked,
      [`${conflicts} conflicts: one decision`]: decided - before,
    };
  } finally {
    await editor.close();
  }
}

interface Opened {
  readonly editor: Workbench;
  /** Where the probe writes. */
  readonly probe: string;
}

function median(all: readonly Figures[]): Figures {
  const names = Object.keys(all[0] ?? {});
  const middle = (name: string): number => {
    const sorted = all.map((figures) => figures[name] ?? Number.NaN).toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  };
  return Object.fromEntries(names.map((name) => [name, middle(name)]));
}

const browser = await launchChromium();
const tests = await buildProbe();
const team = await Team.start(home);
try {
  let opened = 0;
  const open = async (folder: string, config = join(home, 'nobody')): Promise<Opened> => {
    const dataDir = join(home, `vscode-${opened}`);
    const probe = join(home, `probe-${opened++}.json`);
    const env = { CAIRN_CONFIG_DIR: config, CAIRN_PROBE: probe, CAIRN_PROBE_PROFILE: values.profile };
    const options = { folder, dataDir, development: [root], env, tests };
    return { editor: await Workbench.open(browser, options), probe };
  };
  const all: Figures = {};
  for (const part of hostOnly ? [largeProject] : [largeProject, manyConflicts]) {
    const figures = await part(team, open);
    Object.assign(all, figures);
    if (values.json) continue;
    for (const [name, value] of Object.entries(figures))
      process.stdout.write(`${name.padEnd(48)} ${value.toFixed(0).padStart(7)} ms\n`);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
} finally {
  await team.stop();
  await browser.close();
  await rm(home, { recursive: true, force: true, maxRetries: 5 });
}
