import assert from 'node:assert/strict';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { type FileStamp, stampOf } from '../../../engine/content/file-stamp.ts';
import { Inside } from '../../../engine/content/inside.ts';
import { ingestFiles } from '../../../engine/content/pipeline/ingest.ts';
import { ContentPool } from '../../../engine/content/pipeline/pool.ts';
import { CairnError } from '../../../engine/errors.ts';
import { type Disk, realDisk } from '../../../engine/workspace/disk.ts';
import { hashFile } from '../../../engine/workspace/hash-file.ts';
import { holdFolder } from '../../../engine/workspace/held-folder.ts';
import { keepCopy } from '../../../engine/workspace/keep-copy.ts';
import { safeRemove, safeRename } from '../../../engine/workspace/move.ts';
import { safeWrite } from '../../../engine/workspace/safe-write.ts';
import { digest } from '../../support/chunks.ts';
import { coded } from '../../support/errors.ts';
import { insensitiveDisk } from '../../support/insensitive-disk.ts';
import { useTempFolder } from '../../support/temp.ts';
import { CataloguedStore } from '../../support/versions.ts';

const NEW = Buffer.from('written by Cairn');

const content = (data: Buffer) => ({
  pieces: (async function* () {
    yield data;
  })(),
  contentHash: digest(data),
  size: data.length,
});

describe('what is done in the working folder stays there', () => {
  const temp = useTempFolder();
  const work = (path = '') => join(temp(), 'work', path);
  const outside = (path = '') => join(temp(), 'outside', path);

  beforeEach(() => {
    for (const folder of [work('art'), work('other'), outside()]) mkdirSync(folder, { recursive: true });
    for (const name of ['a', 'b', 'seen']) writeFileSync(outside(name), `outside ${name}`);
  });

  const put = (path: string, text: string): FileStamp => {
    writeFileSync(work(path), text);
    return stampOf(lstatSync(work(path), { bigint: true }));
  };

  /** Nothing came, went or changed out there. */
  const untouched = (when: string) => {
    assert.deepEqual(readdirSync(outside()).sort(), ['a', 'b', 'seen'], when);
    for (const name of ['a', 'b', 'seen'])
      assert.equal(readFileSync(outside(name), 'utf8'), `outside ${name}`, when);
  };

  /** Before its nth call, `work/art` is moved aside and a link that leads out takes its place. */
  function swapping(nth: number): { disk: Disk; calls: () => number } {
    let calls = 0;
    const guard =
      <A extends unknown[], R>(call: (...args: A) => R) =>
      (...args: A): R => {
        if (calls++ === nth) {
          renameSync(work('art'), join(temp(), 'aside'));
          symlinkSync(outside(), work('art'));
        }
        return call(...args);
      };
    const entries = Object.entries(realDisk).map(([name, call]) => [name, guard(call as never)]);
    return { disk: Object.fromEntries(entries) as Disk, calls: () => calls };
  }

  function reset(): void {
    if (lstatSync(work('art')).isSymbolicLink()) {
      unlinkSync(work('art'));
      renameSync(join(temp(), 'aside'), work('art'));
    }
    for (const folder of ['art', 'other']) {
      for (const name of readdirSync(work(folder))) unlinkSync(work(`${folder}/${name}`));
    }
  }

  /** Runs `attempt` with the swap at each of its calls, until none is left. */
  async function atEverySwap(attempt: (disk: Disk) => Promise<unknown>): Promise<number> {
    for (let nth = 0; ; nth++) {
      reset();
      const { disk, calls } = swapping(nth);
      let outcome = 'done';
      await attempt(disk).catch((error: unknown) => {
        assert.ok(CairnError.is(error), `${nth}: ${String(error)}`);
        assert.ok(!error.message.includes('/proc/'), error.message);
        outcome = error.code;
      });
      untouched(`${nth}: ${outcome}`);
      if (calls() <= nth) return nth;
    }
  }

  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('a file is written, while a link takes its folder’s place', async () => {
    const steps = await atEverySwap((disk) =>
      safeWrite(work(), 'art/new', content(NEW), undefined, {}, disk),
    );
    assert.ok(steps > 5, `${steps}`);
  });

  it('a file is replaced, while a link takes its folder’s place', async () => {
    await atEverySwap((disk) =>
      safeWrite(work(), 'art/seen', content(NEW), put('art/seen', 'old'), {}, disk),
    );
  });

  it('a file is renamed, moved in and moved out, while a link takes its folder’s place', async () => {
    for (const [from, to] of [
      ['art/a', 'art/c'],
      ['art/a', 'other/a'],
      ['other/a', 'art/c'],
    ] as const) {
      await atEverySwap(async (disk) => {
        put(from, 'mine');
        await safeRename(work(), from, to, disk);
      });
    }
  });

  it('a file is removed, while a link takes its folder’s place', async () => {
    await atEverySwap((disk) => safeRemove(work(), 'art/seen', put('art/seen', 'mine'), disk));
  });

  it('a copy is kept, while a link takes its folder’s place', async () => {
    const seen = () => put('art/a', 'mine');
    let now = 0;
    await atEverySwap((disk) => keepCopy(work(), 'art/a', seen(), now++, disk));
    for (const kept of readdirSync(work('.cairn/recovered'))) {
      for (const file of readdirSync(work(`.cairn/recovered/${kept}/art`)))
        assert.equal(readFileSync(work(`.cairn/recovered/${kept}/art/${file}`), 'utf8'), 'mine');
    }
  });

  it('a copy is to be kept of a file that somebody has just moved: it changed, and no folder is gone', async () => {
    const seen = put('art/a', 'mine');
    renameSync(work('art/a'), work('art/b'));
    await assert.rejects(keepCopy(work(), 'art/a', seen, 0), coded('file-changed'));
    assert.equal(readFileSync(work('art/b'), 'utf8'), 'mine');
  });

  it('a folder held open is that folder, whatever its name leads to by now', async () => {
    const held = await holdFolder(work(), 'art');
    renameSync(work('art'), work('moved'));
    symlinkSync(outside(), work('art'));
    writeFileSync(join(held.at, 'x'), 'x');
    await held.close();
    assert.equal(readFileSync(work('moved/x'), 'utf8'), 'x');
    untouched('held');
  });

  it('a file is read from its folder, or not at all', async () => {
    put('art/a', 'mine');
    put('other/a', 'mine too');
    const inside = new Inside(work());
    const hash = async () => (await hashFile(work('art/a'), { within: work() })).contentHash;
    const before = await hash();
    assert.equal(readFileSync(inside.at(work('art/a')), 'utf8'), 'mine');
    renameSync(work('art'), join(temp(), 'aside'));
    symlinkSync(outside(), work('art'));
    assert.equal(readFileSync(inside.at(work('art/a')), 'utf8'), 'mine', 'the folder is still open');
    assert.equal(readFileSync(inside.at(work('other/a')), 'utf8'), 'mine too');
    assert.throws(() => inside.at(work('art/a')), coded('outside-folder'));
    assert.throws(() => inside.at(outside('a')), coded('outside-folder'));
    inside.close();
    await assert.rejects(hash(), coded('outside-folder'));
    unlinkSync(work('art'));
    renameSync(join(temp(), 'aside'), work('art'));
    assert.equal(await hash(), before);
  });

  it('nothing is recorded through a link that took a folder’s place after the scan', async () => {
    put('art/a', 'mine');
    symlinkSync(outside(), work('link'));
    const pool = new ContentPool();
    const store = new CataloguedStore();
    const files = ['art/a', 'link/a', 'art/a'].map((path) => ({ path: work(path), within: work(), size: 4 }));
    const outcomes: string[] = [];
    for await (const result of ingestFiles(pool, files, store.both))
      outcomes.push('error' in result ? result.error.code : result.contentHash);
    await pool.close();
    const mine = digest(Buffer.from('mine'));
    assert.deepEqual(outcomes, [mine, 'outside-folder', mine]);
    assert.equal(store.get(digest(Buffer.from('outside a'))), undefined);
  });

  it('nothing is done through a link that is there', async () => {
    symlinkSync(outside(), work('link'));
    const seen = stampOf(lstatSync(outside('seen'), { bigint: true }));
    await assert.rejects(safeWrite(work(), 'link/new', content(NEW), undefined), coded('outside-folder'));
    await assert.rejects(safeWrite(work(), 'link/seen', content(NEW), seen), coded('outside-folder'));
    await assert.rejects(safeRename(work(), 'link/a', 'other/a'), coded('outside-folder'));
    put('art/mine', 'mine');
    await assert.rejects(safeRename(work(), 'art/mine', 'link/mine'), coded('outside-folder'));
    await assert.rejects(safeRename(work(), 'art/mine', 'link/deep/mine'), coded('outside-folder'));
    await assert.rejects(safeRemove(work(), 'link/seen', seen), coded('outside-folder'));
    await assert.rejects(keepCopy(work(), 'link/seen', seen, 0), coded('outside-folder'));
    untouched('link');
    assert.equal(existsSync(work('.cairn/recovered')), false);
  });
});

describe('names on a disk that is insensitive to case', () => {
  const temp = useTempFolder();
  const at = (path: string) => join(temp(), path);
  const rename = (from: string, to: string) => safeRename(temp(), from, to, insensitiveDisk);

  it('changes the case of a file, a folder and a folder above', async () => {
    mkdirSync(at('Art'));
    writeFileSync(at('Art/rock.png'), 'rock');
    await rename('Art/rock.png', 'Art/Rock.PNG');
    assert.deepEqual(readdirSync(at('Art')), ['Rock.PNG']);
    await rename('Art', 'ART');
    assert.deepEqual(readdirSync(temp()), ['ART']);
    await rename('ART/Rock.PNG', 'art/rock.png');
    assert.deepEqual([readdirSync(temp()), readdirSync(at('art'))], [['art'], ['rock.png']]);
  });

  it('changes the normalisation of a name', async () => {
    writeFileSync(at('cafe\u0301.png'), 'x');
    await rename('cafe\u0301.png', 'caf\u00e9.png');
    assert.deepEqual(readdirSync(temp()), ['caf\u00e9.png']);
  });

  it('never takes a name that another file has in another case', async () => {
    writeFileSync(at('a'), 'a');
    writeFileSync(at('B'), 'B');
    await assert.rejects(rename('a', 'b'), coded('file-in-the-way'));
    await assert.rejects(
      safeWrite(temp(), 'b', content(NEW), undefined, {}, insensitiveDisk),
      coded('file-in-the-way'),
    );
    assert.deepEqual([readFileSync(at('a'), 'utf8'), readFileSync(at('B'), 'utf8')], ['a', 'B']);
  });
});

describe('a rename that a killed run began', () => {
  const temp = useTempFolder();
  const at = (path: string) => join(temp(), path);
  const resume = (from: string, to: string) => safeRename(temp(), from, to, realDisk, { resume: true });

  it('is finished where both names lead to the file', async () => {
    writeFileSync(at('a'), 'a');
    linkSync(at('a'), at('b'));
    await assert.rejects(safeRename(temp(), 'a', 'b'), coded('file-in-the-way'));
    await resume('a', 'b');
    assert.deepEqual(readdirSync(temp()), ['b']);
  });

  it('is finished where the folder’s new name is reserved', async () => {
    mkdirSync(at('a'));
    writeFileSync(at('a/x'), 'x');
    mkdirSync(at('b'));
    await resume('a', 'b');
    assert.deepEqual(readdirSync(temp(), { recursive: true }).sort(), ['b', 'b/x']);
  });

  it('still replaces nothing', async () => {
    writeFileSync(at('a'), 'a');
    writeFileSync(at('b'), 'a');
    mkdirSync(at('c'));
    writeFileSync(at('c/x'), 'x');
    mkdirSync(at('d'));
    writeFileSync(at('d/y'), 'y');
    await assert.rejects(resume('a', 'b'), coded('file-in-the-way'));
    await assert.rejects(resume('c', 'd'), coded('file-in-the-way'));
    await assert.rejects(resume('c', 'b'), coded('file-in-the-way'));
    await assert.rejects(resume('a', 'd'), coded('file-in-the-way'));
    assert.deepEqual(
      readdirSync(temp(), { recursive: true })
        .map((path) => basename(String(path)))
        .sort(),
      'abcdxy'.split(''),
    );
  });
});
