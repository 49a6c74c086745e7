/** The package that is shipped: exactly what is meant, and it works where it is installed. */
import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { imageFacts } from '../../engine/preview/dimensions.ts';
import { root } from '../support/cache.ts';
import { run } from '../support/process.ts';

const PLATFORMS = [
  'darwin-arm64',
  'darwin-x64',
  'linux-arm64',
  'linux-x64',
  'linuxmusl-arm64',
  'linuxmusl-x64',
  'win32-arm64',
  'win32-x64',
];
const BUNDLES = [
  'extension',
  'worker',
  'scan',
  'content',
  'check',
  'look',
  'cairn',
  'cli',
  'studio',
  'undici',
  'zod',
  'pg',
  'fast-xml-parser',
  'openid-client',
].map((name) => `dist/${name}.cjs`);
const REST =
  /^(package\.json|package\.nls(\.[\w-]+)?\.json|README\.md|CHANGELOG\.md|LICENSE|media\/.+|l10n\/.+)$/;

describe('the packaged extension', function () {
  this.timeout(60_000);
  let files: string[];

  before(async () => {
    const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
    const listed = await run(process.execPath, [vsce, 'ls', '--no-dependencies'], { cwd: root });
    files = listed.trim().split(/\r?\n/);
  });

  it('holds the bundles, the binaries and the manifest, and nothing else', () => {
    const built = files.filter((file) => file.startsWith('dist/')).toSorted();
    const binaries = built.filter((file) => file.startsWith('dist/native/'));
    assert.deepEqual(
      built.filter((file) => !binaries.includes(file)),
      [
        ...BUNDLES,
        'dist/webview.js',
        'dist/compare.js',
        'dist/needs.js',
        'dist/paste.js',
        'dist/zstd.wasm',
      ].toSorted(),
    );
    assert.deepEqual(
      files.filter((file) => !file.startsWith('dist/') && !REST.test(file)),
      [],
    );
    for (const needed of ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']) {
      assert.ok(files.includes(needed), `${needed} is missing`);
    }
  });

  it('holds a SQLite binary for each of the eight platforms', () => {
    assert.deepEqual(
      files.filter((file) => file.endsWith('.node')).toSorted(),
      PLATFORMS.map((platform) => `dist/native/${platform}.node`),
    );
  });

  it('is of a size that can be downloaded without a thought', async () => {
    const sizes = await Promise.all(files.map(async (file) => (await stat(join(root, file))).size));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total < 40_000_000, `${total} bytes before compression`);
  });

  it('says what a marketplace asks for', async () => {
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    for (const field of [
      'displayName',
      'description',
      'publisher',
      'license',
      'icon',
      'categories',
      'keywords',
    ]) {
      assert.ok(manifest[field], `${field} is missing`);
    }
    const keywords = manifest.keywords as string[];
    assert.ok(keywords.length <= 30, 'a marketplace takes thirty keywords');
    const icon = await readFile(join(root, String(manifest.icon)));
    const facts = imageFacts(icon);
    assert.ok(facts && facts.width >= 128 && facts.height >= 128, 'the icon has at least 128 pixels');
    assert.match(String(manifest.version), /^\d+\.\d+\.\d+$/u);
    // A page of the marketplace shows no SVG, and nothing of a disk.
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    assert.doesNotMatch(readme, /!\[[^\]]*\]\([^)]*\.svg\)|!\[[^\]]*\]\(file:/u);
  });
});
