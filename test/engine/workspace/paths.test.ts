import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import fc from 'fast-check';
import { CairnError } from '../../../engine/errors.ts';
import { inFolder, makeFolders } from '../../../engine/workspace/held-folder.ts';
import {
  PathsInside,
  parentAndName,
  pathInside,
  requireFolder,
  splitPath,
} from '../../../engine/workspace/paths.ts';
import { temporaryName } from '../../../engine/workspace/temporary.ts';
import { coded } from '../../support/errors.ts';
import { useTempFolder } from '../../support/temp.ts';

const enter = (folder: string, path: string) => inFolder(folder, path, {}, async (held) => held.path);

describe('paths', () => {
  const folder = useTempFolder();

  for (const path of ['..', '../x', 'a/../../x', 'a/..', '/etc/passwd', './a', 'a/./b', 'a//b', 'a/', '/']) {
    it(`refuses ${path}: it is not inside the folder`, () => {
      assert.throws(() => pathInside('/work', path), coded('outside-folder'));
    });
  }

  for (const path of [
    'a\\..\\..\\b',
    'C:/x',
    'a:stream',
    'nul',
    'x/CON.txt',
    'dot.',
    '.cairn/x.clst',
    '.CAIRN/x',
    'CAIRN~1/x',
    'a\0b',
  ]) {
    it(`refuses ${JSON.stringify(path)}: a disk could take it for something else`, () => {
      assert.throws(() => pathInside('/work', path), coded('name-refused'));
    });
  }

  it('suggests a name', () => {
    assert.throws(
      () => pathInside('/work', 'props/what?.png'),
      (error: unknown) => CairnError.is(error) && error.details.suggestion === 'what_.png',
    );
  });

  it('keeps any text inside the folder or refuses it', () => {
    const part = fc.oneof(
      fc.string(),
      fc.constantFrom('..', '.', '', '...', '~', '%2e%2e', '..\\', 'a', '\u2025', '\uff0e\uff0e'),
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        let inside: string;
        try {
          inside = pathInside('/work/folder', parts.join('/'));
        } catch (error) {
          assert.ok(CairnError.is(error, 'outside-folder', 'name-refused'));
          return;
        }
        const back = relative('/work/folder', inside);
        assert.ok(!isAbsolute(back) && !back.split(/[/\\]/u).includes('..'), inside);
      }),
      { numRuns: 1000 },
    );
  });

  it('of many are those of each, and refused as each is', () => {
    const part = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('a', 'b', 'c.png') },
      fc.constantFrom('..', '.', '', 'CON', 'x:y', '\\'),
    );
    const outcome = (work: () => string): string => {
      try {
        return work();
      } catch (error) {
        return CairnError.is(error) ? `${error.code}: ${error.message}` : String(error);
      }
    };
    fc.assert(
      fc.property(fc.array(fc.array(part, { maxLength: 4 }), { maxLength: 6 }), (all) => {
        const paths = new PathsInside('/work/folder');
        for (const path of all.map((parts) => parts.join('/')))
          assert.equal(
            outcome(() => paths.at(path)),
            outcome(() => pathInside('/work/folder', path)),
          );
      }),
      { numRuns: 1000 },
    );
  });

  it('knows the folder itself', () => {
    assert.deepEqual(splitPath(''), []);
    assert.equal(pathInside('/work', ''), join('/work'));
  });

  it('does not write through a link, wherever it leads', async () => {
    mkdirSync(join(folder(), 'work/real/deep'), { recursive: true });
    mkdirSync(join(folder(), 'outside'));
    symlinkSync('../outside', join(folder(), 'work/out'));
    symlinkSync('real', join(folder(), 'work/in'));
    symlinkSync('nowhere', join(folder(), 'work/dangling'));
    const work = join(folder(), 'work');
    for (const path of ['out', 'out/deeper', 'in', 'in/deep', 'dangling']) {
      await assert.rejects(enter(work, path), coded('outside-folder'), path);
      await assert.rejects(makeFolders(work, `${path}/x`), coded('outside-folder'), path);
    }
    assert.deepEqual(readdirSync(join(folder(), 'outside')), []);
    assert.equal(existsSync(join(work, 'nowhere')), false);
    assert.equal(await enter(work, 'real/deep'), join(work, 'real/deep'));
    await assert.rejects(enter(work, 'new/folder'), coded('not-found'));
  });

  it('does not take a file for a folder', async () => {
    writeFileSync(join(folder(), 'file'), 'x');
    await assert.rejects(enter(folder(), 'file'), coded('file-in-the-way'));
    await assert.rejects(makeFolders(folder(), 'file/x'), coded('file-in-the-way'));
  });

  it('refuses the names of temporary files', () => {
    assert.throws(() => pathInside('/work', `a/${temporaryName()}`), coded('name-refused'));
  });

  it('tells the folder of a path from the name in it', () => {
    assert.deepEqual(parentAndName('/work', 'a'), ['', 'a']);
    assert.deepEqual(parentAndName('/work', 'a/b/c.png'), ['a/b', 'c.png']);
  });

  it('makes folders, also when somebody else makes them at the same time', async () => {
    await Promise.all(Array.from({ length: 8 }, () => makeFolders(folder(), 'a/b/c/d')));
    assert.ok(statSync(join(folder(), 'a/b/c/d')).isDirectory());
  });

  it('never makes the working folder itself', async () => {
    const gone = join(folder(), 'unmounted');
    await assert.rejects(makeFolders(gone, 'a'), coded('folder-gone'));
    assert.equal(existsSync(gone), false);
    writeFileSync(gone, '');
    await assert.rejects(requireFolder(gone), coded('folder-gone'));
  });

  it('accepts a working folder that is reached by a link', async () => {
    mkdirSync(join(folder(), 'disk'));
    symlinkSync('disk', join(folder(), 'work'));
    await makeFolders(join(folder(), 'work'), 'a');
    assert.ok(existsSync(join(folder(), 'disk/a')));
    rmSync(join(folder(), 'disk'), { recursive: true });
    await assert.rejects(requireFolder(join(folder(), 'work')), coded('folder-gone'));
  });
});
