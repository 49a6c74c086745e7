/** A workbench in the browser, driven as a person would: rows, keys, quick inputs, notifications, pages. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { root } from './cache.ts';
import { VscodeServer } from './vscodeServer.ts';

const RESULTS = join(root, 'test-results');
/** How long anything on the screen may take, in milliseconds. */
const PATIENCE = 30_000;
const SAVE = process.platform === 'darwin' ? 'Meta+S' : 'Control+S';

export interface WorkbenchOptions {
  readonly folder: string;
  /** Data of VS Code's server: settings, installed extensions, logs. */
  readonly dataDir: string;
  /** Folders of extensions to run from source; none where one is installed. */
  readonly development: readonly string[];
  /** Where installed extensions are. */
  readonly extensionsDir?: string;
  readonly workspaceTrust?: boolean;
  /** A module whose `run()` the extension host calls, as it does for tests. */
  readonly tests?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Of what extensions say, as `de`; the workbench's own texts stay English without a language pack. */
  readonly language?: string;
}

export class Workbench {
  readonly page: Page;
  readonly #server: VscodeServer;
  readonly #context: BrowserContext;
  readonly #console: string[];

  private constructor(server: VscodeServer, context: BrowserContext, page: Page, lines: string[]) {
    this.#server = server;
    this.#context = context;
    this.page = page;
    this.#console = lines;
  }

  static async open(browser: Browser, options: WorkbenchOptions): Promise<Workbench> {
    const development = options.development.length > 0 || options.extensionsDir !== undefined;
    const server = await VscodeServer.start({ ...options, development });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
    context.setDefaultTimeout(PATIENCE);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const { language } = options;
    // As the page of a server with that language pack says it.
    if (language !== undefined)
      await context.addInitScript(
        (name) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: name }),
        language,
      );
    const page = await context.newPage();
    const lines: string[] = [];
    page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
    const workbench = new Workbench(server, context, page, lines);
    try {
      await page.goto(server.url(options.folder, options.development, options.tests));
      await page.locator('.monaco-workbench').waitFor();
    } catch (error) {
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  /** A second window on the same folder, of the same editor; it closes with this one. */
  async another(): Promise<Workbench> {
    const page = await this.#context.newPage();
    const workbench = new Workbench(this.#server, this.#context, page, this.#console);
    await page.goto(this.page.url());
    await page.locator('.monaco-workbench').waitFor();
    return workbench;
  }

  /** Selects rows together, as with the Control key held. */
  async select(...rows: readonly Locator[]): Promise<void> {
    await this.#again(async (timeout) => {
      await this.#leaveRows();
      for (const [index, row] of rows.entries()) {
        await row.click(index === 0 ? { timeout } : { modifiers: ['ControlOrMeta'], timeout });
      }
      // A file that opens by the first click may take the selection to itself once more.
      const selected = this.page.locator('[aria-selected="true"]');
      for (const row of rows) await row.and(selected).waitFor({ timeout });
    }, 2_000);
  }

  /** As *Reload Window* does: another extension host, the same editors. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.locator('.monaco-workbench').waitFor();
  }

  /** Brings Cairn's views to the front. */
  async showCairn(): Promise<void> {
    const views = this.page.locator('[id="workbench.view.extension.cairn"]');
    // Behind its name the icon may say what needs somebody. A click on that of views that show hides them.
    const icon = this.page.getByRole('tab', { name: /^Cairn($| - )/ }).first();
    await this.#again(async (timeout) => {
      if (!(await views.isVisible())) await icon.click({ timeout });
      await views.waitFor({ timeout });
    });
  }

  get assets(): Locator {
    return this.page.getByRole('tree', { name: /^Assets/ });
  }

  get history(): Locator {
    return this.page.getByRole('tree', { name: /^History/ });
  }

  /** Opens the History view, which is collapsed at first. */
  async openHistory(): Promise<void> {
    const header = this.page.getByRole('button', { name: /^History Section/ });
    await this.#again(async (timeout) => {
      if ((await header.getAttribute('aria-expanded', { timeout })) !== 'true')
        await header.click({ timeout });
      await this.history.waitFor({ timeout });
    });
  }

  /** The row whose accessible name begins with `name` followed by what it says about it. */
  row(name: string, words: RegExp = /.*/): Locator {
    const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return this.assets.getByRole('treeitem', {
      name: new RegExp(`^\\s*${escaped},.*(?:${words.source})`, 'i'),
    });
  }

  /** Expands collections one below the other: `expand('assets', 'island')`. */
  async expand(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const row = this.row(name);
      await row.waitFor();
      // A press is lost where the rows are drawn anew meanwhile.
      await this.#again(async (timeout) => {
        if ((await row.getAttribute('aria-expanded', { timeout })) === 'true') return;
        await this.#leaveRows();
        await row.click({ timeout });
        await row.and(this.page.locator('[aria-expanded=true]')).waitFor({ timeout });
      });
    }
  }

  /** Expands `names` until `row` shows, again where the tree was drawn anew meanwhile. */
  async expandTo(row: Locator, ...names: readonly string[]): Promise<void> {
    await this.#again(async (timeout) => {
      await this.expand(...names);
      await row.waitFor({ timeout });
    }, 2_000);
  }

  /** The button that a row shows while the pointer is on it. */
  async inlineAction(row: Locator, title: string): Promise<void> {
    await this.#again((timeout) => this.#press(row, title, timeout));
  }

  /** The same until `shown` shows, again where the row was drawn anew while its button was pressed. */
  async inlineActionTo(shown: Locator, row: Locator, title: string): Promise<void> {
    await this.#pressUntil(shown, 'visible', row, title);
  }

  /** The same until the row is gone. */
  async inlineActionAway(row: Locator, title: string): Promise<void> {
    await this.#pressUntil(row, 'detached', row, title);
  }

  async #pressUntil(end: Locator, state: 'visible' | 'detached', row: Locator, title: string): Promise<void> {
    let tries = 0;
    await this.#again(async (timeout) => {
      // What was pressed may have been done since the last try gave up, and the button is gone with it.
      const done = (await end.isVisible()) === (state === 'visible');
      if (tries++ === 0 || !done) await this.#press(row, title, timeout);
      await end.waitFor({ state, timeout });
    });
  }

  /** Fails where the row is drawn anew meanwhile: its button goes with it. */
  async #press(row: Locator, title: string, timeout: number): Promise<void> {
    await this.#leaveRows();
    await row.hover({ timeout });
    await row.getByRole('button', { name: new RegExp(`^${title}`) }).click({ timeout });
  }

  /** Chooses from a row's menu: the title, or those of a menu below a menu. */
  async contextMenu(row: Locator, ...titles: readonly string[]): Promise<void> {
    await this.#choose(row, titles, () => this.#leaveRows());
  }

  /** Selects rows together, and chooses from the menu of one of them. */
  async menuOf(rows: readonly Locator[], row: Locator, title: string): Promise<void> {
    await this.#choose(row, [title], () => this.select(...rows));
  }

  async #choose(row: Locator, titles: readonly string[], prepare: () => Promise<void>): Promise<void> {
    const items = titles.map((title) => this.page.getByRole('menuitem', { name: new RegExp(`^${title}`) }));
    // A menu goes where its row is drawn anew.
    await this.#again(async (timeout) => {
      await prepare();
      await row.click({ button: 'right', timeout });
      for (const item of items) await item.click({ timeout });
    });
    // A menu takes no click in its first moments, so that the one that opened it chooses nothing.
    const chosen = items.at(-1);
    if (chosen) await this.#untilTaken(chosen, 2_000);
  }

  /**
   * Waits until what was clicked is gone, as it is once that was taken; clicks again where it stays for long. Not at once: the
   * click may be on its way still, and the next one would be for what comes in its place.
   * @param patience how long that is, in milliseconds
   */
  async #untilTaken(chosen: Locator, patience?: number): Promise<void> {
    await this.#again(async (timeout) => {
      const gone = chosen.waitFor({ state: 'hidden', timeout });
      await gone.catch(async (error: unknown) => {
        await chosen.click({ timeout: 1_000 }).catch(() => undefined);
        throw error;
      });
    }, patience);
  }

  /**
   * Settings beside those that it was opened with; those of an earlier call are gone. The window has them a moment
   * later.
   */
  set(settings: Readonly<Record<string, unknown>>): Promise<void> {
    return this.#server.configure(settings);
  }

  /** Changes settings as {@link set} does, and waits until the window has them: its title says so then. */
  async configure(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const title = `configured ${JSON.stringify(settings)}`;
    await this.set({ ...settings, 'window.title': title });
    await this.page.waitForFunction((wanted) => document.title.includes(wanted), title);
  }

  get statusItem(): Locator {
    return this.page.locator('[id="cairn-vc.cairn.cairn.sync"]');
  }

  /** Waits until the status item says something that matches. */
  async waitForStatus(pattern: RegExp): Promise<void> {
    await this.statusItem.filter({ hasText: pattern }).waitFor();
  }

  async save(): Promise<void> {
    await this.page.keyboard.press(SAVE);
  }

  /** Has the tree as what keys are for. */
  async focusAssets(): Promise<void> {
    // What opened before may take the focus a moment later.
    const focused = this.assets.and(this.page.locator(':focus-within'));
    await this.#again(async (timeout) => {
      await this.assets.focus({ timeout });
      await this.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))));
      await focused.waitFor({ timeout: 500 });
    });
  }

  /** Begins to sync as a person does who looks at the tree. */
  async pressSync(): Promise<void> {
    await this.focusAssets();
    await this.save();
  }

  /** The same, and waits until that sync has ended, however it did: what was shown before may show what comes after, too. */
  async syncWithKey(): Promise<void> {
    const ended = async () =>
      (await this.cairnLog()).match(/\[info\] sync: revision |\[error\] sync: /gu)?.length ?? 0;
    const before = await ended();
    await this.pressSync();
    await this.holds(async () => (await ended()) > before, 'a sync has ended');
  }

  /** Puts an image into the clipboard, as a program for screenshots does. @param png its bytes */
  async copyImage(png: Buffer): Promise<void> {
    await this.page.bringToFront();
    await this.page.evaluate(async (data) => {
      const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
      const type = 'image/png';
      await navigator.clipboard.write([new ClipboardItem({ [type]: new Blob([bytes], { type }) })]);
    }, png.toString('base64'));
  }

  /** Runs a command by its title, as from the palette. */
  async command(title: string): Promise<void> {
    const option = this.quickInput.getByRole('option', { name: title }).first();
    // The palette goes where a file that is just being opened takes the focus.
    await this.#again(async (timeout) => {
      await this.page.keyboard.press('F1');
      await this.#type(`>${title}`, timeout);
      await option.click({ timeout });
    });
    // Whoever types next does not type into the palette.
    await this.#untilTaken(option);
  }

  /**
   * Does what something else on the screen may take away before its last click, until that is done.
   * @param timeout of what an attempt waits for, in milliseconds
   */
  async #again<T>(attempt: (timeout: number) => Promise<T>, timeout = 5_000): Promise<T> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      try {
        return await attempt(timeout);
      } catch (error) {
        if (Date.now() > deadline) throw error;
        // Some attempts fail at once; the screen has to move on.
        await this.page.evaluate(() => new Promise(requestAnimationFrame));
      }
    }
  }

  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  /** Waits until the quick input asks this. */
  async question(text: RegExp): Promise<void> {
    await this.quickInput.getByText(text).first().waitFor();
  }

  /** Types into the quick input that is open and accepts it. */
  async answer(text: string): Promise<void> {
    await this.#type(text);
    await this.page.keyboard.press('Enter');
  }

  /** Chooses a folder in the dialog of an editor without windows of its own. @param label of its button */
  async chooseFolder(folder: string, label: string): Promise<void> {
    const button = this.quickInput.getByRole('button', { name: label });
    await button.waitFor();
    await this.#proposed(/\/$/u);
    // While the dialog reads a folder, its button does nothing.
    await this.#again(async (timeout) => {
      if (!(await button.isVisible())) return;
      if ((await this.#field.inputValue({ timeout })) !== `${folder}/`)
        await this.#type(`${folder}/`, timeout);
      await button.click({ timeout });
      await button.waitFor({ state: 'hidden', timeout });
    }, 2_000);
  }

  /** Answers the dialog for a new file of an editor without windows of its own. */
  async saveAs(path: string): Promise<void> {
    await this.#proposed(/\.\w+$/u);
    await this.#again(async (timeout) => {
      if (!(await this.quickInput.isVisible())) return;
      await this.#type(path, timeout);
      await this.page.keyboard.press('Enter');
      await this.quickInput.waitFor({ state: 'hidden', timeout });
    }, 2_000);
  }

  /** Waits for what a dialog proposes: until then it writes that over what is typed. */
  async #proposed(pattern: RegExp): Promise<void> {
    await this.#again(async (timeout) => {
      const value = await this.#field.inputValue({ timeout });
      if (!pattern.test(value)) throw new Error(`the dialog proposes ${value}`);
    });
  }

  /** Answers the dialog for a file to open, of an editor without windows of its own. */
  async openFile(path: string): Promise<void> {
    const button = this.quickInput.getByRole('button', { name: 'OK' });
    await button.waitFor();
    await this.#proposed(/\/$/u);
    await this.#again(async (timeout) => {
      if (!(await button.isVisible())) return;
      await this.#type(path, timeout);
      await this.page.keyboard.press('Enter');
      await button.waitFor({ state: 'hidden', timeout });
    });
  }

  /** Picks an option of the quick input that is open. */
  async pick(name: string | RegExp): Promise<void> {
    const option = this.quickInput.getByRole('option', { name }).first();
    await option.click();
    // A list that is just being filled may take a click for nothing.
    await this.#untilTaken(option);
  }

  /** Waits until the quick input offers this and nothing else: it goes on offering the rest until it has searched. */
  async onlyOption(name: string): Promise<void> {
    const options = this.quickInput.getByRole('option');
    await options.filter({ hasText: name }).waitFor();
    await this.holds(async () => (await options.count()) === 1, `${name} is the only one that is offered`);
  }

  /** Picks an option of what `ask` opens, which is asked again where it does not offer that yet. */
  async pickOf(ask: () => Promise<void>, name: string | RegExp): Promise<void> {
    const option = this.quickInput.getByRole('option', { name }).first();
    await this.#again(async (timeout) => {
      if (await this.quickInput.isVisible()) await this.page.keyboard.press('Escape');
      await ask();
      await option.click({ timeout });
    });
  }

  /** Does something until `shown` shows, again where something else on the screen took it. */
  async until(shown: Locator, attempt: () => Promise<void>): Promise<void> {
    let tries = 0;
    await this.#again(async (timeout) => {
      if (tries++ === 0 || !(await shown.isVisible())) await attempt();
      await shown.waitFor({ timeout });
    });
  }

  /** Waits until something holds that no row shows, as `what` says it. */
  async holds(condition: () => Promise<boolean>, what: string): Promise<void> {
    await this.#again(async () => {
      if (!(await condition())) throw new Error(`not so yet: ${what}`);
    });
  }

  /** What is in the clipboard, once there is a text in it: the window writes it some time after a command. */
  copied(): Promise<string> {
    return this.#again(async () => {
      const text = await this.page.evaluate(() => navigator.clipboard.readText());
      if (text === '') throw new Error('there is no text in the clipboard');
      return text;
    });
  }

  /** A notification, wherever it is shown; opens the notification center for it. */
  async notification(text: string | RegExp): Promise<Locator> {
    const center = this.page.locator('.notifications-center');
    const item = center.locator('.notification-list-item').filter({ hasText: text });
    await this.#again(async (timeout) => {
      // It closes by itself when the last notification in it goes, such as that of a progress.
      if (!(await center.isVisible())) await this.page.locator('[id="status.notifications"]').click();
      await item.waitFor({ timeout });
    }, 2_000);
    return item;
  }

  dialog(): Locator {
    return this.page.getByRole('dialog');
  }

  /** A page of the extension, in its two frames. */
  get webview(): FrameLocator {
    // While one page takes the place of another, both are there.
    const pages = this.page.locator('iframe.webview.ready').filter({ visible: true });
    return pages.last().contentFrame().frameLocator('iframe#active-frame');
  }

  /** The innermost frame of the page in front, for what works on frames. */
  async pageFrame(): Promise<Frame> {
    const handle = await this.webview.locator('body').elementHandle();
    const frame = await handle?.ownerFrame();
    if (!frame) throw new Error('no page is open');
    return frame;
  }

  /** Opens the file of a row to stay. */
  async openRow(row: Locator, name: string): Promise<void> {
    const tab = this.page.getByRole('tab', { name }).first();
    await this.until(tab, async () => {
      await this.#leaveRows();
      await row.dblclick();
    });
  }

  async screenshot(name: string): Promise<void> {
    await mkdir(join(RESULTS, 'screenshots'), { recursive: true });
    await this.page.screenshot({ path: join(RESULTS, 'screenshots', `${name}.png`) });
  }

  /** What the extension has logged. */
  cairnLog(): Promise<string> {
    return this.#server.extensionLog('Cairn.log');
  }

  /** What helps after a failure: the screen, and the logs of extension, server and browser. */
  async record(name: string): Promise<void> {
    await this.screenshot(`FAILED-${name}`);
    const logs = [await this.cairnLog(), this.#server.log, ...this.#console];
    await writeFile(join(RESULTS, `FAILED-${name}.log`), logs.join('\n'));
  }

  /** The description of the row under the pointer would lie over the rows below it. */
  async #leaveRows(): Promise<void> {
    await this.page.mouse.move(900, 400);
    await this.page.locator('.hover-contents').first().waitFor({ state: 'hidden' });
  }

  get #field(): Locator {
    return this.quickInput.locator('input[type=text], input[type=password]').first();
  }

  async #type(text: string, timeout = PATIENCE): Promise<void> {
    await this.#field.waitFor({ timeout });
    await this.#field.fill(text, { timeout });
  }

  async close(): Promise<void> {
    await this.#context.close();
    await this.#server.stop();
  }
}
