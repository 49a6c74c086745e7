import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FileStamp, stampOf } from '../../../engine/content/file-stamp.ts';
import { type Disk, realDisk } from '../../../engine/workspace/disk.ts';
import { keepCopy } from '../../../engine/workspace/keep-copy.ts';
import { safeRemove, safeRename } from '../../../engine/workspace/move.ts';
import { safeWrite } from '../../../engine/workspace/safe-write.ts';
import { digest } from '../../support/chunks.ts';
import { atEverySave, WAYS } from '../../support/saving-disk.ts';
import { useTempFolder } from '../../support/temp.ts';

const SAVED = 'what an artist saved at that moment';
/** Large enough to be held open while it goes. */
const LARGE = 'o'.repeat(2 * 1024 * 1024);

const NO_LINKS: Disk = {
  ...realDisk,
  link: () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' })),
};

describe('what is saved while Cairn works on the file stays', () => {
  const folder = useTempFolder();
  const at = (path: string) => join(folder(), path);
  const read = (path: string) => (existsSync(at(path)) ? readFileSync(at(path), 'utf8') : undefined);
  const put = (path: string, text: string): FileStamp => {
    for (const name of ['art', 'other']) rmSync(at(name), { recursive: true, force: true });
    for (const name of ['art', 'other']) mkdirSync(at(name));
    writeFileSync(at(path), text);
    return stampOf(lstatSync(at(path), { bigint: true }));
  };
  const content = (text: string) => {
    const pieces = async function* () {
      yield Buffer.from(text);
    };
    return { pieces: pieces(), contentHash: digest(Buffer.from(text)), size: text.length };
  };
  const isSaved = (when: string) => assert.equal(read('art/a'), SAVED, when);

  for (const [way, save] of Object.entries(WAYS)) {
    const saveIt = () => save(at('art/a'), SAVED);

    for (const [what, old] of [
      ['a file', 'old'],
      ['a large file', LARGE],
    ] as const)
      it(`${way}, while another version takes the place of ${what}`, async () => {
        const write = (disk: Disk) =>
          safeWrite(folder(), 'art/a', content('new'), put('art/a', old), {}, disk);
        assert.ok((await atEverySave(saveIt, write, isSaved)) > 6);
      });

    it(`${way}, while a version is written where nothing was`, async () => {
      const write = (disk: Disk) => {
        put('other/b', '');
        return safeWrite(folder(), 'art/a', content('new'), undefined, {}, disk);
      };
      assert.ok((await atEverySave(saveIt, write, isSaved)) > 5);
      assert.ok((await atEverySave(saveIt, write, isSaved, NO_LINKS)) > 5);
    });

    it(`${way}, while the file is freed`, async () => {
      const free = (disk: Disk) => safeRemove(folder(), 'art/a', put('art/a', 'old'), disk);
      assert.ok((await atEverySave(saveIt, free, isSaved)) > 2);
    });

    it(`${way}, while the file is renamed or moved`, async () => {
      for (const [to, disk] of [
        ['art/b', realDisk],
        ['other/a', realDisk],
        ['art/b', NO_LINKS],
        ['other/a', NO_LINKS],
      ] as const) {
        const move = (saving: Disk) => {
          put('art/a', 'old');
          return safeRename(folder(), 'art/a', to, saving);
        };
        const isOneOf = (when: string) =>
          assert.ok(
            [read('art/a'), read(to)].includes(SAVED),
            `${to}, ${when}: ${read('art/a')}, ${read(to)}`,
          );
        assert.ok((await atEverySave(saveIt, move, isOneOf, disk)) > 4);
      }
    });

    it(`${way}, while a killed rename is carried on`, async () => {
      const carryOn = async (disk: Disk) => {
        put('art/a', 'old');
        await realDisk.link(at('art/a'), at('other/a'));
        await safeRename(folder(), 'art/a', 'other/a', disk, { resume: true });
      };
      const isOneOf = (when: string) => assert.ok([read('art/a'), read('other/a')].includes(SAVED), when);
      assert.ok((await atEverySave(saveIt, carryOn, isOneOf)) > 4);
    });

    it(`${way}, while edits are kept and then overwritten`, async () => {
      let time = 0;
      let kept: string | undefined;
      const overwrite = async (disk: Disk) => {
        const seen = put('art/a', 'mine');
        kept = undefined;
        kept = await keepCopy(folder(), 'art/a', seen, ++time, disk);
        await safeWrite(folder(), 'art/a', content('theirs'), seen, {}, disk);
      };
      const isKept = (when: string) =>
        assert.ok([read('art/a'), kept && read(kept)].includes(SAVED), `${when}: ${read('art/a')}`);
      assert.ok((await atEverySave(saveIt, overwrite, isKept)) > 10);
    });
  }

  it('and where it took a moved file’s old name, the new name is given back', async () => {
    put('art/a', 'old');
    let flushed = false;
    const open: Disk['open'] = async (path, flags, mode) => {
      if (existsSync(at('other/a')) && !flushed) {
        flushed = true;
        WAYS['by rename']?.(at('art/a'), SAVED);
      }
      return realDisk.open(path, flags, mode);
    };
    await assert.rejects(safeRename(folder(), 'art/a', 'other/a', { ...realDisk, open }), {
      code: 'file-changed',
    });
    assert.deepEqual([read('art/a'), read('other/a')], [SAVED, undefined]);
  });

  it('and what is saved under a file’s new name as soon as it has that stays', async () => {
    const link: Disk['link'] = async (from, to) => {
      await realDisk.link(from, to);
      WAYS['by rename']?.(at('other/a'), SAVED);
    };
    const disk = { ...realDisk, link };
    put('art/a', 'old');
    await assert.rejects(safeRename(folder(), 'art/a', 'other/a', disk), { code: 'file-changed' });
    assert.deepEqual([read('art/a'), read('other/a')], ['old', SAVED]);
    put('art/a', 'old');
    const writing = safeWrite(folder(), 'other/a', content('new'), undefined, {}, disk);
    await assert.rejects(writing, { code: 'file-changed' });
    assert.equal(read('other/a'), SAVED);
  });
});
