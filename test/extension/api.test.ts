/** The types that other extensions copy say the same as what they get. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CairnApi as Published } from '../../examples/extension/cairn.d.ts';
import type { CairnApi } from '../../extension/api.ts';
import { ROOT } from '../house/sources.ts';

/** Members with their types, so that one that only one of them has is noticed, too. */
type Same<A, B> = keyof A extends keyof B ? (keyof B extends keyof A ? true : never) : never;

// That these compile is the test; the stage `lint` does.
const published = (api: CairnApi): Published => api;
const given = (api: Published): CairnApi => api;
const members: Same<CairnApi, Published> = true;

describe('the API for other extensions', () => {
  it('has one shape: that of the file to copy', () => {
    assert.ok(members);
    assert.equal(typeof published, typeof given);
  });

  it('is used in the page as in the example, which the host suites run', () => {
    const page = readFileSync(join(ROOT, 'docs/extension-api.md'), 'utf8');
    const example = readFileSync(join(ROOT, 'examples/extension/extension.ts'), 'utf8');
    const snippets = [...page.matchAll(/```ts\n([\s\S]*?)```/gu)].map(([, text = '']) => text.trim());
    assert.equal(snippets.length, 1);
    for (const snippet of snippets) assert.ok(example.includes(snippet), snippet);
  });

  it('has a row in the page for each member', () => {
    const page = readFileSync(join(ROOT, 'docs/extension-api.md'), 'utf8');
    const source = readFileSync(join(ROOT, 'examples/extension/cairn.d.ts'), 'utf8');
    const api = source.slice(source.indexOf('export interface CairnApi'));
    const names = [...api.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gmu)].map(([, name = '']) => name);
    assert.ok(names.length >= 12, names.join());
    assert.deepEqual(
      names.filter((name) => !new RegExp(`\`${name}[\`(]`, 'u').test(page)),
      [],
    );
  });
});
