/** What the engine and the studio say is said in the editor's language: every sentence that it can show is one for translators. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { plain } from '../../engine/domain/said.ts';
import type { ErrorCode } from '../../engine/errors.ts';
import { answerError } from '../../engine/remote/failures.ts';
import { explain } from '../../extension/messages.ts';
import { rowWords } from '../../extension/studioWords.ts';
import { StudioError, type StudioErrorCode } from '../../server/errors.ts';
import { ROOT } from './sources.ts';

/** Failures of which the editor shows the engine's own sentence; of the others it has one for the code. */
const TOLD: readonly ErrorCode[] = [
  'usage',
  'not-found',
  'name-refused',
  'name-taken',
  'project-corrupt',
  'engine-unavailable',
  'file-unreadable',
  'studio-error',
];

const source = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** The members of a union of texts in a source. */
function codes(file: string, type: string): string[] {
  const [, union = ''] = new RegExp(`type ${type} =([^;]*);`, 'u').exec(source(file)) ?? [];
  const found = [...union.matchAll(/'([\w-]+)'/gu)].map(([, code = '']) => code);
  assert.ok(found.length > 5, `${type} is read`);
  return found;
}

describe('sentences', () => {
  const bundle = JSON.parse(source('l10n/bundle.l10n.json')) as Record<string, string>;

  it('of the engine’s failures are tagged for translators where the editor shows them', () => {
    const untagged = globSync('engine/**/*.ts', { cwd: ROOT }).flatMap((file) =>
      [...source(file).matchAll(/new CairnError\(\s*'([\w-]+)',\s*['"`]/gu)]
        .filter(([, code]) => TOLD.includes(code as ErrorCode))
        .map(([found]) => `${file}: ${found}`),
    );
    assert.deepEqual(untagged, []);
  });

  it('that are tagged are in the texts for translators', () => {
    const tagged = globSync('engine/**/*.ts', { cwd: ROOT }).flatMap((file) =>
      // Up to the first part: what comes before it is in the template as it is in the source.
      [...source(file).matchAll(/\bsaid`([^`$\\]{4,})/gu)].map(([, start = '']) => start),
    );
    assert.ok(tagged.length > 100);
    const texts = Object.keys(bundle);
    assert.deepEqual(
      tagged.filter((start) => !texts.some((text) => text.startsWith(start))),
      [],
    );
  });

  for (const code of codes('server/errors.ts', 'StudioErrorCode')) {
    it(`has one for a studio that answers ${code}`, () => {
      const { status } = new StudioError(code as StudioErrorCode, '');
      const body = Buffer.from(JSON.stringify({ error: { code, message: 'OWN WORDS' } }));
      const { text } = explain(answerError(status, {}, body, 'http://studio'), plain);
      assert.doesNotMatch(text, /^OWN WORDS|The studio refused: /u);
    });
  }

  it('has one for each reason for which a studio refuses a row', () => {
    const unknown = codes('server/sync/rejection.ts', 'RejectionCode').filter(
      (code) => rowWords(code, 'OWN WORDS', plain) === 'OWN WORDS',
    );
    assert.deepEqual(unknown, []);
    assert.equal(rowWords('from-later', 'OWN WORDS', plain), 'OWN WORDS');
  });
});
