/** Names, paths, addresses and ignore files: text that people and studios choose. */
import assert from 'node:assert/strict';
import { isAbsolute, relative, sep } from 'node:path';
import { nameKey, nameProblem, numberedName, suggestName } from '../../../engine/domain/names.ts';
import { normaliseStudioUrl, parseProjectUrl } from '../../../engine/domain/studioUrl.ts';
import { pathKey } from '../../../engine/snapshot/tree.ts';
import { IgnoreRules, requireQuick } from '../../../engine/workspace/ignore.ts';
import { pathInside } from '../../../engine/workspace/paths.ts';
import { editorLink, parseJoinLink } from '../../../extension/account/joinLink.ts';
import { bytesOf, hasCode, type Target, utf8 } from '../target.ts';

const NAMES = [
  'rock.png',
  'Caf\u00e9 \u00df\u1e9e.PSD',
  '.cairn',
  'CON.txt',
  'a\u200bb',
  '\u6f22\u5b57'.repeat(40),
];

export const names: Target = {
  name: 'names',
  runs: 1_000,
  samples: () => [...NAMES, ...NAMES.map((name) => `props/${name}/deep`), '../x', 'a//b'].map(bytesOf),
  decode: (input) => {
    const text = utf8(input);
    const key = nameKey(text);
    assert.equal(nameKey(key), key);
    assert.equal(nameProblem(suggestName(text)), undefined);
    assert.ok(Buffer.byteLength(numberedName(text, () => false)) <= 255);
    if (nameProblem(text) === undefined) assert.equal(pathKey(text), key);
    const inside = pathInside('/work/folder', text);
    const back = relative('/work/folder', inside);
    assert.ok(!isAbsolute(back) && !back.split(sep).includes('..'));
    return inside;
  },
  isExpected: hasCode('outside-folder', 'name-refused'),
};

export const addresses: Target = {
  name: 'addresses',
  runs: 800,
  samples: () => ['http://studio.example:7420/film', 'https://a.b/c%20d', 'http://[::1]:1/x'].map(bytesOf),
  decode: (input) => {
    const text = utf8(input);
    const { studio } = parseProjectUrl(text);
    assert.equal(normaliseStudioUrl(studio), studio);
  },
  isExpected: hasCode('usage'),
};

export const invitations: Target = {
  name: 'invitations',
  runs: 800,
  samples: () =>
    [
      'https://studio.example/#invitation=abcdefghijklmnopqrstuvwxyz',
      'vscode://cairn-vc.cairn/join?studio=https%3A%2F%2Fstudio.example&invitation=abcdefghijklmnopqrstuvwxyz',
    ].map(bytesOf),
  decode: (input) => {
    const link = parseJoinLink(utf8(input));
    assert.deepEqual(parseJoinLink(editorLink('vscode', 'cairn-vc.cairn', link)), link);
  },
  isExpected: hasCode('usage'),
};

const PATHS = ['a', 'rock.png', `${'a'.repeat(60)}/${'ab'.repeat(60)}.png`, `${'x/'.repeat(40)}y`].map(
  (path) => `props/${path}`,
);

export const ignore: Target = {
  name: 'ignore-files',
  runs: 400,
  samples: () =>
    [
      '*.tmp\n!keep.tmp\n/build/\n**/cache/**\n',
      'a*a*a*a*a*b\n*a*b*a*b*a*b*c\n',
      '**/a/**/a/**/x\n[a-z]*[!0-9]?\\ \n#comment\n',
      '[[:alpha:]]*[z-a]\n\\\n!\n!!\n/\n//\n***\n',
      '(a+)+$\n{a,b}\n^x|y\n+(a|b)\n',
    ].map(bytesOf),
  decode: (input) => {
    const text = utf8(input);
    let quick = text;
    try {
      quick = requireQuick(text);
    } catch (error) {
      assert.match((error as Error).message, /^line \d+ has more than/u);
      return;
    }
    const rules = IgnoreRules.presets().inside('', quick, '').inside('props', quick, '/Saved/\n');
    for (const path of PATHS) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      for (const isFolder of [true, false]) rules.ignores(path, name, isFolder);
    }
  },
  isExpected: () => false,
};
