import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/cache.ts';
import { DECODERS } from './decoders.ts';
import { TARGETS } from './targets/all.ts';

const PARTS = ['engine', 'server', 'cli', 'extension', 'proto', 'webview-ui', 'native'];
/** What bytes and text are read with where they mean more than themselves. */
const DECODES =
  /JSON\.parse\(|\.safeParse\(|new XMLParser|\.read(?:Big)?U?Int(?:8|16|32|64|BE|LE)|v1\.\w+\.decode\(|function \*?decode|const decode[A-Z]\w* = |new URL\(|decodeURIComponent|[Ss]chema\.parse\(|new URLSearchParams\(\w*query|[dD]ecompress\w*\(|split\(\/\\r\?\\n/u;

const decoding = PARTS.flatMap((part) =>
  readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })
    .map((path) => `${part}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.includes('/generated/'))
    .filter((path) => DECODES.test(readFileSync(join(root, path), 'utf8'))),
);

describe('decoders', () => {
  it('are found', () => assert.ok(decoding.length > 30));

  it('are fuzzed, or there is a reason why not', () => {
    assert.deepEqual(
      decoding.filter((path) => !(path in DECODERS)),
      [],
      'not in test/fuzz/decoders.ts',
    );
  });

  it('are fuzzed by what there is', () => {
    const targets = new Set(TARGETS.map(({ name }) => name));
    for (const [path, by] of Object.entries(DECODERS))
      assert.ok(by.startsWith('not: ') || targets.has(by), `${path}: ${by}`);
  });
});
