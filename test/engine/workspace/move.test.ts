import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { link } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type FileStamp, stampOf } from '../../../engine/content/file-stamp.ts';
import { type Disk, realDisk } from '../../../engine/workspace/disk.ts';
import { keepCopy } from '../../../engine/workspace/keep-copy.ts';
import { safeRemove, safeRename } from '../../../engine/workspace/move.ts';
import { safeWrite } from '../../../engine/workspace/safe-write.ts';
import { digest } from '../../support/chunks.ts';
import { coded } from '../../support/errors.ts';
import { useTempFolder } from '../../support/temp.ts';

const errno = (code: string) => Object.assign(new Error(code), { code });

describe('moving and removing', () => {
  const folder = useTempFolder();
  const at = (path: string) => join(folder(), path);
  const put = (path: string, text: string): FileStamp => {
    writeFileSync(at(path), text);
    return stampOf(lstatSync(at(path), { bigint: true }));
  };
  const text = (path: string) => readFileSync(at(path), 'utf8');
  const rename = (from: string, to: string, disk?: Disk) => safeRename(folder(), from, to, disk);

  it('moves files and folders, and makes the folders above', async () => {
    const before = put('a', 'a');
    await rename('a', 'new/deep/b');
    assert.deepEqual(stampOf(lstatSync(at('new/deep/b'), { bigint: true })), before);
    await rename('new', 'old');
    assert.equal(text('old/deep/b'), 'a');
    assert.deepEqual(readdirSync(folder()), ['old']);
  });

  it('begins anew where another window moves a folder on the way meanwhile', async () => {
    put('a', 'a');
    let first = true;
    const link: Disk['link'] = async (from, to) => {
      if (first) renameSync(at('new'), at('moved'));
      first = false;
      await realDisk.link(from, to);
    };
    await rename('a', 'new/deep/b', { ...realDisk, link });
    // Where folders are held open the file goes along, otherwise it is where it was to be.
    const places = ['new/deep/b', 'moved/deep/b'].filter((path) => existsSync(at(path)));
    assert.deepEqual(places.map(text), ['a']);
    mkdirSync(at('dir'));
    const taken: Disk['rename'] = async (from, to) => {
      if (existsSync(at('dir'))) renameSync(at('dir'), at('elsewhere'));
      await realDisk.rename(from, to);
    };
    await assert.rejects(rename('dir', 'place', { ...realDisk, rename: taken }), coded('not-found'));
    assert.equal(existsSync(at('place')), false);
  });

  it('never replaces anything: file, folder, empty folder or link', async () => {
    put('file', 'file');
    mkdirSync(at('dir'));
    put('dir/inside', 'inside');
    put('other', 'other');
    mkdirSync(at('empty'));
    symlinkSync('nowhere', at('link'));
    for (const from of ['file', 'dir']) {
      for (const to of ['other', 'empty', 'link'])
        await assert.rejects(rename(from, to), coded('file-in-the-way'), `${from} ${to}`);
    }
    await assert.rejects(rename('file', 'dir'), coded('file-in-the-way'));
    await assert.rejects(
      rename('file', 'other', { ...realDisk, link: () => Promise.reject(errno('ENOTSUP')) }),
      coded('file-in-the-way'),
    );
    assert.deepEqual([text('file'), text('dir/inside'), text('other')], ['file', 'inside', 'other']);
    assert.deepEqual(readdirSync(at('empty')), []);
    assert.ok(lstatSync(at('link')).isSymbolicLink());
  });

  it('does not take two hard links for one entry', async () => {
    put('rock.png', 'rock');
    linkSync(at('rock.png'), at('ROCK.PNG-'));
    await assert.rejects(rename('rock.png', 'ROCK.PNG-'), coded('file-in-the-way'));
    unlinkSync(at('ROCK.PNG-'));
    try {
      linkSync(at('rock.png'), at('Rock.PNG'));
    } catch {
      return; // a disk insensitive to case has one entry for both
    }
    await assert.rejects(rename('rock.png', 'Rock.PNG'), coded('file-in-the-way'));
    assert.deepEqual(readdirSync(folder()).sort(), ['Rock.PNG', 'rock.png']);
  });

  it('changes only the case of files and folders', async () => {
    put('rock.png', 'rock');
    mkdirSync(at('props'));
    await rename('rock.png', 'Rock.PNG');
    await rename('props', 'Props');
    assert.deepEqual(readdirSync(folder()).sort(), ['Props', 'Rock.PNG']);
  });

  it('changes only the case on a disk for which both names are one', async () => {
    put('rock.png', 'rock');
    const insensitive: Disk = {
      ...realDisk,
      lstat: ((path: string, options: never) =>
        realDisk.lstat(path.replace(/Rock\.PNG$/u, 'rock.png'), options)) as Disk['lstat'],
      link: () => Promise.reject(errno('EEXIST')),
    };
    await rename('rock.png', 'Rock.PNG', insensitive);
    assert.deepEqual(readdirSync(folder()), ['Rock.PNG']);
  });

  it('says what is missing, forbidden or outside', async () => {
    put('a', 'a');
    await assert.rejects(rename('none', 'b'), coded('not-found'));
    await assert.rejects(rename('a', '../b'), coded('outside-folder'));
    await assert.rejects(rename('a', 'what?'), coded('name-refused'));
    mkdirSync(at('dir'));
    await assert.rejects(rename('dir', 'dir/below/itself'), coded('usage'));
    assert.deepEqual(readdirSync(folder(), { recursive: true }).sort(), ['a', 'dir']);
  });

  it('takes the new name back when the old one cannot be given up', async () => {
    put('a', 'a');
    const locked: Disk = {
      ...realDisk,
      unlinkSync: (path) => {
        if (basename(String(path)) === 'a') throw errno('EBUSY');
        realDisk.unlinkSync(path);
      },
    };
    await assert.rejects(rename('a', 'b', locked), coded('file-locked'));
    assert.deepEqual(readdirSync(folder()), ['a']);
  });

  it('removes only what the caller has seen', async () => {
    const seen = put('a', 'a');
    put('a', 'saved meanwhile');
    await assert.rejects(safeRemove(folder(), 'a', seen), coded('file-changed'));
    assert.equal(text('a'), 'saved meanwhile');
    await safeRemove(folder(), 'a', stampOf(lstatSync(at('a'), { bigint: true })));
    assert.equal(existsSync(at('a')), false);
    await safeRemove(folder(), 'a', seen);
    mkdirSync(at('a'));
    await assert.rejects(safeRemove(folder(), 'a', seen), coded('file-changed'));
  });
});

describe('removing a working file', () => {
  const folder = useTempFolder();

  it('that somebody moves at that moment says so of this file, not of the folder', async () => {
    const at = (name: string) => join(folder(), name);
    writeFileSync(at('a'), 'a');
    const seen = stampOf(lstatSync(at('a'), { bigint: true }));
    const disk: Disk = {
      ...realDisk,
      unlinkSync: (path) => {
        renameSync(at('a'), at('b'));
        realDisk.unlinkSync(path);
      },
    };
    await assert.rejects(safeRemove(folder(), 'a', seen, disk), coded('file-changed'));
    assert.deepEqual(readdirSync(folder()), ['b']);
  });
});

describe('recoverable copies', () => {
  const folder = useTempFolder();
  const now = Date.UTC(2026, 1, 3, 4, 5, 6, 7);
  const put = (path: string, text: string): FileStamp => {
    writeFileSync(join(folder(), path), text);
    return stampOf(lstatSync(join(folder(), path), { bigint: true }));
  };
  const overwrite = async (path: string, text: string, seen: FileStamp) => {
    const data = Buffer.from(text);
    const pieces = async function* () {
      yield data;
    };
    await safeWrite(folder(), path, { pieces: pieces(), contentHash: digest(data), size: data.length }, seen);
  };

  for (const [how, disk] of [
    ['by a second name', realDisk],
    [
      'by copying where there are no hard links',
      { ...realDisk, link: () => Promise.reject(errno('ENOTSUP')) },
    ],
  ] as const) {
    it(`keep what is then overwritten, ${how}`, async () => {
      mkdirSync(join(folder(), 'props'));
      const seen = put('props/rock.ma', 'mine');
      const copy = await keepCopy(folder(), 'props/rock.ma', seen, now, disk);
      assert.equal(copy, '.cairn/recovered/2026-02-03T04-05-06.007Z/props/rock.ma');
      await overwrite('props/rock.ma', 'theirs', seen);
      assert.equal(readFileSync(join(folder(), copy), 'utf8'), 'mine');
      assert.equal(readFileSync(join(folder(), 'props/rock.ma'), 'utf8'), 'theirs');
      assert.equal(statSync(join(folder(), copy)).nlink, 1);
    });
  }

  it('do not overwrite each other', async () => {
    const first = await keepCopy(folder(), 'a', put('a', 'one'), now);
    await overwrite('a', 'between', stampOf(lstatSync(join(folder(), 'a'), { bigint: true })));
    const second = await keepCopy(folder(), 'a', put('a', 'two'), now);
    assert.notEqual(first, second);
    assert.equal(readFileSync(join(folder(), first), 'utf8'), 'one');
    assert.equal(readFileSync(join(folder(), second), 'utf8'), 'two');
  });

  it('are not made of a file that changed meanwhile', async () => {
    const seen = put('a', 'one');
    const saving: Disk = {
      ...realDisk,
      link: async (from, to) => {
        await link(from, to);
        put('a', 'saved');
      },
    };
    await assert.rejects(keepCopy(folder(), 'a', seen, now, saving), coded('file-changed'));
    assert.equal(readFileSync(join(folder(), 'a'), 'utf8'), 'saved');
    assert.equal(existsSync(join(folder(), '.cairn/recovered/2026-02-03T04-05-06.007Z/a')), false);
  });
});
