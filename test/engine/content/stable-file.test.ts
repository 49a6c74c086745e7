import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Inside } from '../../../engine/content/inside.ts';
import { StableFile } from '../../../engine/content/stable-file.ts';

const BYTES = Buffer.from('what an application saved');
const LONG_AGO = new Date(2020, 1, 1);

describe('a file that nobody promises to hold still', () => {
  let folder: string;
  let path: string;
  let file: StableFile;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cairn-stable-'));
    path = join(folder, 'a.bin');
    writeFileSync(path, BYTES);
    utimesSync(path, LONG_AGO, LONG_AGO);
    file = StableFile.open(path);
  });

  afterEach(() => {
    file.close();
    rmSync(folder, { recursive: true });
  });

  /** With so many bytes of room behind the file's. */
  const readAll = (room: number): Buffer => {
    const into = Buffer.alloc(BYTES.length + room);
    let at = 0;
    while (file.left > 0) at += file.read(into.subarray(at));
    return into.subarray(0, at);
  };

  for (const room of [0, 1, 100]) {
    it(`is read as it is, with ${room} bytes of room`, () => {
      assert.deepEqual(readAll(room), BYTES);
      assert.equal(file.finish().size, BYTES.length);
    });

    it(`is not taken where it grew before it was read, with ${room} bytes of room`, () => {
      appendFileSync(path, '!');
      utimesSync(path, LONG_AGO, LONG_AGO);
      assert.throws(
        () => {
          readAll(room);
          file.finish();
        },
        { code: 'file-changed' },
      );
    });

    it(`is not taken where it grew after its last byte, with ${room} bytes of room`, () => {
      readAll(room);
      appendFileSync(path, '!');
      utimesSync(path, LONG_AGO, LONG_AGO);
      assert.throws(() => file.finish(), { code: 'file-changed' });
    });

    it(`is not taken where it was written over or cut off, with ${room} bytes of room`, () => {
      readAll(room);
      writeFileSync(path, Buffer.alloc(BYTES.length));
      assert.throws(() => file.finish(), { code: 'file-changed' });
    });

    it(`is not taken where another came to its name, with ${room} bytes of room`, () => {
      readAll(room);
      const other = join(folder, 'b.bin');
      writeFileSync(other, BYTES);
      utimesSync(other, LONG_AGO, LONG_AGO);
      renameSync(other, path);
      assert.throws(() => file.finish(), { code: 'file-changed' });
    });
  }

  for (const when of ['before', 'after'] as const) {
    it(`is not taken where a link took its folder's place ${when} it was opened, and what that leads to is not read`, function () {
      // Elsewhere the way is only looked at beforehand.
      if (process.platform !== 'linux') this.skip();
      const [work, outside] = [join(folder, 'work'), join(folder, 'outside')];
      for (const place of [work, outside]) mkdirSync(place);
      writeFileSync(join(work, 'a.bin'), BYTES);
      writeFileSync(join(outside, 'a.bin'), Buffer.alloc(BYTES.length));
      const inside = new Inside(folder);
      inside.at(join(work, 'a.bin'));
      const swap = () => {
        renameSync(work, join(folder, 'aside'));
        symlinkSync(outside, work);
      };
      file.close();
      if (when === 'before') swap();
      file = StableFile.open(join(work, 'a.bin'), inside);
      if (when === 'after') swap();
      assert.deepEqual(readAll(1), BYTES);
      assert.throws(() => file.finish(), { code: 'file-changed' });
      inside.close();
    });
  }
});
