import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type CacheStamp,
  type FileStamp,
  quickStamp,
  sameStamp,
  stampOf,
} from '../../../engine/content/file-stamp.ts';
import type { CairnError, ErrorCode } from '../../../engine/errors.ts';
import { type Disk, realDisk } from '../../../engine/workspace/disk.ts';
import { fsError } from '../../../engine/workspace/fs-errors.ts';
import { safeRemove, safeRename } from '../../../engine/workspace/move.ts';
import { type Content, safeWrite, writeVerified } from '../../../engine/workspace/safe-write.ts';
import { presumedUnchanged } from '../../../engine/workspace/stat-cache.ts';
import { safeWriteAll } from '../../../engine/workspace/write-all.ts';
import { digest, seededBytes } from '../../support/chunks.ts';
import { coded } from '../../support/errors.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import { useTempFolder } from '../../support/temp.ts';

const OLD = Buffer.from('the old file');
const NEW = seededBytes('new', 300_000);

function contentOf(data: Buffer, between: () => void = () => {}): Content {
  const pieces = async function* () {
    for (let at = 0; at < data.length; at += 65_536) {
      yield data.subarray(at, at + 65_536);
      between();
    }
  };
  return { pieces: pieces(), contentHash: digest(data), size: data.length };
}

const errno = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

const failing = (fail: Error) => () => {
  throw fail;
};

/** Half of the first piece is taken, then the disk fails. */
const failingWrites =
  (fail: Error): Disk['open'] =>
  async (path, flags, mode) => {
    const handle = await realDisk.open(path, flags, mode);
    const real = handle.write.bind(handle);
    let written = false;
    const write = async (piece: Buffer, at: number, length: number) => {
      if (written) throw fail;
      written = true;
      return await real(piece, at, Math.ceil(length / 2));
    };
    return Object.assign(handle, { write: write as typeof handle.write });
  };

describe('safe write', () => {
  const folder = useTempFolder();
  const target = () => join(folder(), 'shots', 'a.bin');
  const seen = (): FileStamp => stampOf(lstatSync(target(), { bigint: true }));
  /** Whether the next scan would pass it over. */
  const unread = (written: CacheStamp, now: FileStamp): boolean =>
    presumedUnchanged(
      { ...quickStamp(written), cachedAtMs: Number(written.cachedAtNs) / 1e6 },
      quickStamp(now),
    );
  const putOld = (): FileStamp => {
    mkdirSync(join(folder(), 'shots'), { recursive: true });
    writeFileSync(target(), OLD);
    return seen();
  };
  const write = (content: Content, before: FileStamp | undefined, disk?: Disk) =>
    safeWrite(folder(), 'shots/a.bin', content, before, {}, disk);
  const nothingElse = () =>
    assert.deepEqual(
      readdirSync(join(folder(), 'shots')).filter((n) => n !== 'a.bin'),
      [],
    );

  for (const data of [Buffer.alloc(0), Buffer.from('x'), NEW]) {
    it(`writes ${data.length} bytes where nothing was, and over a file it has seen`, async () => {
      const first = await write(contentOf(data), undefined);
      assert.ok(readFileSync(target()).equals(data));
      assert.ok(sameStamp(first, seen()));
      assert.ok(unread(first, seen()), 'need not be hashed again');
      const before = putOld();
      assert.ok(sameStamp(await write(contentOf(data), before), seen()));
      assert.ok(readFileSync(target()).equals(data));
      nothingElse();
    });
  }

  it('lets no save right after it go unnoticed', async () => {
    for (let round = 0; round < 30; round++) {
      const written = await write(contentOf(OLD), round === 0 ? undefined : seen());
      writeFileSync(target(), 'THE OLD FILE');
      assert.equal(unread(written, seen()), false);
    }
  });

  it('gives a new file the mode of the old one', async function () {
    if (process.platform === 'win32') this.skip();
    putOld();
    chmodSync(target(), 0o750);
    await write(contentOf(NEW), seen());
    assert.equal(statSync(target()).mode & 0o777, 0o750);
  });

  it('writes anew where the seen file is gone', async () => {
    const before = putOld();
    rmSync(target());
    await write(contentOf(NEW), before);
    assert.ok(readFileSync(target()).equals(NEW));
  });

  describe('leaves the target as it is', () => {
    const untouched = () => {
      assert.ok(readFileSync(target()).equals(OLD));
      nothingElse();
    };

    const wrong: Record<string, (data: Buffer) => Content> = {
      'has another hash': (data) => ({ ...contentOf(data), contentHash: digest(OLD) }),
      'is shorter': (data) => ({ ...contentOf(data.subarray(1)), size: data.length }),
      'is longer': (data) => ({ ...contentOf(data), size: data.length - 1 }),
      'never ends': (data) => {
        const pieces = async function* () {
          for (;;) yield data;
        };
        return { ...contentOf(data), pieces: pieces() };
      },
    };
    for (const [what, make] of Object.entries(wrong)) {
      it(`where the content ${what}`, async () => {
        const before = putOld();
        await assert.rejects(write(make(NEW), before), coded('integrity'));
        untouched();
      });
    }

    it('where the content fails or the user cancels', async () => {
      const before = putOld();
      const failing = contentOf(NEW, () => {
        throw new Error('the source failed');
      });
      await assert.rejects(write(failing, before), /the source failed/u);
      const abort = new AbortController();
      const cancelled = contentOf(NEW, () => abort.abort());
      const writing = safeWrite(folder(), 'shots/a.bin', cancelled, before, { signal: abort.signal });
      await assert.rejects(writing, coded('cancelled'));
      untouched();
    });

    it('where something is there that the caller had not seen', async () => {
      putOld();
      await assert.rejects(write(contentOf(NEW), undefined), coded('file-in-the-way'));
      untouched();
    });

    it('where something appears while it writes', async () => {
      mkdirSync(join(folder(), 'shots'));
      await assert.rejects(
        write(
          contentOf(NEW, () => writeFileSync(target(), OLD)),
          undefined,
        ),
        coded('file-in-the-way'),
      );
      untouched();
    });

    it('where it is saved over while it writes, in place or by rename', async () => {
      const saves = [
        () => writeFileSync(target(), OLD),
        () => {
          writeFileSync(`${target()}~`, OLD);
          renameSync(`${target()}~`, target());
        },
      ];
      for (const save of saves) {
        mkdirSync(join(folder(), 'shots'), { recursive: true });
        writeFileSync(target(), 'something else');
        await assert.rejects(write(contentOf(NEW, save), seen()), coded('file-changed'));
        untouched();
      }
    });

    it('where it became a folder or a link', async () => {
      const before = putOld();
      rmSync(target());
      mkdirSync(target());
      await assert.rejects(write(contentOf(NEW), before), coded('file-in-the-way'));
      rmSync(target(), { recursive: true });
      symlinkSync('../elsewhere', target());
      await assert.rejects(write(contentOf(NEW), before), coded('file-in-the-way'));
      await assert.rejects(write(contentOf(NEW), undefined), coded('file-in-the-way'));
      assert.equal(existsSync(join(folder(), 'elsewhere')), false);
      assert.ok(lstatSync(target()).isSymbolicLink());
      nothingElse();
    });

    const failures: [string, ErrorCode, (fail: Error) => Partial<Disk>][] = [
      ['ENOSPC', 'disk-full', (fail) => ({ open: failingWrites(fail) })],
      ['EDQUOT', 'disk-full', (fail) => ({ open: failingWrites(fail) })],
      ['EFBIG', 'disk-full', (fail) => ({ open: failingWrites(fail) })],
      ['EIO', 'unexpected', (fail) => ({ open: failingWrites(fail) })],
      ['EROFS', 'read-only', (fail) => ({ open: () => Promise.reject(fail) })],
      ['EACCES', 'read-only', (fail) => ({ open: () => Promise.reject(fail) })],
      ['EBUSY', 'file-locked', (fail) => ({ renameSync: failing(fail) })],
      ['ETXTBSY', 'file-locked', (fail) => ({ renameSync: failing(fail) })],
      ['EROFS', 'read-only', (fail) => ({ renameSync: failing(fail) })],
      ['ESTALE', 'folder-gone', (fail) => ({ renameSync: failing(fail) })],
    ];
    for (const [code, expected, broken] of failures) {
      it(`and says ${expected} on ${code} of ${Object.keys(broken(errno(code))).join()}`, async () => {
        const before = putOld();
        await assert.rejects(
          write(contentOf(NEW), before, { ...realDisk, ...broken(errno(code)) }),
          coded(expected),
        );
        untouched();
      });
    }

    it('where the disk has not enough space, without having tried', async () => {
      const before = putOld();
      const statfs = (async () => ({ bavail: 4n, bsize: 4096n })) as unknown as Disk['statfs'];
      const open = ((path: string, flags: string | number) =>
        flags === 'wx' ? assert.fail('nothing should be made') : realDisk.open(path, flags)) as Disk['open'];
      await assert.rejects(write(contentOf(NEW), before, { ...realDisk, statfs, open }), coded('disk-full'));
      untouched();
    });
  });

  it('of several files is stopped by none of them, and tells what became of each', async () => {
    const before = putOld();
    writeFileSync(join(folder(), 'shots', 'there'), OLD);
    const file = (name: string, data = NEW, seen?: FileStamp) => ({
      name,
      content: () => contentOf(data),
      seen,
    });
    const wrong = { ...file('wrong'), content: () => ({ ...contentOf(NEW), contentHash: digest(OLD) }) };
    const files = [file('a.bin', NEW, before), file('there'), wrong, file('con'), file('new', OLD)];
    const results = await safeWriteAll(folder(), 'shots', files);
    const codes = results.map((result) =>
      'error' in result ? (result.error as CairnError).code : 'written',
    );
    assert.deepEqual(codes, ['written', 'file-in-the-way', 'integrity', 'name-refused', 'written']);
    assert.ok(sameStamp(results[0] as CacheStamp, seen()));
    const now = (name: string) => readFileSync(join(folder(), 'shots', name));
    assert.ok(now('a.bin').equals(NEW) && now('there').equals(OLD) && now('new').equals(OLD));
    assert.deepEqual(readdirSync(join(folder(), 'shots')).sort(), ['a.bin', 'new', 'there']);
    writeFileSync(join(folder(), 'file'), '');
    const blocked = await safeWriteAll(folder(), 'file/below', [file('a'), file('b')]);
    assert.deepEqual(
      blocked.map((result) => 'error' in result && (result.error as CairnError).code),
      ['file-in-the-way', 'file-in-the-way'],
    );
  });

  it('sets mtime back again where the disk moves it when it is flushed', async () => {
    const open: Disk['open'] = async (path, flags, mode) => {
      const handle = await realDisk.open(path, flags, mode);
      if (flags !== 'wx') return handle;
      const sync = handle.sync.bind(handle);
      let moved = false;
      const moving = async () => {
        await sync();
        if (!moved) await handle.utimes(Date.now() / 1000, Date.now() / 1000);
        moved = true;
      };
      return Object.assign(handle, { sync: moving });
    };
    const written = await write(contentOf(NEW), undefined, { ...realDisk, open });
    assert.ok(sameStamp(written, seen()));
    assert.ok(unread(written, seen()), 'need not be hashed again');
  });

  it('says that a file is locked in Windows words', () => {
    for (const code of ['EPERM', 'EACCES', 'EBUSY'])
      coded('file-locked')(fsError(errno(code), 'x', 'write', 'win32'));
    coded('read-only')(fsError(errno('EPERM'), 'x', 'write', 'linux'));
    const own = new Error('not a file system error');
    assert.equal(fsError(own, 'x', 'write'), own);
  });

  it('says that the working folder is gone, and does not make it anew', async () => {
    rmSync(folder(), { recursive: true });
    await assert.rejects(write(contentOf(NEW), undefined), coded('folder-gone'));
    assert.equal(existsSync(folder()), false);
  });

  it('says that the folder went while it wrote: the file’s own is about this file only', async () => {
    const remove = (what: string) => () => rmSync(what, { recursive: true, force: true });
    const own = remove(join(folder(), 'shots'));
    await assert.rejects(write(contentOf(NEW, own), undefined), coded('file-changed'));
    await assert.rejects(write(contentOf(NEW, remove(folder())), undefined), coded('folder-gone'));
  });

  it('says that the folder is read-only', async function () {
    if (process.platform === 'win32') this.skip();
    const before = putOld();
    await asOrdinaryUser(folder(), async () => {
      chmodSync(join(folder(), 'shots'), 0o555);
      try {
        await assert.rejects(write(contentOf(NEW), before), coded('read-only'));
        await assert.rejects(safeRename(folder(), 'shots/a.bin', 'shots/b.bin'), coded('read-only'));
        await assert.rejects(safeRemove(folder(), 'shots/a.bin', before), coded('read-only'));
      } finally {
        chmodSync(join(folder(), 'shots'), 0o755);
      }
    });
    assert.ok(readFileSync(target()).equals(OLD));
    nothingElse();
  });

  describe('on a disk without hard links', () => {
    const noLinks: Disk = { ...realDisk, link: () => Promise.reject(errno('EPERM')) };

    it('writes where nothing was, and never over what appeared', async () => {
      await write(contentOf(NEW), undefined, noLinks);
      assert.ok(readFileSync(target()).equals(NEW));
      putOld();
      await assert.rejects(write(contentOf(NEW), undefined, noLinks), coded('file-in-the-way'));
      assert.ok(readFileSync(target()).equals(OLD));
      nothingElse();
    });

    it('takes its reservation back when the rename fails', async () => {
      const disk = { ...noLinks, renameSync: failing(errno('EBUSY')) };
      await assert.rejects(write(contentOf(NEW), undefined, disk), coded('file-locked'));
      assert.equal(existsSync(target()), false);
      nothingElse();
    });
  });

  it('lets one of two writers of a new file win, whole', async () => {
    const other = seededBytes('other', 200_000);
    const results = await Promise.allSettled([
      write(contentOf(NEW), undefined),
      write(contentOf(other), undefined),
    ]);
    const [won] = results.filter(({ status }) => status === 'fulfilled');
    assert.ok(won && results.some(({ status }) => status === 'rejected'));
    const written = readFileSync(target());
    assert.ok(written.equals(results[0]!.status === 'fulfilled' ? NEW : other));
    nothingElse();
  });

  it('writes outside the working folder only where its caller says so, and not onto anything', async () => {
    const path = join(folder(), 'export.bin');
    await writeVerified(path, contentOf(NEW), undefined);
    assert.ok(readFileSync(path).equals(NEW));
    await assert.rejects(writeVerified(path, contentOf(OLD), undefined), coded('file-in-the-way'));
    await assert.rejects(
      writeVerified(join(folder(), 'no/x'), contentOf(OLD), undefined),
      coded('folder-gone'),
    );
  });
});
