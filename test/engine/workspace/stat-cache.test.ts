import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type CacheStamp, type FileStamp, quickStamp, stampOf } from '../../../engine/content/file-stamp.ts';
import { hashFile } from '../../../engine/workspace/hash-file.ts';
import { presumedUnchanged } from '../../../engine/workspace/stat-cache.ts';
import { digest } from '../../support/chunks.ts';
import { useTempFolder } from '../../support/temp.ts';

const SECOND = 1_000_000_000n;
const T = 1_700_000_000n * SECOND + 123_456_789n;
const file = (over: Partial<FileStamp> = {}): FileStamp => ({ size: 10, mtimeNs: T, ino: 7n, ...over });
const MICROSECOND = 1_000n;
const presumed = (cached: CacheStamp, now: FileStamp): boolean =>
  presumedUnchanged({ ...quickStamp(cached), cachedAtMs: Number(cached.cachedAtNs) / 1e6 }, quickStamp(now));
const whole = T - (T % SECOND);

describe('stat cache', () => {
  const table: [string, FileStamp, bigint, FileStamp, boolean][] = [
    ['same, cached long after', file(), T + 60n * SECOND, file(), true],
    ['same, cached a second after', file(), T + SECOND, file(), true],
    ['same, cached in the tick of the write', file(), T + 4_000_000n, file(), false],
    ['same, cached at the very instant', file(), T, file(), false],
    ['same, written in the future', file(), T - SECOND, file(), false],
    ['other size', file(), T + 60n * SECOND, file({ size: 11 }), false],
    ['newer', file(), T + 60n * SECOND, file({ mtimeNs: T + MICROSECOND }), false],
    ['older (a restored backup)', file(), T + 60n * SECOND, file({ mtimeNs: T - MICROSECOND }), false],
    ['other inode (replaced by rename)', file(), T + 60n * SECOND, file({ ino: 8n }), false],
    [
      'whole seconds, cached a second after',
      file({ mtimeNs: whole }),
      whole + SECOND,
      file({ mtimeNs: whole }),
      false,
    ],
    [
      'whole seconds, cached long after',
      file({ mtimeNs: whole }),
      whole + 3n * SECOND,
      file({ mtimeNs: whole }),
      true,
    ],
  ];
  for (const [what, cached, cachedAtNs, now, expected] of table) {
    it(`${expected ? 'presumes' : 'does not presume'} unchanged: ${what}`, () => {
      assert.equal(presumed({ ...cached, cachedAtNs }, now), expected);
    });
  }

  it('knows a file by inodes beyond 2^53, as Windows has them', () => {
    const wide = file({ ino: 0x0123_0000_0000_4567n });
    assert.equal(presumed({ ...wide, cachedAtNs: T + SECOND }, wide), true);
    assert.equal(presumed({ ...wide, cachedAtNs: T + SECOND }, file({ ino: wide.ino + 65_536n })), false);
    const signed = file({ ino: BigInt.asIntN(64, 0xfedc_0000_0000_4567n) });
    assert.equal(presumed({ ...signed, cachedAtNs: T + SECOND }, signed), true);
  });

  // A disk whose clock ticks every `tick` ns stamps the later of two writes; whatever the timing, if content was
  // cached after the first write, the second one must not go unnoticed.
  it('never takes a later write for the cached file, whatever the tick and the timing', () => {
    const clock = (at: bigint, tick: bigint) => at - (at % tick);
    fc.assert(
      fc.property(
        fc.constantFrom(1n, 100n, 1_000_000n, 4_000_000n, 10_000_000n, 15_625_000n, SECOND, 2n * SECOND),
        fc.bigInt(0n, 5n * SECOND),
        fc.bigInt(0n, 5n * SECOND),
        fc.bigInt(0n, 5n * SECOND),
        (tick, first, wait, then) => {
          const written = T + first;
          const cachedAtNs = written + wait;
          const again = cachedAtNs + then;
          const cached = { ...file({ mtimeNs: clock(written, tick) }), cachedAtNs };
          assert.equal(presumed(cached, file({ mtimeNs: clock(again, tick) })), false);
        },
      ),
      { numRuns: 2000 },
    );
  });

  describe('on a real disk', () => {
    const folder = useTempFolder();

    it('notices every rewrite of equal size right after hashing', async () => {
      const path = join(folder(), 'file');
      for (let round = 0; round < 40; round++) {
        writeFileSync(path, `round ${round % 10}`);
        const { contentHash, stamp } = await hashFile(path);
        assert.equal(contentHash, digest(Buffer.from(`round ${round % 10}`)));
        writeFileSync(path, `ROUND ${round % 10}`);
        const now = stampOf(statSync(path, { bigint: true }));
        assert.equal(presumed(stamp, now), false, `round ${round}`);
      }
    });

    it('stamps survive being cloned and fit a signed 64-bit column', async () => {
      const path = join(folder(), 'file');
      writeFileSync(path, 'x');
      const { stamp } = await hashFile(path);
      assert.deepEqual(structuredClone(stamp), stamp);
      const wide = stampOf({ ...statSync(path, { bigint: true }), ino: 2n ** 64n - 1n } as never);
      assert.equal(wide.ino, -1n);
    });
  });
});
