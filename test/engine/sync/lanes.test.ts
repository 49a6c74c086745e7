import assert from 'node:assert/strict';
import { CairnError } from '../../../engine/errors.ts';
import { type Jobs, runLanes } from '../../../engine/sync/transfer/lanes.ts';

const never = new AbortController().signal;

/** Jobs by name, the first goes first; one that is given back comes before the others. */
const jobsOf = (...names: string[]): Jobs<string> => ({
  next: () => names.shift(),
  giveBack: (name) => names.unshift(name),
});

const overloaded = (retryAfter: number) => new CairnError('studio-overloaded', 'busy', { retryAfter });

describe('lanes of a transfer', () => {
  /** A clock that moves only where somebody sleeps, and remembers for how long that was. */
  const waits = () => {
    const asked: number[] = [];
    let now = 0;
    const sleep = async (ms: number) => {
      now += ms;
      asked.push(ms);
    };
    return { asked, wait: { now: () => now, sleep } };
  };

  it('wait as long as the studio asks for with Retry-After, at least, and then go on', async () => {
    const { asked, wait } = waits();
    const done: string[] = [];
    let turnedAway = 0;
    const work = async (job: string) => {
      if (turnedAway++ === 0) throw overloaded(7);
      done.push(job);
    };
    await runLanes(jobsOf('a'), work, never, 0, wait);
    assert.deepEqual(done, ['a']);
    assert.equal(asked.length, 1);
    assert.ok(asked[0]! >= 7_000 && asked[0]! <= 7_500, `${asked[0]} ms`);
  });

  it('are not held for ever by a studio that asks for a day', async () => {
    const { asked, wait } = waits();
    let turnedAway = 0;
    const work = async () => {
      if (turnedAway++ === 0) throw overloaded(86_400);
    };
    await runLanes(jobsOf('a'), work, never, 0, wait);
    assert.ok(asked[0]! <= 30_500, `${asked[0]} ms`);
  });

  it('back off further with each failure in a row, and give up after six', async () => {
    let longest = 0;
    for (let run = 0; run < 40; run++) {
      const { asked, wait } = waits();
      const work = async () => {
        throw new CairnError('studio-unreachable', 'gone', { reason: 'ECONNRESET' });
      };
      await assert.rejects(runLanes(jobsOf('a'), work, never, 0, wait), { code: 'studio-unreachable' });
      assert.equal(asked.length, 5, 'between six attempts');
      for (const [at, ms] of asked.entries()) assert.ok(ms <= 500 * 2 ** at, `${ms} ms at ${at}`);
      longest = Math.max(longest, ...asked);
    }
    assert.ok(longest > 2_000, 'the last pauses are long ones');
  });

  it('count only failures between which nothing arrived', async () => {
    const { wait } = waits();
    let failures = 0;
    const work = async (_job: string, lane: { arrived(): void }) => {
      if (failures++ === 20) return;
      lane.arrived();
      throw overloaded(0);
    };
    await runLanes(jobsOf('a'), work, never, 0, wait);
    assert.equal(failures, 21);
  });

  it('count once what breaks all of them at one moment, and go on after it', async () => {
    const { asked, wait } = waits();
    const names = Array.from({ length: 8 }, (_, index) => `${index}`);
    const done: string[] = [];
    let under = 0;
    let outages = 0;
    let breakAll = () => {};
    let outage = Promise.withResolvers<never>();
    outage.promise.catch(() => {});
    const work = async (job: string) => {
      if (outages < 5) {
        breakAll = () => {
          const { reject } = outage;
          outages++;
          outage = Promise.withResolvers<never>();
          outage.promise.catch(() => {});
          under = 0;
          reject(new CairnError('studio-unreachable', 'gone', { reason: 'ECONNRESET' }));
        };
        const { promise } = outage;
        under++;
        // All lanes that there are at the moment have begun.
        setImmediate(() => under > 0 && breakAll());
        await promise;
      }
      done.push(job);
    };
    await runLanes(jobsOf(...names), work, never, 100, wait);
    assert.deepEqual(done.toSorted(), names);
    assert.equal(outages, 5);
    assert.equal(asked.length, 5, 'one pause for each');
  });

  it('let what is small pass what is large', async () => {
    const done: string[] = [];
    let finish = () => {};
    const work = async (job: string) => {
      if (job === 'large')
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
      done.push(job);
      // All small ones are done: only now does the large one go on.
      if (done.length === 5) finish();
    };
    await runLanes(jobsOf('large', 'a', 'b', 'c', 'd', 'e'), work, never, 0);
    assert.deepEqual(done, ['a', 'b', 'c', 'd', 'e', 'large']);
  });

  it('end at once where they are cancelled in a pause', async () => {
    const abort = new AbortController();
    const work = async () => {
      setImmediate(() => abort.abort());
      throw overloaded(25);
    };
    const started = Date.now();
    await assert.rejects(runLanes(jobsOf('a'), work, abort.signal, 0), { code: 'cancelled' });
    assert.ok(Date.now() - started < 1_000);
  });
});
