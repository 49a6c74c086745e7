import assert from 'node:assert/strict';
import fc from 'fast-check';
import { IgnoreRules } from '../../../engine/workspace/ignore.ts';
import { engineProjectPresets, IGNORE_PRESETS } from '../../../engine/workspace/ignore-presets.ts';
import { temporaryName } from '../../../engine/workspace/temporary.ts';

const rules = (text = '', names: string[] = []) =>
  IgnoreRules.presets().inside('', text, engineProjectPresets(names));

describe('ignore rules', () => {
  const ignored = [
    '.git/',
    '.git',
    'shots/.DS_Store',
    'Thumbs.db',
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
  const test = (path: string, by = rules()) => by.ignores(path.replace(/\/$/u, ''), path.endsWith('/'));
  for (const path of ignored) it(`leaves out ${path}`, () => assert.equal(test(path), true));
  for (const path of kept) it(`keeps ${path}`, () => assert.equal(test(path), false));

  it('leaves out what engines make anew, only in their projects', () => {
    const unreal = rules('', ['Game.uproject', 'Content']);
    assert.equal(unreal.ignores('Saved', true), true);
    assert.equal(unreal.ignores('DerivedDataCache', true), true);
    assert.equal(unreal.ignores('Content/Saved', true), false);
    const unity = rules('', ['Assets', 'ProjectSettings']);
    assert.equal(unity.ignores('Library', true), true);
    assert.equal(unity.ignores('Assets/Library', true), false);
    const nested = rules().inside('game', '', engineProjectPresets(['Game.uproject']));
    assert.equal(nested.ignores('game/Saved', true), true);
  });

  it('lets a project take presets back and add its own', () => {
    const own = rules('!Thumbs.db\n!Saved/\n# comment\n/cache/\n*.bak\n!keep.bak\nrenders/**/*.exr\n', [
      'Game.uproject',
    ]);
    assert.equal(own.ignores('Thumbs.db', false), false);
    assert.equal(own.ignores('Saved', true), false);
    assert.equal(own.ignores('cache', true), true);
    assert.equal(own.ignores('shots/cache', true), false);
    assert.equal(own.ignores('a.bak', false), true);
    assert.equal(own.ignores('keep.bak', false), false);
    assert.equal(own.ignores('renders/a/b/x.exr', false), true);
  });

  it('gives the deeper file the last word, for its own folder only', () => {
    const deeper = rules('*.exr\n').inside('plates', '!*.exr\n/raw/\n', '');
    assert.equal(deeper.ignores('plates/a.exr', false), false);
    assert.equal(deeper.ignores('plates/raw', true), true);
    assert.equal(rules('*.exr\n').ignores('a.exr', false), true);
  });

  it('never lets go of its own files', () => {
    const own = rules('!.cairn\n!.cairn/\n!.cairn-tmp-*\n');
    assert.equal(own.ignores('.cairn', true), true);
    assert.equal(own.ignores(temporaryName(), false), true);
    assert.equal(own.ignores(`a/b/${temporaryName()}`, false), true);
  });

  it('has presets without a slash inside, so that the name decides', () => {
    for (const line of IGNORE_PRESETS.split('\n'))
      assert.ok(line.startsWith('#') || !line.slice(0, -1).includes('/'), line);
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
          assert.equal(typeof rules(lines.join('\n')).ignores(names.join('/'), isFolder), 'boolean');
        },
      ),
      { numRuns: 500 },
    );
  });
});
