import assert from 'node:assert/strict';
import fc from 'fast-check';
import ignore from 'ignore';
import { IgnoreRules, requireQuick } from '../../../engine/workspace/ignore.ts';
import { engineProjectPresets, IGNORE_PRESETS } from '../../../engine/workspace/ignore-presets.ts';
import { compileNames } from '../../../engine/workspace/name-patterns.ts';
import { temporaryName } from '../../../engine/workspace/temporary.ts';

const presets = (names: string[]) => engineProjectPresets(names.map((name) => ({ name })));
const rules = (text = '', names: string[] = []) => IgnoreRules.presets().inside('', text, presets(names));
const ignores = (by: IgnoreRules, path: string, isFolder: boolean): boolean =>
  by.ignores(path, path.slice(path.lastIndexOf('/') + 1), isFolder);

describe('ignore rules', () => {
  const ignored = [
    '.git/',
    '.git',
    'shots/.DS_Store',
    'Thumbs.db',
    'film.clst',
    'desktop.ini',
    '._rig.ma',
    'scene.blend1',
    'scene.blend12',
    'scene.blend@',
    'a/incrementalSave/',
    '~$budget.xlsx',
    '.~lock.notes.odt#',
    'render.exr.tmp',
    'x.swp',
    'SCENE.BLEND1',
    'Adobe Premiere Pro Auto-Save/',
    '__pycache__/',
    'node_modules/',
    '.cairn/',
    '.CAIRN/',
    temporaryName(),
  ];
  const kept = [
    'scene.blend',
    'rig.ma',
    'textures/rock.png',
    'Saved/',
    'Library/',
    'Intermediate/',
    'Temp/',
    '.cairnignore',
    'blend1',
    'sim.bak',
    'saved.psd',
    '.hidden',
    'template',
    '.cairn-tmp-notes.txt',
    'autosaved.ma',
    'archive.part1.rar',
  ];
  const test = (path: string, by = rules()) => ignores(by, path.replace(/\/$/u, ''), path.endsWith('/'));
  for (const path of ignored) it(`leaves out ${path}`, () => assert.equal(test(path), true));
  for (const path of kept) it(`keeps ${path}`, () => assert.equal(test(path), false));

  it('leaves out what engines make anew, only in their projects', () => {
    const unreal = rules('', ['Game.uproject', 'Content']);
    assert.equal(ignores(unreal, 'Saved', true), true);
    assert.equal(ignores(unreal, 'DerivedDataCache', true), true);
    assert.equal(ignores(unreal, 'Content/Saved', true), false);
    const unity = rules('', ['Assets', 'ProjectSettings']);
    assert.equal(ignores(unity, 'Library', true), true);
    assert.equal(ignores(unity, 'Assets/Library', true), false);
    const nested = rules().inside('game', '', presets(['Game.uproject']));
    assert.equal(ignores(nested, 'game/Saved', true), true);
  });

  it('lets a project take presets back and add its own', () => {
    const own = rules('!Thumbs.db\n!Saved/\n# comment\n/cache/\n*.bak\n!keep.bak\nrenders/**/*.exr\n', [
      'Game.uproject',
    ]);
    assert.equal(ignores(own, 'Thumbs.db', false), false);
    assert.equal(ignores(own, 'Saved', true), false);
    assert.equal(ignores(own, 'cache', true), true);
    assert.equal(ignores(own, 'shots/cache', true), false);
    assert.equal(ignores(own, 'a.bak', false), true);
    assert.equal(ignores(own, 'keep.bak', false), false);
    assert.equal(ignores(own, 'renders/a/b/x.exr', false), true);
  });

  it('gives the deeper file the last word, for its own folder only', () => {
    const deeper = rules('*.exr\n').inside('plates', '!*.exr\n/raw/\n', '');
    assert.equal(ignores(deeper, 'plates/a.exr', false), false);
    assert.equal(ignores(deeper, 'plates/raw', true), true);
    assert.equal(ignores(rules('*.exr\n'), 'a.exr', false), true);
  });

  it('never lets go of its own files', () => {
    const own = rules('!.cairn\n!.cairn/\n!.cairn-tmp-*\n');
    assert.equal(ignores(own, '.cairn', true), true);
    assert.equal(ignores(own, temporaryName(), false), true);
    assert.equal(ignores(own, `a/b/${temporaryName()}`, false), true);
  });

  it('has presets without a slash inside, so that the name decides', () => {
    for (const line of IGNORE_PRESETS.split('\n'))
      assert.ok(line.startsWith('#') || !line.slice(0, -1).includes('/'), line);
  });

  it('tests names as the general matcher does', () => {
    const general = ignore().add(IGNORE_PRESETS);
    const names = compileNames(IGNORE_PRESETS);
    const piece = fc.constantFrom(
      ...IGNORE_PRESETS.split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .flatMap((line) => line.replace(/\/$/u, '').split('*')),
      ...['x', '.', '1', '23', '~', '$', 'A', '_bak', '.hip', '-', ' ', 'é', '\n'],
    );
    const name = fc
      .array(piece, { minLength: 1, maxLength: 4 })
      .map((pieces) => pieces.join('').replaceAll('[1-9]', '7').replaceAll('[0-9]', '0'))
      .filter((text) => text.trim() !== '' && !/^\.{1,2}$/u.test(text));
    fc.assert(
      fc.property(name, fc.boolean(), fc.boolean(), (text, upper, isFolder) => {
        const tested = upper ? text.toUpperCase() : text;
        const expected = general.test(isFolder ? `${tested}/` : tested).ignored;
        assert.equal(names(tested, isFolder), expected, tested);
      }),
      { numRuns: 5000 },
    );
  });

  it('survives any ignore file and any name', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => !/[/\0]/u.test(text) && !/^\.{1,2}$/u.test(text));
    const line = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('*', '?', '[', ']', '!', '\\', '/', '#', ' ', 'a', '-', '^') }),
    );
    fc.assert(
      fc.property(
        fc.array(line),
        fc.array(name, { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (lines, names, isFolder) => {
          assert.equal(typeof ignores(rules(lines.join('\n')), names.join('/'), isFolder), 'boolean');
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('an ignore file', () => {
  it('with a line that takes exponentially many tries is refused, with the line', () => {
    assert.equal(
      requireQuick('*.tmp\n**/a/**/b/**\n# ** ** ** **\n'),
      '*.tmp\n**/a/**/b/**\n# ** ** ** **\n',
    );
    assert.throws(() => requireQuick(`*.tmp\n${'**/a/'.repeat(20)}x\n`), /^Error: line 2 has more than 3/u);
  });
});
