import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REFERENCE = /`(test\/[\w./-]+\.ts): ([^`]+)`/gu;

describe('the page on security', () => {
  const page = readFileSync(`${ROOT}docs/security.md`, 'utf8');
  const named = [...page.matchAll(REFERENCE)].map(([, file, title]) => ({
    file: file ?? '',
    title: title ?? '',
  }));

  it('names tests that exist', () => {
    assert.ok(named.length > 30, `only ${named.length} tests are named`);
    const missing = named.filter(
      ({ file, title }) => !existsSync(ROOT + file) || !readFileSync(ROOT + file, 'utf8').includes(title),
    );
    assert.deepEqual(missing, []);
  });

  it('names one for every attack, or says that nothing is done against it', () => {
    const rows = page
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| (?:attack|---)/u.test(line));
    const bare = rows.filter((row) => row.search(REFERENCE) < 0 && !row.includes('| not defended'));
    assert.deepEqual(bare, []);
  });
});
