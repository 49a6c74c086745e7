import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FileStamp, stampOf } from '../../../engine/content/file-stamp.ts';
import { type Disk, realDisk } from '../../../engine/workspace/disk.ts';
import { keepCopy } from '../../../engine/workspace/keep-copy.ts';
import { safeRemove, safeRename } from '../../../engine/workspace/move.ts';
import { safeWrite } from '../../../engine/workspace/safe-write.ts';
import { scanFolder } from '../../../engine/workspace/scan.ts';
import { sweepTemporary } from '../../../engine/workspace/sweep.ts';
import { isTemporaryName } from '../../../engine/workspace/temporary.ts';
import { safeWriteAll } from '../../../engine/workspace/write-all.ts';
import { digest, seededBytes } from '../../support/chunks.ts';
import { atEveryDeath } from '../../support/crashing-disk.ts';
import { useTempFolder } from '../../support/temp.ts';

const OLD = Buffer.from('old content');
const NEW = Buffer.from('new content, longer');
const noLinks: Disk = {
  ...realDisk,
  link: () => Promise.reject(Object.assign(new Error(), { code: 'EPERM' })),
};

async function* once_(data: Buffer): AsyncGenerator<Buffer> {
  yield data.subarray(0, 5);
  yield data.subarray(5);
}
const content = (data: Buffer) => ({ pieces: once_(data), contentHash: digest(data), size: data.length });

describe('a process that dies', () => {
  const folder = useTempFolder();
  const at = (name: string) => join(folder(), name);
  const put = (name: string, data: Buffer): FileStamp => {
    writeFileSync(at(name), data);
    return stampOf(lstatSync(at(name), { bigint: true }));
  };
  const read = (name: string): Buffer | undefined =>
    existsSync(at(name)) ? readFileSync(at(name)) : undefined;
  const clear = () => {
    for (const name of readdirSync(folder())) rmSync(at(name), { recursive: true });
  };

  for (const [where, base] of [
    ['', realDisk],
    [' without hard links', noLinks],
  ] as const) {
    it(`while it replaces a file${where}: the old one or the new one is there, whole`, async () => {
      const outcomes = new Set<string>();
      const steps = await atEveryDeath(
        (disk) => {
          clear();
          return safeWrite(folder(), 'a', content(NEW), put('a', OLD), {}, disk);
        },
        (died) => {
          const now = read('a');
          assert.ok(now?.equals(OLD) || now?.equals(NEW), died);
          outcomes.add(now?.equals(OLD) ? 'old' : 'new');
          for (const name of readdirSync(folder())) assert.ok(name === 'a' || isTemporaryName(name), name);
        },
        base,
      );
      assert.ok(steps >= 8, `${steps} steps`);
      assert.deepEqual(outcomes, new Set(['old', 'new']));
    });

    it(`while it writes a new file${where}: nothing is there, or all of it`, async () => {
      const reserved: string[] = [];
      await atEveryDeath(
        (disk) => {
          clear();
          return safeWrite(folder(), 'a', content(NEW), undefined, {}, disk);
        },
        (died) => {
          const now = read('a');
          if (now?.length === 0) reserved.push(died);
          else assert.ok(now === undefined || now.equals(NEW), died);
        },
        base,
      );
      // Without hard links the name is reserved by an empty file for the time of one call.
      if (base === realDisk) assert.deepEqual(reserved, []);
      else assert.ok(reserved.length >= 1 && reserved.length <= 2, reserved.join());
    });

    it(`while it writes several files of a folder${where}: each is as it was, or new and whole`, async () => {
      const outcomes = new Set<string>();
      await atEveryDeath(
        (disk) => {
          clear();
          mkdirSync(at('shots'));
          const seen = put('shots/b', OLD);
          const files = [
            { name: 'a', content: () => content(NEW), seen: undefined },
            { name: 'b', content: () => content(NEW), seen },
            { name: 'c', content: () => content(NEW), seen: undefined },
          ];
          return safeWriteAll(folder(), 'shots', files, undefined, disk);
        },
        (died) => {
          const found = ['a', 'b', 'c'].map((name) => {
            const now = read(`shots/${name}`);
            const reserved = now?.length === 0 && base !== realDisk && name !== 'b';
            assert.ok(
              now?.equals(NEW) || reserved || (name === 'b' ? now?.equals(OLD) : !now),
              `${died}: ${name}`,
            );
            return now?.equals(NEW) ? 'new' : '-';
          });
          outcomes.add(found.join(' '));
        },
        base,
      );
      assert.deepEqual(outcomes, new Set(['- - -', 'new - -', 'new new -', 'new new new']));
    });

    it(`while it renames a file${where}: its bytes are under one of the names, or both`, async () => {
      await atEveryDeath(
        (disk) => {
          clear();
          put('a', OLD);
          return safeRename(folder(), 'a', 'b', disk);
        },
        (died) => {
          const [a, b] = [read('a'), read('b')];
          assert.ok(a?.equals(OLD) || b?.equals(OLD), died);
          assert.ok(!a || a.equals(OLD), died);
          if (base === realDisk) assert.ok(!b || b.equals(OLD), died);
        },
        base,
      );
    });
  }

  it('while it renames a folder: everything is under one of the names', async () => {
    await atEveryDeath(
      (disk) => {
        clear();
        mkdirSync(at('from'));
        put('from/a', OLD);
        return safeRename(folder(), 'from', 'to', disk);
      },
      (died) => {
        const [from, to] = [read('from/a'), read('to/a')];
        assert.ok((from ?? to)?.equals(OLD) && !(from && to), died);
      },
    );
  });

  it('while it removes a file: it is there, whole, or gone', async () => {
    const outcomes = new Set<boolean>();
    await atEveryDeath(
      (disk) => {
        clear();
        return safeRemove(folder(), 'a', put('a', OLD), disk);
      },
      (died) => {
        const now = read('a');
        outcomes.add(now !== undefined);
        assert.ok(now === undefined || now.equals(OLD), died);
      },
    );
    assert.equal(outcomes.size, 2);
  });

  it('while it keeps a copy and overwrites: the user’s bytes are always somewhere', async () => {
    await atEveryDeath(
      async (disk) => {
        clear();
        const seen = put('a', OLD);
        await keepCopy(folder(), 'a', seen, 0, disk);
        await safeWrite(folder(), 'a', content(NEW), seen, {}, disk);
      },
      (died) => {
        const kept = read('.cairn/recovered/1970-01-01T00-00-00.000Z/a');
        assert.ok(read('a')?.equals(OLD) || kept?.equals(OLD), died);
      },
    );
  });

  it('by kill -9 at any moment leaves a whole file, and the next run clears up', async function () {
    this.timeout(60_000);
    const [one, two] = [seededBytes(1, 3_000_000), seededBytes(2, 3_000_000)];
    const whole = new Set([digest(one), digest(two)]);
    const script = fileURLToPath(new URL('../../support/endless-writer.ts', import.meta.url));
    for (let point = 0; point < 10; point++) {
      const child = spawn(process.execPath, [script, folder()], { stdio: ['ignore', 'pipe', 'inherit'] });
      await once(child.stdout, 'data'); // it has begun
      await new Promise((resolve) => setTimeout(resolve, seededBytes(`kill ${point}`, 1)[0]! / 4));
      child.kill('SIGKILL');
      await once(child, 'exit');
      assert.ok(whole.has(digest(readFileSync(at('target')))), `kill ${point}`);
      const { temporary, entries } = await scanFolder(folder());
      assert.deepEqual(
        entries.map(({ path }) => path),
        ['target'],
      );
      assert.deepEqual(await sweepTemporary(folder(), temporary), temporary);
      assert.deepEqual(readdirSync(folder()), ['target']);
    }
  });
});
