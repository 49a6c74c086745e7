/** Every page, in every theme, before an accessibility checker. */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { imageFacts } from '../../engine/preview/dimensions.ts';
import { concept } from '../../scripts/sample/project.ts';
import type { ToComparePage } from '../../webview-ui/compare/protocol.ts';
import type { ToNeedsPage } from '../../webview-ui/needs/protocol.ts';
import type { FromPastePage } from '../../webview-ui/paste/protocol.ts';
import type { ToPage } from '../../webview-ui/protocol.ts';
import { assertAccessible } from '../support/axe.ts';
import { root } from '../support/cache.ts';
import { launchChromium } from '../support/chromium.ts';
import { conflict, side } from './conflicts.ts';
import { DARK, HIGH_CONTRAST, LIGHT, type Theme } from './themes.ts';

const shots = join(root, 'test-results', 'screenshots');
const picture = (dusk: number): string =>
  `data:image/png;base64,${concept(320, 180, dusk).toString('base64')}`;

const nestedIn = conflict('f', {
  kind: 'collection-name',
  path: 'assets/props',
  mine: side({ kind: 'collection', path: 'assets/props', name: 'props', children: 4, comments: [] }),
  decision: { choice: 'merge' },
});

const conflicts: ToPage = {
  type: 'state',
  project: 'Lighthouse',
  conflicts: [
    nestedIn,
    conflict('n', { path: 'assets/props/crate.png', parent: 'f' }),
    conflict('w', { path: 'assets/waits.png', parent: 'r' }),
    conflict('r', {
      kind: 'trashed-there',
      path: 'assets/there.png',
      choices: [
        { name: 'restore', enabled: true, effect: 'It comes back for everybody.' },
        { name: 'trash', enabled: false, reason: 'it is needed', effect: '' },
      ],
      theirs: side({ gone: { how: 'trashed', by: 'ben', time: Date.UTC(2025, 4, 7) } }),
    }),
    conflict('d', { path: 'b/renamed.png', decision: { choice: 'rename', name: 'other.png' } }),
  ],
  syncing: false,
  error: 'The studio cannot be reached.',
};

const compared: ToComparePage = {
  type: 'compare',
  name: 'art/tower.png',
  left: { label: 'version 1', facts: ['First version', '60 KB'], source: picture(0), preview: false },
  right: { label: 'version 2', facts: ['Dusk', '57 KB'], source: picture(0.8), preview: true },
  memory: null,
};

const needs: ToNeedsPage = {
  type: 'needs',
  path: 'shots/010.ma',
  summary: '3 assets, 120 MB, of which 20 MB are not on this machine.',
  items: [
    { id: 'a', path: 'shots/010.ma', kind: 'asset', depth: 0, size: '80 MB', local: true },
    { id: 'b', path: 'assets/rig.ma', kind: 'asset', depth: 1, size: '20 MB', local: false },
    { id: 'c', path: 'assets/textures', kind: 'collection', depth: 1, size: '', local: true },
    {
      id: 'd',
      path: 'assets/textures/a_rather_long_name_albedo_4k.png',
      kind: 'asset',
      depth: 2,
      size: '20 MB',
      local: true,
    },
  ],
  links: [
    { from: 'a', to: 'b', why: 'needs' },
    { from: 'a', to: 'c', why: 'needs' },
    { from: 'c', to: 'd', why: 'holds' },
    { from: 'b', to: 'd', why: 'needs' },
  ],
  memory: null,
};

const PAGES = [
  { script: 'webview', message: conflicts },
  { script: 'compare', message: compared },
  { script: 'needs', message: needs },
  { script: 'paste', message: null },
] as const;

describe('the pages, before an accessibility checker', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;

  before(async () => {
    browser = await launchChromium();
    await mkdir(shots, { recursive: true });
  });
  afterEach(() => page.close());
  after(() => browser.close());

  async function open(script: string, theme: Theme): Promise<void> {
    page = await browser.newPage({ viewport: { width: 1000, height: 760 } });
    const body = await readFile(join(root, 'dist', `${script}.js`), 'utf8');
    await page.route('**/*', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body })
        : route.fulfill({
            contentType: 'text/html',
            body: '<!doctype html><html lang="en"><head><title>Cairn</title></head><body><script type="module" src="page.js"></script></body></html>',
          }),
    );
    await page.addInitScript(() => {
      const nothing = () => undefined;
      const sent: unknown[] = [];
      const postMessage = (message: unknown) => sent.push(message);
      Object.assign(window, {
        sent,
        acquireVsCodeApi: () => ({ postMessage, getState: nothing, setState: nothing }),
      });
    });
    await page.goto('http://page.test/');
    await page.evaluate((variables) => {
      for (const [name, value] of Object.entries(variables))
        document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }, theme);
  }

  for (const [name, theme] of Object.entries({ DARK, LIGHT, HIGH_CONTRAST })) {
    for (const { script, message } of PAGES) {
      it(`${script} in ${name.toLowerCase().replace('_', ' ')}`, async () => {
        await open(script, theme);
        await page.evaluate((data) => window.postMessage(data, '*'), message as unknown);
        await page.getByRole('heading').first().waitFor();
        await page.screenshot({
          path: join(shots, `axe-${script}-${name.toLowerCase()}.png`),
          fullPage: true,
        });
        await assertAccessible(page);
      });
    }
  }

  it('compare under the slider and as a difference', async () => {
    await open('compare', DARK);
    await page.evaluate((data) => window.postMessage(data, '*'), compared as unknown);
    for (const view of ['Slider', 'Difference']) {
      await page.getByRole('radio', { name: view }).check();
      await assertAccessible(page);
    }
  });

  it('takes an image that is pasted, shows it, and makes it as small as a preview may be', async () => {
    await open('paste', DARK);
    await page.getByRole('heading', { name: 'Preview of the checkpoint' }).waitFor();
    const use = page.getByRole('button', { name: 'Use this image' });
    assert.equal(await use.isDisabled(), true);
    const paste = (base64: string, type: string) =>
      page.evaluate(
        ([data, mime]) => {
          const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([bytes], 'pasted', { type: mime }));
          window.dispatchEvent(new ClipboardEvent('paste', { clipboardData }));
        },
        [base64, type] as const,
      );
    await paste(Buffer.from('words').toString('base64'), 'text/plain');
    await page.getByText('There is no image in what was pasted or dropped.').waitFor();
    await paste(concept(2_000, 1_000, 0.5).toString('base64'), 'image/png');
    await page.getByRole('img', { name: 'The image that was pasted' }).waitFor();
    await page.screenshot({ path: join(shots, 'paste.png') });
    await assertAccessible(page);
    await use.click();
    const [message] = await page.evaluate(() => (window as unknown as { sent: FromPastePage[] }).sent);
    const image = Buffer.from(message?.type === 'image' ? message.base64 : '', 'base64');
    const facts = imageFacts(image);
    assert.deepEqual([facts?.width, facts?.height], [1_024, 512]);
    assert.ok(image.length <= 1_048_576);
  });
});
