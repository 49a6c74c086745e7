/**
 * Writes what package.json and the language files derive from the sources: commands, menus and keys from the table
 * of operations, and the texts that code shows (every `t('…')` of the extension) for translators.
 * `--check` changes nothing and exits with 1 where a file is out of date.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveManifest } from '../extension/operations/manifest.ts';

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

const read = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>;

/** Every text given to a translator as a literal in single quotes or without quotes inside. */
function texts(): string[] {
  const found = new Set<string>();
  for (const file of globSync('{extension,webview-ui}/**/*.ts', { cwd: root })) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [, single, double] of source.matchAll(/\bt\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/gu)) {
      found.add((single ?? double ?? '').replace(/\\(.)/gu, '$1'));
    }
  }
  return [...found].sort();
}

const derived = deriveManifest();
const manifest = read('package.json');
const contributes = {
  ...(manifest.contributes as object),
  commands: derived.commands,
  menus: derived.menus,
  keybindings: derived.keybindings,
};
const nls = Object.entries(read('package.nls.json')).filter(([key]) => !key.startsWith('command.'));
const outputs: readonly [string, object][] = [
  ['package.json', { ...manifest, contributes }],
  ['package.nls.json', { ...Object.fromEntries(nls), ...derived.texts }],
  ['l10n/bundle.l10n.json', Object.fromEntries(texts().map((text) => [text, text]))],
];

let stale = false;
for (const [file, value] of outputs) {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  let before = '';
  try {
    before = readFileSync(join(root, file), 'utf8');
  } catch {
    // Written for the first time.
  }
  if (JSON.stringify(before === '' ? null : JSON.parse(before)) === JSON.stringify(value)) continue;
  stale = true;
  if (check) process.stderr.write(`${file} is out of date: run "npm run manifest"\n`);
  else writeFileSync(join(root, file), text);
}
process.exit(check && stale ? 1 : 0);
