/** Looks at a slow disk wait together; what they find is the same as one after the other. */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { namesIn, seenAt } from '../../../engine/workspace/look.ts';
import { LookProcess } from '../../../engine/workspace/look-process.ts';
import {
  type Crew,
  isSlow,
  type LookingDisk,
  lookingDisk,
  slowness,
} from '../../../engine/workspace/looks.ts';
import { type ScanOptions, type ScanResult, scanFolder } from '../../../engine/workspace/scan.ts';
import { coded } from '../../support/errors.ts';
import { asOrdinaryUser } from '../../support/ordinary-user.ts';
import { SlowDisk } from '../../support/slow-disk.ts';
import { useTempFolder } from '../../support/temp.ts';

const MILLISECOND = 1_000;

describe('looks at the disk', () => {
  const folder = useTempFolder();
  const put = (path: string, text = ''): void => {
    mkdirSync(dirname(join(folder(), path)), { recursive: true });
    writeFileSync(join(folder(), path), text);
  };
  const scan = (disk?: LookingDisk, options?: ScanOptions) => scanFolder(folder(), options, disk);
  const putMany = (folders: number, files: number): void => {
    for (let at = 0; at < folders; at++) {
      mkdirSync(join(folder(), `d${at}`));
      for (let file = 0; file < files; file++) writeFileSync(join(folder(), `d${at}/f${file}`), 'x');
    }
  };

  describe('go on together', () => {
    /** After which of these questions, of so many looks and microseconds, a disk is slow. */
    const slowAfter = (questions: readonly (readonly [looks: number, microseconds: number])[]) => {
      let soFar = 0;
      const at = questions.findIndex(([looks, microseconds]) => {
        soFar = slowness(soFar, looks, microseconds);
        return isSlow(soFar);
      });
      return at < 0 ? undefined : at + 1;
    };
    const many = (one: (at: number) => readonly [number, number]) =>
      Array.from({ length: 10_000 }, (_, at) => one(at));

    const CASES: readonly (readonly [string, (readonly [number, number])[], number | undefined])[] = [
      ['nothing was asked', [], undefined],
      ['looks take 4 µs', many(() => [8, 32]), undefined],
      ['looks take 60 µs, as on a disk of this machine that has to read', many(() => [8, 480]), undefined],
      ['looks take 0.2 ms', many(() => [8, 1_600]), 8],
      ['looks take 20 ms', many(() => [8, 160_000]), 8],
      [
        'folders take 2 ms and bring what is known of their files',
        many((at) => (at % 3 ? [8, 32] : [1, 2_000])),
        64,
      ],
      ['only every fifth waits', many((at) => (at % 5 ? [8, 32] : [8, 16_000])), undefined],
      ['a disk has to spin up', many((at) => [8, at === 5 ? 10_000_000 : 32]), undefined],
      [
        'others take the processor for 20 ms after each quarter of one',
        many((at) => [8, at % 8 ? 32 : 20_032]),
        undefined,
      ],
      ['the clock stands', many(() => [8, 0]), undefined],
    ];
    for (const [what, questions, expected] of CASES)
      it(`${expected === undefined ? 'not' : `after ${expected} questions`} where ${what}`, () => {
        assert.equal(slowAfter(questions), expected);
      });
  });

  it('are one after the other on a quick disk', async () => {
    putMany(20, 30);
    const disk = new SlowDisk(() => 2);
    assert.equal((await scan(disk)).entries.length, 620);
    assert.deepEqual([disk.alone, disk.together, disk.crews], [621, [], 0]);
  });

  it('are many at a time on a slow one, and never more than those who look', async () => {
    putMany(15, 30);
    const disk = new SlowDisk(() => MILLISECOND, { turn: () => turn(true) });
    const found = await scan(disk);
    assert.deepEqual(found, await scan());
    assert.equal(disk.most, 16);
    assert.ok(disk.alone < 100, `${disk.alone} calls alone`);
    assert.equal(disk.alone + disk.together.reduce((sum, calls) => sum + calls, 0), 15 * 31 + 1);
    assert.ok(Math.max(...disk.together) <= 32);
    assert.equal(disk.crews, 0);
  });

  it('are shared among all where a single folder holds everything', async () => {
    putMany(1, 1_000);
    const disk = new SlowDisk(() => MILLISECOND, { turn: () => turn(true) });
    assert.deepEqual(await scan(disk), await scan());
    assert.equal(disk.most, 16);
    assert.equal(Math.max(...disk.together), 32);
  });

  it('are made by whoever asks where nobody else can, and let the event loop turn', async () => {
    putMany(15, 30);
    let answered = 0;
    const disk = new SlowDisk(() => MILLISECOND, { turn: async () => answered++ < 5 });
    assert.deepEqual(await scan(disk), await scan());
    assert.equal(disk.together.length, 5);
    const abort = new AbortController();
    const { now } = Date;
    let asked = 0;
    // As on a machine that takes a slice for each step.
    Date.now = () => now() + 25 * asked++;
    try {
      setImmediate(() => abort.abort());
      const never = new SlowDisk(() => MILLISECOND, { turn: async () => false });
      await assert.rejects(scan(never, { signal: abort.signal }), coded('cancelled'));
    } finally {
      Date.now = now;
    }
  });

  it('say that the working folder is gone', async () => {
    putMany(15, 30);
    const gone: LookingDisk = {
      ...new SlowDisk(() => MILLISECOND),
      namesIn: (path) => (path === folder() ? { errno: 'ENOENT' } : namesIn(path)),
    };
    await assert.rejects(scan(gone), coded('folder-gone'));
  });

  it('report folders that may not be read, links and what vanished, in whichever order', async function () {
    if (process.platform === 'win32') this.skip();
    putMany(15, 30);
    put('closed/file');
    symlinkSync('d1', join(folder(), 'link'));
    await asOrdinaryUser(folder(), async () => {
      chmodSync(join(folder(), 'closed'), 0);
      try {
        const disk = new SlowDisk(() => MILLISECOND, { turn: () => turn(true) });
        const found = await scan(disk);
        assert.deepEqual(found, await scan());
        assert.deepEqual(found.unreadable, [{ path: 'closed', reason: 'EACCES' }]);
        assert.equal(found.entries.find(({ path }) => path === 'link')?.kind, 'link');
      } finally {
        chmodSync(join(folder(), 'closed'), 0o755);
      }
    });
  });

  const name = fc.constantFrom('a', 'b', 'c', 'd', 'rock.ma', 'x.tmp', '.cairn-tmp-00000000-1-0123456789ab');
  const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'));
  const thing = fc.record({
    path,
    is: fc.constantFrom('file', 'file', 'folder', 'link', 'rules', 'vanished', 'closed', 'replaced'),
  });

  it('find the same in whichever order they are answered', async function () {
    this.timeout(60_000);
    const property = fc.asyncProperty(
      fc.array(thing, { maxLength: 60 }),
      fc.option(fc.array(path, { minLength: 1, maxLength: 4 }), { nil: undefined }),
      fc.integer({ min: 1, max: 4 }),
      fc.scheduler(),
      async (things, paths, size, scheduler) => {
        rmSync(folder(), { recursive: true });
        mkdirSync(folder());
        const odd = new Map<string, string>();
        for (const { path, is } of things) {
          try {
            if (is === 'folder') mkdirSync(join(folder(), path), { recursive: true });
            else if (is === 'rules') put(`${path}/.cairnignore`, 'b\n!x.tmp\n');
            else if (is !== 'link') put(path);
            else {
              mkdirSync(dirname(join(folder(), path)), { recursive: true });
              symlinkSync('a', join(folder(), path));
            }
          } catch {
            // Something else has that name.
          }
          odd.set(path, is);
        }
        const isOdd = (at: string) => odd.get(relative(folder(), at).replaceAll('\\', '/'));
        const look: Pick<LookingDisk, 'namesIn' | 'seenAt'> = {
          namesIn: (at) => (isOdd(at) === 'closed' ? { errno: 'EACCES' } : namesIn(at)),
          seenAt: (at) => {
            if (isOdd(at) === 'vanished') return { errno: 'ENOENT' };
            if (isOdd(at) === 'closed') return { errno: 'EIO' };
            return isOdd(at) === 'replaced' ? 'link' : seenAt(at);
          },
        };
        const options = paths ? { paths } : { listings: true };
        const alone = await scan(new SlowDisk(() => 1, { look }), options);
        const slow = new SlowDisk(() => 1_000 * MILLISECOND, {
          look,
          size,
          turn: () => scheduler.schedule(Promise.resolve(true)),
        });
        const together = await scheduler.waitFor(scan(slow, options));
        assert.deepEqual(together, alone);
        assertSound(alone);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  function assertSound({ entries }: ScanResult): void {
    const seen = new Set<string>(['.']);
    for (const { path, kind, stamp } of entries) {
      assert.ok(!seen.has(path), `${path} twice`);
      seen.add(path);
      assert.equal(stamp !== undefined, kind === 'file', path);
    }
  }

  describe('by a process of their own', () => {
    const slow = (crew: () => Crew): LookingDisk => ({ ...new SlowDisk(() => MILLISECOND), crew });

    it('find the same', async () => {
      putMany(15, 30);
      put('a/é.bin', 'x');
      mkdirSync(join(folder(), 'void'));
      const found = await scan(slow(lookingDisk.crew), { listings: true });
      assert.deepEqual(found, await scan(undefined, { listings: true }));
    });

    const odd = (how: 'ends' | 'hangs') => () =>
      new LookProcess(() =>
        fork(join(import.meta.dirname, '../../support/odd-look-child.ts'), [how], { execArgv: [] }),
      );

    it('do without it where it ends', async () => {
      putMany(15, 30);
      assert.deepEqual(await scan(slow(odd('ends'))), await scan());
    });

    it('do without it where it cannot be started', async () => {
      putMany(15, 30);
      const none = () =>
        new LookProcess(() => {
          throw new Error('Out of processes');
        });
      assert.deepEqual(await scan(slow(none)), await scan());
      const nowhere = () =>
        new LookProcess(() => fork('/nowhere', { execPath: '/nowhere/node', silent: true }));
      assert.deepEqual(await scan(slow(nowhere)), await scan());
    });

    it('are given up at once when they are cancelled, even if the disk hangs', async () => {
      putMany(15, 30);
      const abort = new AbortController();
      const looking = odd('hangs')();
      let asked = 0;
      const crew: Crew = {
        size: looking.size,
        ask: (question) => {
          if (++asked === looking.size) setImmediate(() => abort.abort());
          return looking.ask(question);
        },
        close: () => looking.close(),
      };
      await assert.rejects(
        scan(
          slow(() => crew),
          { signal: abort.signal },
        ),
        coded('cancelled'),
      );
    });
  });
});
