import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  explainName,
  explainRefused,
  MAX_NAME_BYTES,
  nameKey,
  nameProblem,
  numberedName,
  refusedName,
  suggestName,
} from '../../../engine/domain/names.ts';
import { english } from '../../../engine/domain/said.ts';

describe('name keys', () => {
  const same: [string, string][] = [
    ['Tex.PNG', 'tex.png'],
    ['caf\u00e9', 'cafe\u0301'],
    ['Stra\u00dfe', 'STRASSE'],
    ['\u212bngstr\u00f6m', '\u00e5ngstr\u00f6m'],
    ['a\u200bb', 'ab'],
    ['\u03c3\u03c2', '\u03a3\u03a3'],
    ['STRA\u1e9eE', 'stra\u00dfe'],
    ['\ufb01lm.PSD', 'FILM.psd'],
    ['\u0130stanbul', 'i\u0307stanbul'],
    ['\u212aelvin', 'kelvin'],
    ['\u1f80', '\u1f00\u03b9'],
    ['\uac00', '\u1100\u1161'],
    ['\u01c5', '\u01c4'],
    ['soft\u00adhyphen', 'softhyphen'],
    ['\ufeffbom\ufe0f', 'bom'],
  ];
  for (const [a, b] of same) it(`${a} and ${b} are one name`, () => assert.equal(nameKey(a), nameKey(b)));

  it('tells different names apart', () => {
    assert.notEqual(nameKey('rock1.png'), nameKey('rock2.png'));
    assert.notEqual(nameKey('e'), nameKey('\u00e9'));
    assert.notEqual(nameKey('k\u0131l'), nameKey('kil'), 'the dotless i is a letter of its own');
    assert.notEqual(nameKey('\uff21'), nameKey('A'), 'a full-width letter is another one on every disk');
  });

  it('of every character with a case or another form is that of all of them', () => {
    const special = /[\p{Changes_When_Casemapped}\p{Changes_When_NFKC_Casefolded}]/u;
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      const one = String.fromCodePoint(code);
      if (!special.test(one)) continue;
      const key = nameKey(one);
      const variants = [key, one.toLowerCase(), one.normalize('NFC'), one.normalize('NFD')];
      if (code !== 0x131) variants.push(one.toUpperCase(), one.toUpperCase().toLowerCase());
      if (variants.some((variant) => nameKey(variant) !== key)) wrong.push(`U+${code.toString(16)}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('is idempotent and ignores case and normalisation of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const key = nameKey(text);
        assert.equal(nameKey(key), key);
        assert.equal(nameKey(text.normalize('NFD')), key);
        assert.equal(nameKey(text.normalize('NFC')), key);
        if (!text.includes('\u0131')) assert.equal(nameKey(text.toUpperCase()), key);
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
    ['cairn~12', 'reserved'],
    ['CA1F3E~1', 'reserved'],
    ['.cairn-tmp-anything', 'reserved'],
    ['.CAIRN-TMP-1', 'reserved'],
    ['.\u200d\ufeffcairn\u2060', 'reserved'],
    ['..\u200b', 'dots'],
    ['\u2060.', 'dots'],
    ['end.\u200b', 'trailing-dot-or-space'],
    ['end \u00ad', 'trailing-dot-or-space'],
    ['\u3000 \u00a0', 'empty'],
    ['a\u0085b', 'forbidden-character'],
    ['a\u007fb', 'forbidden-character'],
    ['CON .txt', 'device-name'],
    ['co\u200bn', 'device-name'],
    ['CONIN$', 'device-name'],
    ['conout$.log', 'device-name'],
    ['com\u00b2.tar.gz', 'device-name'],
    ['LPT\u00b3', 'device-name'],
    ['aux.', 'trailing-dot-or-space'],
    ['\u6f22'.repeat(86), 'too-long'],
    ['\u{1f600}'.repeat(64), 'too-long'],
    ['a\udc00b', 'not-unicode'],
    ['\ud800', 'not-unicode'],
  ];
  for (const [name, problem] of refused) {
    it(`refuses ${JSON.stringify(name.slice(0, 20))}: ${problem}`, () => {
      assert.equal(nameProblem(name), problem);
      assert.ok(english(explainName(nameProblem(name) ?? 'empty')).length > 10);
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
    '\u6f22'.repeat(85),
    'com10',
    'lpt',
    'conin',
    'null.txt',
    'cairn~',
    'cairn~x',
    '.cairn.png',
    '.cairns',
    'cairn',
    '.cairn-temporary',
    '...a',
    ' leading',
    '\u200bshown',
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

  for (const device of 'con prn aux nul conin$ conout$ com lpt'.split(' ')) {
    const all = /com|lpt/u.test(device)
      ? [...'0123456789\u00b9\u00b2\u00b3'].map((n) => device + n)
      : [device];
    it(`refuses ${all.join(', ')}, in any case, with any extension`, () => {
      const extension = fc.string({ unit: fc.constantFrom('a', 'Z', '.', ' ', '1', '\u00e9', '-') });
      fc.assert(
        fc.property(fc.constantFrom(...all), fc.boolean(), extension, (name, upper, rest) => {
          const spelled = upper ? name.toUpperCase() : name;
          assert.equal(nameProblem(spelled), 'device-name');
          assert.equal(nameProblem(`${spelled}.${rest}x`), 'device-name');
          assert.equal(nameProblem(suggestName(`${spelled}.${rest}x`)), undefined);
        }),
        { numRuns: 50 },
      );
    });
  }

  it('refuses every forbidden and control character, anywhere in a name', () => {
    const forbidden = [...'/\\<>:"|?*\u007f'];
    for (let code = 0; code < 0x20; code++) forbidden.push(String.fromCodePoint(code));
    for (let code = 0x80; code < 0xa0; code++) forbidden.push(String.fromCodePoint(code));
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 5 });
    fc.assert(
      fc.property(fc.constantFrom(...forbidden), text, text, (bad, before, after) => {
        const problem = nameProblem(`x${before}${bad}${after}x`);
        assert.equal(problem, 'forbidden-character');
      }),
      { numRuns: 500 },
    );
  });

  it('judges a name by what a disk that ignores code points would see of it', () => {
    const ignorable = fc.constantFrom(
      '\u200b',
      '\u200d',
      '\u00ad',
      '\ufeff',
      '\u2066',
      '\ufe0f',
      '\u{e0001}',
    );
    const rule = fc.constantFrom('.cairn', 'CAIRN~1', 'con', 'nul.txt', '..', '.', 'end.', 'end ');
    fc.assert(
      fc.property(rule, fc.array(fc.tuple(fc.nat(9), ignorable), { maxLength: 4 }), (name, noise) => {
        const letters = [...name];
        for (const [at, sign] of noise) letters.splice(at % (letters.length + 1), 0, sign);
        assert.equal(nameProblem(letters.join('')), nameProblem(name));
      }),
    );
  });

  it('takes no longer for a longer name, and keeps its extension', () => {
    const long = suggestName(`${'\u6f22?'.repeat(500_000)}.png`);
    assert.ok(long.endsWith('.png') && Buffer.byteLength(long) <= MAX_NAME_BYTES);
    assert.equal(nameProblem(long), undefined);
    assert.equal(nameProblem(numberedName('x'.repeat(1_000_000), () => false)), undefined);
  });

  it('says which name, why, and what would do', () => {
    const refused = refusedName('a:b.png');
    assert.deepEqual(refused, { name: 'a:b.png', problem: 'forbidden-character', suggestion: 'a_b.png' });
    assert.match(english(explainRefused(refused!)), /"a:b\.png" cannot be used: .* "a_b\.png" would do\./u);
    assert.equal(refusedName('a_b.png'), undefined);
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
