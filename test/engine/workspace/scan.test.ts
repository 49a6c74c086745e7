import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { QuickStamp } from '../../../engine/content/file-stamp.ts';
import { type ScanOptions, type ScanResult, scanFolder, statFile } from '../../../engine/workspace/scan.ts';
import { scanAside } from '../../../engine/workspace/scan-aside.ts';
import { sweepTemporary } from '../../../engine/workspace/sweep.ts';
import { isLeftover, temporaryName } from '../../../engine/workspace/temporary.ts';
import { coded } from '../../support/errors.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import { useTempFolder } from '../../support/temp.ts';

const paths = (result: ScanResult): string[] => result.entries.map(({ path }) => path).sort();
const stamp = (path: string): QuickStamp => {
  const { size, mtimeMs, ino } = lstatSync(path);
  return { size, mtimeMs, ino };
};

describe('scan', () => {
  const folder = useTempFolder();
  const put = (path: string, text = ''): void => {
    mkdirSync(dirname(join(folder(), path)), { recursive: true });
    writeFileSync(join(folder(), path), text);
  };
  const scan = (options?: ScanOptions) => scanFolder(folder(), options);

  it('lists files and folders with their stamps, parents first', async () => {
    put('props/rock/rock.ma', 'rock');
    put('props/rock/rock.png', 'png');
    put('empty.txt');
    mkdirSync(join(folder(), 'void'));
    const { entries } = await scan();
    const found = new Map(entries.map((entry) => [entry.path, entry]));
    assert.deepEqual([...found.keys()].sort(), [
      'empty.txt',
      'props',
      'props/rock',
      'props/rock/rock.ma',
      'props/rock/rock.png',
      'void',
    ]);
    assert.deepEqual(found.get('props/rock/rock.ma'), {
      path: 'props/rock/rock.ma',
      kind: 'file',
      stamp: stamp(join(folder(), 'props/rock/rock.ma')),
    });
    assert.deepEqual(found.get('void'), { path: 'void', kind: 'folder', stamp: undefined });
    for (const [index, { path }] of entries.entries()) {
      const above = dirname(path);
      if (above !== '.') assert.ok(entries.findIndex((entry) => entry.path === above) < index, path);
    }
    assert.deepEqual(structuredClone(entries), entries);
  });

  it('leaves out what the rules at each level say, and does not go in there', async () => {
    put('.cairnignore', '*.cache\n/tmp/\n');
    put('.cairn/p.clst');
    put('.git/config');
    put('a.cache');
    put('tmp/x');
    put('shots/tmp/x');
    put('shots/.cairnignore', '!keep.cache\nraw/\n');
    put('shots/keep.cache');
    put('shots/other.cache');
    put('shots/raw/plate.exr');
    put('game/Game.uproject');
    put('game/Saved/log');
    put('game/Content/Saved/map');
    assert.deepEqual(paths(await scan()), [
      '.cairnignore',
      'game',
      'game/Content',
      'game/Content/Saved',
      'game/Content/Saved/map',
      'game/Game.uproject',
      'shots',
      'shots/.cairnignore',
      'shots/keep.cache',
      'shots/tmp',
      'shots/tmp/x',
    ]);
  });

  it('reports links and special files and never follows them', async function () {
    if (process.platform === 'win32') this.skip();
    put('real/file');
    symlinkSync('real', join(folder(), 'to-folder'));
    symlinkSync('..', join(folder(), 'real/loop'));
    symlinkSync('nowhere', join(folder(), 'dangling'));
    assert.equal(spawnSync('mkfifo', [join(folder(), 'pipe')]).status, 0);
    const kinds = Object.fromEntries((await scan()).entries.map(({ path, kind }) => [path, kind]));
    assert.deepEqual(kinds, {
      real: 'folder',
      'real/file': 'file',
      'real/loop': 'link',
      'to-folder': 'link',
      dangling: 'link',
      pipe: 'special',
    });
    assert.deepEqual(paths(await scan({ paths: ['to-folder/file'] })), []);
    assert.equal(statFile(folder(), 'to-folder/file'), undefined);
  });

  it('is the same in a thread of its own, and fails the same', async () => {
    put('.cairnignore', '*.cache\n');
    put('a/é.bin', 'x');
    put('a/b.cache');
    put('a/.cairn-tmp-00000000-1-0123456789ab');
    mkdirSync(join(folder(), 'void'));
    const { entries, temporary, unreadable } = await scan();
    const aside = await scanAside(folder(), undefined);
    assert.deepEqual(aside.entries, entries);
    assert.deepEqual([aside.temporary, aside.unreadable], [temporary, unreadable]);
    rmSync(join(folder(), 'a'), { recursive: true });
    rmSync(join(folder(), 'void'), { recursive: true });
    rmSync(join(folder(), '.cairnignore'));
    assert.deepEqual((await scanAside(folder(), undefined)).entries, []);
    await assert.rejects(scanAside(folder(), AbortSignal.abort()), coded('cancelled'));
    const abort = new AbortController();
    const cancelled = assert.rejects(scanAside(folder(), abort.signal), coded('cancelled'));
    abort.abort();
    await cancelled;
    await assert.rejects(scanAside(join(folder(), 'gone'), undefined), coded('folder-gone'));
  });

  it('scans only what is asked for, once', async () => {
    put('a/b/c/file');
    put('a/b2/file');
    put('z');
    assert.deepEqual(paths(await scan({ paths: ['a/b'] })), ['a/b', 'a/b/c', 'a/b/c/file']);
    assert.deepEqual(paths(await scan({ paths: ['a/b', 'a/b/c', 'z', 'a/b/c/file', 'none', 'z/below'] })), [
      'a/b',
      'a/b/c',
      'a/b/c/file',
      'z',
    ]);
    assert.equal((await scan({ paths: ['', 'a'] })).entries.length, (await scan()).entries.length);
    await assert.rejects(scan({ paths: ['../outside'] }), coded('outside-folder'));
  });

  it('applies the rules above an asked-for path and says so', async () => {
    put('.cairnignore', 'cache/\n');
    put('cache/sim/a.vdb');
    put('shots/a.tmp');
    const result = await scan({ paths: ['cache/sim/a.vdb', 'shots/a.tmp', 'shots'] });
    assert.deepEqual(result.ignored, ['cache/sim/a.vdb']);
    assert.deepEqual(paths(result), ['shots']);
    assert.deepEqual((await scan({ paths: ['shots/a.tmp'] })).ignored, ['shots/a.tmp']);
    assert.deepEqual(statFile(folder(), 'cache/sim/a.vdb'), stamp(join(folder(), 'cache/sim/a.vdb')));
  });

  it('finds a name that is spelled in another case, as it is on disk', async () => {
    put('Props/Rock.MA');
    assert.deepEqual(paths(await scan({ paths: ['props/rock.ma'] })), ['Props/Rock.MA']);
    put('props/rock.ma');
    if (readdirSync(folder()).length === 2) {
      assert.deepEqual(paths(await scan({ paths: ['props/rock.ma'] })), ['props/rock.ma']);
    }
  });

  it('says that the working folder is gone', async () => {
    rmSync(folder(), { recursive: true });
    await assert.rejects(scan(), coded('folder-gone'));
    writeFileSync(folder(), 'a file now');
    await assert.rejects(scan(), coded('folder-gone'));
  });

  it('reports a folder it may not read, and goes on', async function () {
    if (process.platform === 'win32') this.skip();
    put('closed/file');
    put('open/file');
    await asOrdinaryUser(folder(), async () => {
      chmodSync(join(folder(), 'closed'), 0);
      try {
        const result = await scan();
        assert.deepEqual(result.unreadable, [{ path: 'closed', reason: 'EACCES' }]);
        assert.deepEqual(paths(result), ['closed', 'open', 'open/file']);
        assert.throws(() => statFile(folder(), 'closed/file'), coded('file-unreadable'));
      } finally {
        chmodSync(join(folder(), 'closed'), 0o755);
      }
    });
  });

  it('reports what cannot be what it should be: an ignore file that is a folder, a name that is no text', async function () {
    if (process.platform !== 'linux') this.skip();
    mkdirSync(join(folder(), '.cairnignore'));
    writeFileSync(Buffer.concat([Buffer.from(`${folder()}/bad-`), Buffer.from([0xff, 0xfe])]), 'x');
    mkdirSync(Buffer.concat([Buffer.from(`${folder()}/set-`), Buffer.from([0xff])]) as unknown as string);
    put('good');
    const { unreadable, entries } = await scan();
    assert.deepEqual(unreadable.map(({ path, notUtf8 }) => [path, notUtf8]).sort(), [
      ['.cairnignore', undefined],
      ['bad-\ufffd\ufffd', true],
      ['set-\ufffd', true],
    ]);
    assert.ok(entries.some(({ path }) => path === 'good'));
  });

  it('lets the event loop turn and stops when it is cancelled', async () => {
    for (let f = 0; f < 300; f++) put(`d${f % 3}/f${f}`);
    const abort = new AbortController();
    const { now } = Date;
    let asked = 0;
    // As on a machine that takes a slice for each step.
    Date.now = () => now() + 25 * asked++;
    try {
      setImmediate(() => abort.abort());
      await assert.rejects(scan({ signal: abort.signal }), coded('cancelled'));
    } finally {
      Date.now = now;
    }
  });

  describe('temporary files', () => {
    const machine = /^\.cairn-tmp-([0-9a-f]{8})/u.exec(temporaryName())![1]!;
    const dead = spawnSync(process.execPath, ['-e', '']).pid;

    it('are found by a scan, and only those of dead processes are swept', async () => {
      const leftover = `sub/.cairn-tmp-${machine}-${dead}-0123456789ab`;
      const live = `sub/.cairn-tmp-${machine}-${process.pid}-0123456789ab`;
      const elsewhere = `sub/.cairn-tmp-00000000-${dead}-0123456789ab`;
      const users = `sub/.cairn-tmp-${machine}-notes`;
      for (const path of [leftover, live, elsewhere, users]) put(path, 'data');
      const { temporary } = await scan();
      assert.deepEqual([...temporary].sort(), [leftover, live, elsewhere].sort());
      assert.deepEqual(await sweepTemporary(folder(), [...temporary, users]), [leftover]);
      assert.deepEqual(
        readdirSync(join(folder(), 'sub')).sort(),
        [elsewhere, live, users].map((p) => p.slice(4)).sort(),
      );
    });

    it('may be folders that were being copied in, which go with all they hold', async () => {
      const [leftover, live, elsewhere] = [
        `sub/.cairn-tmp-${machine}-${dead}-0123456789ab`,
        `sub/.cairn-tmp-${machine}-${process.pid}-0123456789ab`,
        `sub/.cairn-tmp-00000000-${dead}-0123456789ab`,
      ];
      for (const path of [leftover, live, elsewhere]) put(`${path}/deep/rock.ma`, 'half');
      put('kept/rock.ma', 'whole');
      symlinkSync(join(folder(), 'kept'), join(folder(), leftover, 'link'));
      const old = new Date(Date.now() - 30 * 86_400_000);
      for (const path of [leftover, live, elsewhere]) utimesSync(join(folder(), path), old, old);
      const { entries, temporary } = await scan();
      assert.deepEqual(
        entries.map(({ path }) => path).filter((path) => path.includes('cairn-tmp')),
        [],
      );
      assert.deepEqual(await sweepTemporary(folder(), temporary), [leftover]);
      assert.deepEqual((await scan()).temporary.toSorted(), [elsewhere, live].toSorted());
      assert.equal(readFileSync(join(folder(), 'kept', 'rock.ma'), 'utf8'), 'whole');
    });

    it('belong to nobody once they are a day old', () => {
      const name = `.cairn-tmp-00000000-${process.pid}-0123456789ab`;
      assert.equal(isLeftover(name, 23 * 3_600_000), false);
      assert.equal(isLeftover(name, 25 * 3_600_000), true);
      assert.equal(isLeftover('.cairn-tmp-mine', 25 * 3_600_000), false);
    });

    it('are swept even where they share their bytes with the target', async () => {
      const name = `.cairn-tmp-${machine}-${dead}-0123456789ab`;
      put('target', 'whole');
      linkSync(join(folder(), 'target'), join(folder(), name));
      assert.deepEqual(await sweepTemporary(folder(), [name]), [name]);
      assert.deepEqual(readdirSync(folder()), ['target']);
    });
  });
});
