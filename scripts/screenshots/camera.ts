/** Takes pictures of a workbench, each in one theme or in all. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { World } from '../../test/e2e/editor/world.ts';
import { root } from '../../test/support/cache.ts';
import type { Member } from '../../test/support/team.ts';
import type { Workbench } from '../../test/support/workbench.ts';

interface Theme {
  /** Of the pages' body. */
  readonly page: string;
  /** Of the workbench. */
  readonly workbench: string;
  readonly scheme: 'dark' | 'light';
  readonly settings: Readonly<Record<string, unknown>>;
}

export const THEMES = {
  dark: { page: 'vscode-dark', workbench: 'vs-dark', scheme: 'dark', settings: {} },
  light: { page: 'vscode-light', workbench: 'vs', scheme: 'light', settings: {} },
  'contrast-dark': {
    ...{ page: 'vscode-high-contrast', workbench: 'hc-black', scheme: 'dark' },
    settings: { 'workbench.preferredDarkColorTheme': 'Default High Contrast' },
  },
  'contrast-light': {
    ...{ page: 'vscode-high-contrast-light', workbench: 'hc-light', scheme: 'light' },
    settings: { 'workbench.preferredLightColorTheme': 'Default High Contrast Light' },
  },
} as const satisfies Record<string, Theme>;
export type ThemeName = keyof typeof THEMES;

export interface CameraOptions {
  readonly folder: string;
  /** With more than one, the theme is part of the file's name. */
  readonly themes: readonly ThemeName[];
  /** Of pictures; all where it is left out. */
  readonly only?: ReadonlySet<string>;
}

const WINDOW = { 'window.title': 'Lighthouse' };

export class Camera {
  readonly #options: CameraOptions;

  constructor(options: CameraOptions) {
    this.#options = options;
  }

  /** @param dataDir of its own; made */
  open(world: World, member: Member, dataDir: string): Promise<Workbench> {
    return world.editor(member, { dataDir, settings: WINDOW });
  }

  async shoot(editor: Workbench, name: string): Promise<void> {
    const { folder, themes, only } = this.#options;
    if (only && !only.has(name)) return;
    await mkdir(folder, { recursive: true });
    await editor.page.mouse.move(1_270, 795);
    for (const theme of themes) {
      if (themes.length > 1) await this.#show(editor, THEMES[theme]);
      const file = join(folder, themes.length > 1 ? `${name}-${theme}.png` : `${name}.png`);
      await writeFile(file, await editor.page.screenshot({ animations: 'disabled', caret: 'hide' }));
      console.log(relative(root, file));
    }
  }

  async #show(editor: Workbench, { page, workbench, scheme, settings }: Theme): Promise<void> {
    await editor.set(settings);
    await editor.page.emulateMedia({ colorScheme: scheme });
    await editor.page.locator(`.monaco-workbench.${workbench}`).waitFor();
    for (const frame of editor.page.frames()) {
      const body = frame.locator('body[class*=vscode-]');
      if ((await body.count().catch(() => 0)) > 0)
        await body.and(frame.locator(`.${page}`)).waitFor({ state: 'attached' });
    }
    await editor.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
  }
}
