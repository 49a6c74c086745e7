/** When something shows, by the clock of the page it shows on: driving a browser from outside takes tens of milliseconds. */
import type { Frame, Locator, Page } from 'playwright-core';

/** Milliseconds from pressing the mouse on `row` until a row whose name begins with `name` is painted. */
export async function timeToRow(page: Page, row: Locator, name: string): Promise<number> {
  await page.evaluate((wanted) => {
    const global = window as unknown as { shown: Promise<number> };
    global.shown = new Promise((resolve) => {
      document.addEventListener(
        'mousedown',
        () => {
          const started = performance.now();
          const look = (): void => {
            const rows = [...document.querySelectorAll('.monaco-list-row[aria-label]')];
            if (!rows.some((one) => one.getAttribute('aria-label')?.trim().startsWith(wanted)))
              return void requestAnimationFrame(look);
            requestAnimationFrame(() => resolve(performance.now() - started));
          };
          look();
        },
        { once: true, capture: true },
      );
    });
  }, name);
  await row.click();
  return page.evaluate(() => (window as unknown as { shown: Promise<number> }).shown);
}

/** UTC milliseconds, by the page's clock. */
export const now = (page: Page): Promise<number> =>
  page.evaluate(() => performance.timeOrigin + performance.now());

/** UTC milliseconds at which the page in this frame first showed something. */
export const firstPaint = (frame: Frame): Promise<number> =>
  frame.evaluate(async () => {
    for (;;) {
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      if (paint !== undefined) return performance.timeOrigin + paint.startTime;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });

/**
 * Milliseconds from the text being in the field of the open quick input until a result whose label holds `wanted` is
 * painted.
 */
export async function timeToResult(page: Page, text: string, wanted: string): Promise<number> {
  const field = page.locator('.quick-input-widget input[type=text]').first();
  await field.waitFor();
  await page.evaluate((label) => {
    const global = window as unknown as { shown: Promise<number> };
    global.shown = new Promise((resolve) => {
      document.addEventListener(
        'input',
        () => {
          const started = performance.now();
          const look = (): void => {
            const rows = [...document.querySelectorAll('.quick-input-list .monaco-list-row')];
            if (!rows.some((one) => one.textContent?.includes(label)))
              return void requestAnimationFrame(look);
            requestAnimationFrame(() => resolve(performance.now() - started));
          };
          look();
        },
        { once: true, capture: true },
      );
    });
  }, wanted);
  await field.fill(text);
  return page.evaluate(() => (window as unknown as { shown: Promise<number> }).shown);
}
