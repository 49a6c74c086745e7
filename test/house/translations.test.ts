/** Every translation is complete, and says the same with the same parts in it. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from './sources.ts';

type Texts = Readonly<Record<string, string>>;

const read = (file: string): Texts => JSON.parse(readFileSync(join(ROOT, file), 'utf8')) as Texts;

/** What must be in a translation as it is in the text: places for values, icons, commands and settings. */
const parts = (text: string): string[] =>
  [...text.matchAll(/\{\d\}|\$\([\w~-]+\)|\(command:[\w.]+\)|`[^`]*`/gu)]
    .map(([part]) => part)
    // Keys have names of their own in each language.
    .filter((part) => !/^`(?:Ctrl|Strg)\+/u.test(part))
    .sort();

const PAIRS = [
  ['l10n/bundle.l10n.json', 'l10n/bundle.l10n.*.json'],
  ['package.nls.json', 'package.nls.*.json'],
] as const;

for (const [original, pattern] of PAIRS) {
  const english = read(original);
  const translations = globSync(pattern, { cwd: ROOT });

  describe(`translations of ${original}`, () => {
    it('are there, one of them German', () => {
      assert.ok(translations.some((file) => basename(file).includes('.de.')));
    });

    for (const file of translations) {
      it(`${file} misses nothing, and has nothing that is not shown any more`, () => {
        assert.deepEqual(Object.keys(read(file)).sort(), Object.keys(english).sort());
      });

      it(`${file} has in each text what the English one has in it`, () => {
        const translated = read(file);
        const wrong = Object.entries(english).filter(([key, text]) => {
          const own = translated[key] ?? '';
          return own.trim() === '' || parts(own).join() !== parts(text).join();
        });
        assert.deepEqual(wrong, []);
      });
    }
  });
}
