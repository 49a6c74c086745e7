import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type FileStamp, stampOf } from '../../../engine/content/file-stamp.ts';
import type { Disk } from '../../../engine/workspace/disk.ts';
import { keepCopy } from '../../../engine/workspace/keep-copy.ts';
import { safeRemove, safeRename } from '../../../engine/workspace/move.ts';
import { safeWrite } from '../../../engine/workspace/safe-write.ts';
import { Random } from '../../simulation/random.ts';
import { digest } from '../../support/chunks.ts';
import { atEveryDeath } from '../../support/crashing-disk.ts';
import { forgetfulDisk } from '../../support/forgetful-disk.ts';
import { useTempFolder } from '../../support/temp.ts';

const OLD = 'what the user saved';
const NEW = 'what came from elsewhere';

async function* piecesOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
const content = (text: string) => ({
  pieces: piecesOf(text),
  contentHash: digest(Buffer.from(text)),
  size: text.length,
});

/** Ways in which a power failure loses what was not flushed: first all of it, then parts. */
const FAILURES = 4;

describe('power that goes', function () {
  this.timeout(60_000);
  const temporary = useTempFolder();
  let folder = '';

  const put = (path: string, text: string): FileStamp => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return stampOf(lstatSync(join(folder, path), { bigint: true }));
  };
  const read = (path: string): string | undefined => {
    try {
      return readFileSync(join(folder, path), 'utf8');
    } catch {
      return undefined;
    }
  };
  const filesWith = (text: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => read(path) === text);

  /** Before each call of `work`, and after its last. @param check `done`: it had reported success. */
  async function whenever(
    prepare: () => (disk: Disk) => Promise<unknown>,
    check: (when: string, done: boolean) => void,
  ): Promise<void> {
    for (let failure = 0; failure < FAILURES; failure++) {
      let forgetful = forgetfulDisk('');
      let done = false;
      await atEveryDeath(
        async (disk) => {
          done = false;
          await prepare()(disk);
          done = true;
        },
        (died) => {
          const random = failure === 0 ? ({ below: () => 2 } as unknown as Random) : new Random(failure);
          const lost = forgetful.names.lose(random);
          check(`${died}; lost: ${lost.join(', ')}`, done);
        },
        () => {
          folder = mkdtempSync(join(temporary(), 'w-'));
          forgetful = forgetfulDisk(join(temporary(), 'limbo'));
          return forgetful.disk;
        },
      );
      for (const name of readdirSync(temporary())) rmSync(join(temporary(), name), { recursive: true });
    }
  }

  it('while a file is moved into folders that are new: it is there, and where it should be once that is done', async () => {
    await whenever(
      () => {
        put('a/file', OLD);
        return (disk) => safeRename(folder, 'a/file', 'b/new/deep/file', disk);
      },
      (when, done) => {
        assert.ok(filesWith(OLD).length > 0, when);
        if (done) assert.deepEqual(filesWith(OLD), [join('b', 'new', 'deep', 'file')], when);
      },
    );
  });

  it('while a file is moved into, or a copy kept in, folders whose maker was killed before they lasted', async () => {
    await whenever(
      () => {
        const stamp = put('a/rock', OLD);
        return async (disk) => {
          for (const path of ['b', 'b/deep', '.cairn', '.cairn/recovered'])
            if (!existsSync(join(folder, path))) await disk.mkdir(join(folder, path));
          await keepCopy(folder, 'a/rock', stamp, 1_000, disk);
          await safeRename(folder, 'a/rock', 'b/deep/rock', disk);
        };
      },
      (when, done) => {
        assert.ok(filesWith(OLD).length > 0, when);
        if (!done) return;
        assert.equal(read('b/deep/rock'), OLD, when);
        assert.equal(filesWith(OLD).length, 2, when);
      },
    );
  });

  it('while a move is carried on that a killed run began', async () => {
    await whenever(
      () => {
        put('a/file', OLD);
        mkdirSync(join(folder, 'b'));
        return async (disk) => {
          await disk.link(join(folder, 'a/file'), join(folder, 'b/file'));
          await safeRename(folder, 'a/file', 'b/file', disk, { resume: true });
        };
      },
      (when, done) => {
        assert.ok(filesWith(OLD).length > 0, when);
        if (done) assert.deepEqual(filesWith(OLD), [join('b', 'file')], when);
      },
    );
  });

  it('while a folder is moved: everything in it is there', async () => {
    await whenever(
      () => {
        put('a/inner/file', OLD);
        return (disk) => safeRename(folder, 'a/inner', 'b/inner', disk);
      },
      (when, done) => {
        assert.equal(filesWith(OLD).length, 1, when);
        if (done) assert.equal(read('b/inner/file'), OLD, when);
      },
    );
  });

  it('while a copy is kept and the file is written over: the user’s bytes are somewhere', async () => {
    await whenever(
      () => {
        const seen = put('lib/deep/file', OLD);
        return async (disk) => {
          await keepCopy(folder, 'lib/deep/file', seen, 0, disk);
          await safeWrite(folder, 'lib/deep/file', content(NEW), seen, {}, disk);
        };
      },
      (when, done) => {
        assert.ok(filesWith(OLD).length > 0, when);
        if (done) assert.equal(read('lib/deep/file'), NEW, when);
      },
    );
  });

  it('after a file was written into new folders, or removed: that lasts', async () => {
    await whenever(
      () => {
        const seen = put('gone', OLD);
        return async (disk) => {
          await safeWrite(folder, 'new/deep/file', content(NEW), undefined, {}, disk);
          await safeRemove(folder, 'gone', seen, disk);
        };
      },
      (when, done) => {
        const file = read('new/deep/file');
        assert.ok(file === undefined || file === NEW, when);
        if (done) assert.deepEqual([file, read('gone')], [NEW, undefined], when);
      },
    );
  });
});
