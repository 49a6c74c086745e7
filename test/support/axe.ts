/** The accessibility checker axe in a page or a frame of one: WCAG 2.2 at level AA, and its best practices. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { root } from './cache.ts';

/** What a page inside the editor leaves to the editor around it. */
const NOT_OURS = ['landmark-one-main', 'page-has-heading-one', 'region'];

/** Fails with each rule that is broken, and where. */
export async function assertAccessible(where: Page | Frame | Promise<Frame>): Promise<void> {
  const target = await where;
  const source = await readFile(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
  // As the debugger evaluates it, whatever the page's content policy says.
  await target.evaluate(source);
  const { violations, passes } = await target.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    return (await axe.run(document, {
      rules: Object.fromEntries(rules.map((rule) => [rule, { enabled: false }])),
    })) as AxeResults;
  }, NOT_OURS);
  assert.ok(passes.length > 5, 'axe found next to nothing to check');
  const problems = violations.flatMap(({ id, help, nodes }) =>
    nodes
      .slice(0, 3)
      .map(({ target: at, failureSummary }) => `${id}: ${help}\n  ${at.join(' ')}\n  ${failureSummary}`),
  );
  assert.ok(problems.length === 0, `\n${problems.join('\n')}`);
}
