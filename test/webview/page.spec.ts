/** The page in a browser, with the messages that the extension would send, under the content policy that it sets. */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { Conflict } from '../../engine/api.ts';
import { concept } from '../../scripts/sample/project.ts';
import type { ToHost, ToPage } from '../../webview-ui/protocol.ts';
import { assertAccessible } from '../support/axe.ts';
import { root } from '../support/cache.ts';
import { launchChromium } from '../support/chromium.ts';
import { conflict, side } from './conflicts.ts';
import { DARK, HIGH_CONTRAST, LIGHT, type Theme } from './themes.ts';

const POLICY = "default-src 'none'; script-src 'nonce-n'; img-src data:; font-src 'none'";
const ADDRESS = 'http://page.test/';
const shots = join(root, 'test-results', 'screenshots');

interface Fake {
  sent: ToHost[];
  state: unknown;
}

class Opened {
  readonly page: Page;
  readonly violations: string[];

  constructor(page: Page, violations: string[]) {
    this.page = page;
    this.violations = violations;
  }

  async send(message: ToPage): Promise<void> {
    await this.page.evaluate((data) => void window.postMessage(data, '*'), message);
  }

  state(
    conflicts: readonly Conflict[],
    over: Partial<Extract<ToPage, { type: 'state' }>> = {},
  ): Promise<void> {
    return this.send({
      type: 'state',
      project: 'Lighthouse',
      conflicts,
      syncing: false,
      error: null,
      ...over,
    });
  }

  sent(): Promise<ToHost[]> {
    return this.page.evaluate(() => (window as unknown as { fake: Fake }).fake.sent);
  }

  /** The messages of one type, once there are `count`. */
  async waitForSent<T extends ToHost['type']>(type: T, count = 1): Promise<Extract<ToHost, { type: T }>[]> {
    await this.page.waitForFunction(
      ([wanted, least]) =>
        (window as unknown as { fake: Fake }).fake.sent.filter((m) => m.type === wanted).length >= least,
      [type, count] as const,
    );
    const all = await this.sent();
    return all.filter((message): message is Extract<ToHost, { type: T }> => message.type === type);
  }

  button(name: string | RegExp) {
    return this.page.getByRole('button', { name });
  }
}

describe('the conflict page in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let script: string;
  let opened: Opened;

  before(async () => {
    browser = await launchChromium();
    script = await readFile(join(root, 'dist', 'webview.js'), 'utf8');
    await mkdir(shots, { recursive: true });
  });
  after(() => browser.close());

  async function open(theme: Theme = DARK): Promise<Opened> {
    const page = await browser.newPage({ viewport: { width: 1000, height: 760 } });
    const violations: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') violations.push(message.text());
    });
    page.on('pageerror', (error) => violations.push(String(error)));
    await page.route('**/*', (route) =>
      route.request().url().endsWith('webview.js')
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({
            contentType: 'text/html',
            headers: { 'content-security-policy': POLICY },
            body: '<!doctype html><html lang="en"><body><script nonce="n" type="module" src="webview.js"></script></body></html>',
          }),
    );
    await page.addInitScript(() => {
      const fake: Fake = { sent: [], state: undefined };
      const api = {
        postMessage: (message: ToHost) => fake.sent.push(message),
        getState: () => fake.state,
        setState: (state: unknown) => {
          fake.state = state;
        },
      };
      Object.assign(window, { fake, acquireVsCodeApi: () => api });
    });
    await page.goto(ADDRESS);
    await page.evaluate((variables) => {
      for (const [name, value] of Object.entries(variables))
        document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }, theme);
    opened = new Opened(page, violations);
    await opened.waitForSent('ready');
    return opened;
  }

  afterEach(async function () {
    const name = this.currentTest?.title.replace(/\W+/g, '-') ?? 'page';
    if (this.currentTest?.state === 'failed') {
      await opened.page.screenshot({ path: join(shots, `FAILED-${name}.png`), fullPage: true });
    }
    assert.deepEqual(opened.violations, []);
    await opened.page.close();
  });

  const folder = conflict('f', {
    kind: 'collection-name',
    path: 'assets/props',
    mine: side({ kind: 'collection', path: 'assets/props', name: 'props', children: 4, comments: [] }),
    theirs: side({
      kind: 'collection',
      path: 'assets/props',
      name: 'props',
      children: 9,
      author: 'ben',
      comments: [],
    }),
    suggestion: 'props (ada)',
    choices: [
      { name: 'rename', enabled: true, effect: 'Your collection and its folder take a new name.' },
      { name: 'merge', enabled: true, effect: 'Both become one; equal names inside are decided below.' },
    ],
  });
  const locked = conflict('l', {
    path: 'assets/island/rock_albedo_2k.png',
    choices: [
      { name: 'rename', enabled: true, effect: 'Yours takes a new name.' },
      { name: 'merge', enabled: false, reason: 'it is assigned to ben', effect: '' },
    ],
  });
  const nested = conflict('n', { path: 'assets/props/crate.png', parent: 'f' });

  it('shows both sides, what each choice does, and nothing decided', async () => {
    const { page, button } = await bound(open());
    await opened.state([conflict('a'), locked, folder, nested]);
    await page.getByRole('heading', { name: 'Conflicts in Lighthouse' }).waitFor();
    assert.equal(await page.getByText('0 of 3 decided').count(), 1);
    const card = page.getByRole('listitem').filter({ hasText: 'rock_albedo_2k' });
    await card.getByText('Not possible: it is assigned to ben').waitFor();
    assert.equal(await card.getByRole('button', { name: 'Merge' }).getAttribute('aria-disabled'), 'true');
    assert.equal(await page.locator('[aria-pressed=true]').count(), 0);
    assert.equal(await button('Continue sync').getAttribute('aria-disabled'), 'true');
    assert.equal((await page.getByText('12.4 MB').count()) > 0, true);
    assert.equal(await page.getByText('Only if the collection above is merged').count(), 1);
    await page.screenshot({ path: join(shots, 'page-undecided.png'), fullPage: true });
  });

  it('merges by keyboard, asks for what is nested then, and goes on when all is decided', async () => {
    const { page, button } = await bound(open());
    await opened.state([folder, nested]);
    const [first] = await page.getByRole('button', { name: 'Merge' }).all();
    await first?.focus();
    await page.keyboard.press('Space');
    const [resolved] = await opened.waitForSent('resolve');
    assert.deepEqual(resolved, { type: 'resolve', conflictId: 'f', decision: { choice: 'merge' } });
    const merged = { ...folder, decision: { choice: 'merge' } as const };
    await opened.state([merged, nested]);
    await page.getByText('1 of 2 decided').waitFor();
    await page.getByText('The conflict below does not arise then.').waitFor();
    // The focus stays where it was when the engine's answer is drawn.
    const pressed = await page.locator('vscode-button:focus').getAttribute('aria-pressed');
    assert.equal(pressed, 'true');
    await opened.state([merged, { ...nested, decision: { choice: 'merge' } }]);
    await page.getByText('All 2 decided').waitFor();
    await page.getByText('What you decided there is kept for “Merge”.').waitFor();
    const renamed = { ...folder, decision: { choice: 'rename', name: 'props 2' } as const };
    await opened.state([renamed, { ...nested, decision: { choice: 'merge' } }]);
    await page.getByText('Decided · 1 does not arise').waitFor();
    await page.getByText('Only if the collection above is merged; then: Merge').waitFor();
    await page.screenshot({ path: join(shots, 'page-nested-closed.png'), fullPage: true });
    await opened.state([merged, { ...nested, decision: { choice: 'merge' } }]);
    await page.getByText('All 2 decided').waitFor();
    await button('Continue sync').press('Enter');
    await opened.waitForSent('continue');
  });

  it('renames with a name that is checked while it is typed', async () => {
    const { page, button } = await bound(open());
    await opened.state([conflict('a')]);
    await button('Rename mine').focus();
    await page.keyboard.press('Enter');
    const [check] = await opened.waitForSent('check-name');
    assert.equal(check?.name, 'hero (ada).png');
    await opened.send({ type: 'name-checked', conflictId: 'a', name: 'hero (ada).png', problem: null });
    await opened.waitForSent('resolve');
    await opened.state([conflict('a', { decision: { choice: 'rename', name: 'hero (ada).png' } })]);
    const field = page.getByRole('textbox', { name: 'New name for my hero.png' });
    await page.waitForFunction(
      () =>
        document.activeElement?.shadowRoot?.activeElement?.shadowRoot?.activeElement?.tagName ===
        'CAIRN-RENAME',
    );
    await page.keyboard.type('taken');
    assert.equal(await field.inputValue(), 'taken.png');
    await opened.waitForSent('check-name', 2);
    await opened.state([conflict('a')]);
    await opened.send({
      type: 'name-checked',
      conflictId: 'a',
      name: 'taken.png',
      problem: 'The studio has one.',
    });
    await page.getByText('The studio has one.').waitFor();
    assert.equal(await button('Continue sync').getAttribute('aria-disabled'), 'true');
    assert.equal(await field.inputValue(), 'taken.png');
    const resolves = await opened.waitForSent('resolve', 2);
    assert.equal(resolves.at(-1)?.decision, null);
    await page.screenshot({ path: join(shots, 'page-name-taken.png'), fullPage: true });
  });

  it('applies one decision to all of its kind in one message', async () => {
    const { button } = await bound(open());
    await opened.state([conflict('a', { decision: { choice: 'merge' } }), conflict('b'), conflict('c')]);
    await button(/Apply “Merge” to all of this kind \(2 more\)/).click();
    const [all] = await opened.waitForSent('resolve-all');
    assert.deepEqual(
      all?.decisions.map((one) => one.conflictId),
      ['b', 'c'],
    );
  });

  it('says for every kind what its choices are, and who trashed what is gone', async () => {
    const { page } = await bound(open());
    const all = (...names: Conflict['choices'][number]['name'][]) =>
      names.map((name) => ({ name, enabled: true, effect: `What ${name} does.` }));
    const gone = { how: 'trashed', by: 'ben', time: Date.UTC(2025, 4, 7) } as const;
    const there = conflict('t', {
      kind: 'trashed-there',
      path: 'a/there.png',
      choices: all('restore', 'rename', 'trash'),
      theirs: side({ gone }),
    });
    await opened.state([
      there,
      conflict('n', { path: 'a/there.png', parent: 't' }),
      conflict('h', { kind: 'trashed-here', path: 'b/here.png', choices: all('trash', 'keep') }),
      conflict('m', { kind: 'move-cycle', path: 'c/loop', choices: all('theirs', 'rename') }),
      conflict('l', { kind: 'lock-lost', path: 'd/lock.png', choices: all('rename', 'later') }),
    ]);
    await page.getByText('0 of 4 decided').waitFor();
    const card = (text: string) => page.getByRole('listitem').filter({ hasText: text });
    const choices = (text: string) =>
      card(text)
        .first()
        .getByRole('group', { name: /^What to do with/ });
    const buttons = (text: string) => choices(text).getByRole('button').allInnerTexts();
    assert.deepEqual(await buttons('Trashed there, worked on here'), [
      'Restore',
      'Keep mine apart',
      'Leave in the trash',
    ]);
    assert.deepEqual(await buttons('Trashed here, worked on there'), ['Trash anyway', 'Keep theirs']);
    assert.deepEqual(await buttons('Moves form a loop'), ['Use theirs', 'Move mine elsewhere']);
    assert.deepEqual(await buttons('Assigned to somebody else'), ['Keep mine apart', 'Leave for later']);
    await card('Trashed there')
      .getByText(/Trashed by ben,/u)
      .waitFor();
    await page.getByText('Only if the asset above is restored').waitFor();
    await page.screenshot({ path: join(shots, 'page-kinds.png'), fullPage: true });
    await card('Trashed there').getByRole('button', { name: 'Restore' }).click();
    const [resolved] = await opened.waitForSent('resolve');
    assert.deepEqual(resolved?.decision, { choice: 'restore' });
    await opened.state([{ ...there, decision: { choice: 'restore' } }, conflict('n', { parent: 't' })]);
    await page.getByText('1 of 2 decided').waitFor();
  });

  it('loads a preview when its conflict is in view', async () => {
    const { page } = await bound(open());
    const preview = { hash: 'h', mediaType: 'image/png' };
    const far = side({ preview, checkpointId: 'far' });
    const list = Array.from({ length: 20 }, (_, i) =>
      conflict(`c${i}`, { path: `a/${String(i).padStart(2, '0')}` }),
    );
    await opened.state([
      conflict('near', { path: 'a', mine: side({ preview, checkpointId: 'near' }) }),
      ...list,
      conflict('z', { path: 'z', mine: far }),
    ]);
    const [asked] = await opened.waitForSent('preview');
    assert.equal(asked?.checkpointId, 'near');
    const base64 = concept(320, 240, 0.4).toString('base64');
    await opened.send({ type: 'preview', checkpointId: 'near', mediaType: 'image/png', base64 });
    await page.getByRole('img', { name: 'Preview of hero.png' }).waitFor();
    await page.screenshot({ path: join(shots, 'page-preview.png') });
    assert.equal((await opened.sent()).filter((m) => m.type === 'preview').length, 1);
    await page.locator('cairn-conflict').last().scrollIntoViewIfNeeded();
    await opened.waitForSent('preview', 2);
  });

  it('shows an error, and lets nothing be decided while a sync runs', async () => {
    const { page, button } = await bound(open());
    const decided = conflict('a', { decision: { choice: 'merge' } });
    await opened.state([decided], { error: 'The studio cannot be reached.' });
    await page.getByRole('alert').getByText('The studio cannot be reached.').waitFor();
    await opened.state([decided], { syncing: true });
    await button('Syncing …').waitFor();
    assert.equal(await button('Merge').getAttribute('aria-disabled'), 'true');
  });

  it('shows all versions of both sides when asked, with their previews', async () => {
    const { page, button } = await bound(open());
    await opened.state([conflict('a'), conflict('b', { path: 'tex/other.png' })]);
    await button(/^Show all versions of/)
      .first()
      .click();
    const [asked] = await opened.waitForSent('history');
    assert.equal(asked?.conflictId, 'a');
    const one = { id: 'v', author: 'ada', time: 1, size: 5, status: '', unsent: false, preview: null };
    const preview = { hash: 'f'.repeat(64), mediaType: 'image/png' };
    await opened.send({
      type: 'history',
      conflictId: 'a',
      mine: [{ ...one, id: 'm2', version: 2, comment: 'darker', unsent: true, preview }],
      theirs: Array.from({ length: 30 }, (_, i) => ({
        ...one,
        id: `t${i}`,
        version: 30 - i,
        comment: `take ${30 - i}`,
      })),
    });
    const mine = page.getByRole('group', { name: 'All my versions' });
    await mine.getByText('darker').waitFor();
    await page.getByRole('group', { name: 'All versions on the studio' }).getByText('take 30').waitFor();
    await opened.waitForSent('preview');
    const base64 = Buffer.from(concept(64, 36, 0.5)).toString('base64');
    await opened.send({ type: 'preview', checkpointId: 'm2', mediaType: 'image/png', base64 });
    await mine.locator('img').waitFor();
    await page.screenshot({ path: join(shots, 'page-versions.png') });
    await page.evaluate(() => {
      document.title = 'Cairn';
    });
    await assertAccessible(page.mainFrame());
    await button(/^Hide all versions of/).click();
    await mine.waitFor({ state: 'detached' });
  });

  it('takes 500 conflicts without holding up the reader', async () => {
    const { page } = await bound(open());
    const many = Array.from({ length: 500 }, (_, i) =>
      conflict(`c${i}`, { path: `tex/t${String(i).padStart(3, '0')}.png` }),
    );
    await opened.state(many);
    await page.getByText('tex/t000.png').first().waitFor();
    await page.waitForFunction(
      () =>
        document.querySelector('cairn-conflicts')?.shadowRoot?.querySelectorAll('cairn-conflict').length ===
        500,
    );
    const all = page.locator('cairn-conflict');
    assert.ok(
      (await all.getByRole('button', { name: 'Merge' }).count()) < 30,
      'those far away are not made in full',
    );
    await opened.state(
      many.map((one, i) => (i === 3 ? { ...one, decision: { choice: 'merge' as const } } : one)),
    );
    await page.getByText('1 of 500 decided').waitFor();
    await all.last().getByRole('heading', { name: 'tex/t499.png' }).scrollIntoViewIfNeeded();
    await all.last().getByRole('button', { name: 'Merge' }).click();
    const [asked] = await opened.waitForSent('resolve');
    assert.equal(asked?.conflictId, 'c499');
  });

  for (const [name, theme] of Object.entries({ LIGHT, HIGH_CONTRAST })) {
    it(`can be read in ${name.toLowerCase().replace('_', ' ')}`, async () => {
      const { page } = await bound(open(theme));
      await opened.state([{ ...folder, decision: { choice: 'merge' } }, nested, locked]);
      await page.getByText('1 of 3 decided').waitFor();
      await page.screenshot({ path: join(shots, `page-${name.toLowerCase()}.png`), fullPage: true });
    });
  }
});

async function bound(opening: Promise<Opened>): Promise<{ page: Page; button: Opened['button'] }> {
  const opened = await opening;
  return { page: opened.page, button: (name) => opened.button(name) };
}
