/** The types that other extensions copy say the same as what they get. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CairnApi as Published } from '../../examples/extension/cairn.d.ts';
import type { CairnApi } from '../../extension/api.ts';
import { ROOT } from '../house/sources.ts';

/** True only of types that are the same to the last optional member, which types that can be assigned to each other need not be. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;

/** Members, and what is given to those that are called: what they answer may hold more than is promised. */
type Asked<A> = { readonly [K in keyof A]: A[K] extends (...given: infer G) => unknown ? G : null };

// That these compile is the test; the stage `lint` does.
const published = (api: CairnApi): Published => api;
const given = (api: Published): CairnApi => api;
const asked: Same<Asked<CairnApi>, Asked<Published>> = true;

describe('the API for other extensions', () => {
  it('has one shape: that of the file to copy', () => {
    assert.ok(asked);
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
