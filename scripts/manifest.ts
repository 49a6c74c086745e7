/**
 * Writes what package.json and the language files derive from the sources: commands, menus and keys from the table
 * of operations, and the texts that code shows (every `t('…')` of the extension, every sentence of the engine that is
 * tagged `said`) for translators.
 * `--check` changes nothing and exits with 1 where a file is out of date.
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deriveManifest } from '../extension/operations/manifest.ts';

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

const read = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, unknown>;

/**
 * Every sentence of the engine, as its tag makes a template of it.
 * @throws where there is more in the braces than is read
 */
function sentences(): string[] {
  return globSync('{engine,extension}/**/*.ts', { cwd: root }).flatMap((file) => {
    const source = readFileSync(join(root, file), 'utf8');
    const found = [...source.matchAll(/\bsaid`((?:[^`\\$]|\\.|\$\{[^{}`]*\})*)`/gu)].map(
      ([, text = '']) => text,
    );
    if (found.length !== source.split('said`').length - 1) throw new Error(`${file}: a sentence is not read`);
    return found.map((text) => {
      let place = 0;
      return text.replace(/\$\{[^}]*\}/gu, () => `{${place++}}`).replace(/\\(.)/gu, '$1');
    });
  });
}

/** Every text given to a translator as a literal in single quotes or without quotes inside. */
function texts(): string[] {
  const found = new Set<string>(sentences());
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
