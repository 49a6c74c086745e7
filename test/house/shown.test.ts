/** Pages that say of each rule which test shows it: the tests are there, and no rule is without one. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REFERENCE = /`(test\/[\w./-]+\.ts): ([^`]+)`/gu;
/** The head of a table, the line below it, and rows that are a title in bold. */
const NO_RULE = /^\| (?:attack|rule|---|\*\*[^|]*\*\* \| \|)/u;

describe('tests that pages name', () => {
  for (const [name, from, least] of [
    ['docs/security.md', '# Security', 30],
    ['docs/testing.md', '## The rules of a sync', 60],
  ] as const) {
    const text = readFileSync(ROOT + name, 'utf8');
    const page = text.slice(text.indexOf(from));

    it(`are there: ${name}`, () => {
      const named = [...page.matchAll(REFERENCE)].map(([, file = '', title = '']) => ({ file, title }));
      assert.ok(named.length > least, `only ${named.length} tests are named`);
      const missing = named.filter(
        ({ file, title }) => !existsSync(ROOT + file) || !readFileSync(ROOT + file, 'utf8').includes(title),
      );
      assert.deepEqual(missing, []);
    });

    it(`show every rule of it, unless it says that nothing is done: ${name}`, () => {
      const rows = page.split('\n').filter((line) => line.startsWith('| ') && !NO_RULE.test(line));
      const bare = rows.filter((row) => row.search(REFERENCE) < 0 && !row.includes('| not defended'));
      assert.deepEqual(bare, []);
    });
  }
});
