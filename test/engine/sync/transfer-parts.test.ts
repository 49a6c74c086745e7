import assert from 'node:assert/strict';
import { Bandwidth } from '../../../engine/sync/transfer/bandwidth.ts';
import { batchBytes } from '../../../engine/sync/transfer/batch-size.ts';
import { LaneControl } from '../../../engine/sync/transfer/lane-control.ts';
import { Parcels, stages } from '../../../engine/sync/transfer/parcels.ts';
import { partsOf } from '../../../engine/sync/transfer/question.ts';
import { MAX_BATCH_BYTES } from '../../../proto/limits.ts';

const never = new AbortController().signal;

describe('a limit on bandwidth', () => {
  /** A clock that moves only where somebody sleeps. */
  const clock = () => {
    let now = 0;
    return {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms;
      },
      pass: (ms: number) => {
        now += ms;
      },
    };
  };

  it('lets through what it says over time, in pieces of any size', async () => {
    for (const piece of [1_000, 65_536, 900_000]) {
      const time = clock();
      const limit = new Bandwidth(1_000_000, never, time);
      for (let sent = 0; sent < 20_000_000; sent += piece) await limit.take(piece);
      const seconds = time.now() / 1_000;
      assert.ok(seconds > 19 && seconds < 21, `${piece}: ${seconds} s`);
    }
  });

  it('saves up no more than a moment', async () => {
    const time = clock();
    const limit = new Bandwidth(1_000_000, never, time);
    time.pass(60_000);
    const before = time.now();
    for (let sent = 0; sent < 2_000_000; sent += 100_000) await limit.take(100_000);
    assert.ok(time.now() - before > 1_600);
  });

  it('is shared by all that goes on at once', async () => {
    const time = clock();
    const limit = new Bandwidth(1_000_000, never, time);
    let debt = 0;
    for (let index = 0; index < 10; index++) if (limit.take(100_000)) debt++;
    assert.equal(debt, 8, 'what the bucket held is gone after two');
  });

  it('is left at once by a cancel', async () => {
    const abort = new AbortController();
    const limit = new Bandwidth(1, abort.signal);
    const waiting = limit.take(1_000_000);
    abort.abort();
    await assert.rejects(async () => waiting, { name: 'AbortError' });
  });
});

describe('the number of lanes', () => {
  /** Runs a line on which the rate follows from the lanes, for some seconds. */
  const run = (
    control: LaneControl,
    time: { now: number },
    rate: (lanes: number) => number,
    seconds: number,
  ) => {
    const seen: number[] = [];
    for (let step = 0; step < seconds * 20; step++) {
      time.now += 50;
      control.moved(rate(control.lanes) * 50, control.lanes);
      seen.push(control.lanes);
    }
    return seen;
  };
  const start = () => {
    const time = { now: 0 };
    return { time, control: new LaneControl(() => time.now) };
  };

  it('grows to the most while each makes it quicker', () => {
    const { time, control } = start();
    run(control, time, (lanes) => lanes * 20_000, 2);
    assert.equal(control.lanes, 8);
  });

  it('begins with as many as a long line needs, and few on a short one', () => {
    const first = (roundTrip: number) => new LaneControl(() => 0, roundTrip).lanes;
    assert.deepEqual([0, 1, 30, 50, 100, 2_000].map(first), [2, 2, 3, 4, 8, 8]);
  });

  it('stays small where more gain nothing', () => {
    const { time, control } = start();
    const seen = run(control, time, () => 1_000_000, 10);
    const average = seen.reduce((sum, lanes) => sum + lanes, 0) / seen.length;
    assert.ok(average < 3, `${average} lanes`);
  });

  it('stops where the line is full', () => {
    const { time, control } = start();
    run(control, time, (lanes) => Math.min(lanes, 5) * 20_000, 2);
    assert.ok(control.lanes >= 4 && control.lanes <= 6, `${control.lanes} lanes`);
  });

  it('shrinks with every failure, to one, and grows again after a while', () => {
    const { time, control } = start();
    run(control, time, (lanes) => lanes * 20_000, 2);
    for (const lanes of [4, 2, 1, 1]) {
      control.failed();
      assert.equal(control.lanes, lanes);
    }
    run(control, time, (lanes) => lanes * 20_000, 1);
    assert.equal(control.lanes, 1, 'not at once');
    run(control, time, (lanes) => lanes * 20_000, 5);
    assert.equal(control.lanes, 8);
  });

  it('learns nothing while lanes have nothing to do', () => {
    const { time, control } = start();
    for (let step = 0; step < 100; step++) {
      time.now += 50;
      control.moved(1_000_000, 1);
    }
    assert.equal(control.lanes, 2);
  });
});

describe('what is sent', () => {
  const look = (bases: Readonly<Record<string, string[]>>) => ({
    bytes: () => 1_000,
    bases: (hash: string) => bases[hash] ?? [],
  });
  const names = (found: ReturnType<typeof stages>) => found.map((stage) => stage.map(({ hash }) => hash));

  it('comes after what it stands on', () => {
    const mine = ['c', 'b', 'a', 'x'];
    const found = stages(mine, new Set(mine), look({ b: ['a'], c: ['b', 'x'] }));
    assert.deepEqual(names(found), [['a', 'x'], ['b'], ['c']]);
    assert.ok(found.flat().every(({ whole }) => !whole));
  });

  it('is only what is wanted, and stands on what the studio has', () => {
    const found = stages(['a', 'b'], new Set(['b']), look({ b: ['a', 'old'] }));
    assert.deepEqual(names(found), [['b']]);
  });

  it('is whole where it stands on what nobody else needs', () => {
    const [first] = stages(['b'], new Set(['b', 'a']), look({ b: ['a'] }));
    assert.deepEqual(first, [{ hash: 'b', bytes: 1_064, whole: true }]);
  });

  it('goes in batches that get smaller towards the end, none above the bound', () => {
    const parcels = Array.from({ length: 300 }, (_, index) => ({
      hash: `${index}`,
      bytes: 1_000_000,
      whole: false,
    }));
    const queue = new Parcels(parcels);
    const sizes: number[] = [];
    for (let next = queue.next(4); next; next = queue.next(4)) sizes.push(next.open.size);
    assert.equal(
      sizes.reduce((sum, size) => sum + size, 0),
      300,
    );
    assert.ok(Math.max(...sizes) * 1_000_000 <= MAX_BATCH_BYTES);
    assert.ok(sizes.at(-1)! < sizes[0]!);
    assert.equal(batchBytes(1, 8), batchBytes(1_000_000, 8));
  });

  it('goes in batches that keep a line busy for longer than their answers take, however little is left', () => {
    const gigabit = 125_000;
    for (const [roundTrip, lanes] of [
      [50, 4],
      [100, 8],
      [200, 8],
    ] as const) {
      const together = batchBytes(1, lanes, roundTrip) * lanes;
      assert.ok(together / gigabit > roundTrip, `${roundTrip} ms: ${together} bytes`);
    }
    assert.ok(batchBytes(1, 8, 60_000) <= MAX_BATCH_BYTES);
  });

  it('is asked about in one question on a short line, and in parts of one length on a long one', () => {
    const hashes = Array.from({ length: 4_000 }, (_, index) => `${index}`);
    assert.deepEqual(partsOf(hashes, 1), [hashes]);
    assert.deepEqual(
      partsOf(hashes, 100).map((part) => part.length),
      Array(8).fill(500),
    );
    assert.deepEqual(partsOf(hashes, 100).flat(), hashes);
    assert.equal(partsOf(hashes.slice(0, 200), 100).length, 1, 'which a few hashes are not worth');
    assert.deepEqual(partsOf([], 100), []);
  });
});
