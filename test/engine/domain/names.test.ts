import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  explainName,
  MAX_NAME_BYTES,
  nameKey,
  nameProblem,
  numberedName,
  suggestName,
} from '../../../engine/domain/names.ts';

describe('name keys', () => {
  const same: [string, string][] = [
    ['Tex.PNG', 'tex.png'],
    ['caf\u00e9', 'cafe\u0301'],
    ['Stra\u00dfe', 'STRASSE'],
    ['\u212bngstr\u00f6m', '\u00e5ngstr\u00f6m'],
    ['a\u200bb', 'ab'],
    ['\u03c3\u03c2', '\u03a3\u03a3'],
  ];
  for (const [a, b] of same) it(`${a} and ${b} are one name`, () => assert.equal(nameKey(a), nameKey(b)));

  it('tells different names apart', () => {
    assert.notEqual(nameKey('rock1.png'), nameKey('rock2.png'));
    assert.notEqual(nameKey('e'), nameKey('\u00e9'));
  });

  it('is idempotent and ignores case and normalisation of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const key = nameKey(text);
        assert.equal(nameKey(key), key);
        assert.equal(nameKey(text.normalize('NFD')), key);
        assert.equal(nameKey(text.normalize('NFC')), key);
        assert.equal(nameKey(text.toUpperCase()), key);
      }),
    );
  });
});

describe('name rules', () => {
  const refused: [string, string][] = [
    ['', 'empty'],
    ['\u200b', 'empty'],
    ['.', 'dots'],
    ['..', 'dots'],
    ['a/b', 'forbidden-character'],
    ['a\\b', 'forbidden-character'],
    ['a\u0000b', 'forbidden-character'],
    ['a:b', 'forbidden-character'],
    ['what?', 'forbidden-character'],
    ['tab\t', 'forbidden-character'],
    ['end.', 'trailing-dot-or-space'],
    ['end ', 'trailing-dot-or-space'],
    ['CON', 'device-name'],
    ['nul.txt', 'device-name'],
    ['Lpt1.tar.gz', 'device-name'],
    ['com\u00b9', 'device-name'],
    ['x'.repeat(256), 'too-long'],
    ['\u00e9'.repeat(128), 'too-long'],
    ['.cairn', 'reserved'],
    ['.CAIRN', 'reserved'],
    ['.ca\u200cirn', 'reserved'],
    ['CAIRN~1', 'reserved'],
    ['\ud800', 'not-unicode'],
  ];
  for (const [name, problem] of refused) {
    it(`refuses ${JSON.stringify(name.slice(0, 20))}: ${problem}`, () => {
      assert.equal(nameProblem(name), problem);
      assert.ok(explainName(nameProblem(name) ?? 'empty').length > 10);
    });
  }

  for (const name of [
    'rock.png',
    '.hidden',
    'console.log',
    'Ünïcode 漢字.psd',
    'a..b',
    '.cairnignore',
    'x'.repeat(255),
  ]) {
    it(`allows ${name.slice(0, 20)}`, () => assert.equal(nameProblem(name), undefined));
  }

  it('suggests an allowed name for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        assert.equal(nameProblem(suggestName(text)), undefined);
      }),
    );
    for (const [name] of refused) assert.equal(nameProblem(suggestName(name)), undefined, name);
  });

  it('numbers names before the extension and within the limit', () => {
    assert.equal(
      numberedName('rock.png', (name) => name === 'rock-2.png'),
      'rock-3.png',
    );
    assert.equal(
      numberedName('.env', () => false),
      '.env-2',
    );
    const long = numberedName(`${'x'.repeat(251)}.png`, () => false);
    assert.ok(Buffer.byteLength(long) <= MAX_NAME_BYTES);
  });
});
