import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { flushAlong } from '../../../engine/content/flush-along.ts';

/** A disk that has so many stretches to take, and flushes when it is told to. */
class SlowDisk {
  written = 0;
  durable = 0;
  readonly waiting: { readonly covers: number; end(error?: Error): void }[] = [];
  readonly #stretches: number;

  constructor(stretches: number) {
    this.#stretches = stretches;
  }

  readonly write = async (): Promise<boolean> => {
    await setImmediate();
    return ++this.written < this.#stretches;
  };

  readonly flush = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const covers = this.written;
      const end = (error?: Error) => {
        if (error) return reject(error);
        this.durable = Math.max(this.durable, covers);
        resolve();
      };
      this.waiting.push({ covers, end });
    });

  /** The oldest flush that is under way. */
  async next() {
    while (this.waiting.length === 0) await setImmediate();
    return this.waiting.shift()!;
  }
}

describe('flushing along', () => {
  it('flushes once where there is one stretch', async () => {
    const disk = new SlowDisk(1);
    const done = flushAlong(disk.write, disk.flush);
    (await disk.next()).end();
    await done;
    assert.deepEqual([disk.durable, disk.waiting.length], [1, 0]);
  });

  it('goes on writing while what was written is flushed, one flush at a time, and ends with all of it durable', async () => {
    const disk = new SlowDisk(10);
    const done = flushAlong(disk.write, disk.flush);
    const first = await disk.next();
    assert.equal(first.covers, 1);
    while (disk.written < 5) await setImmediate();
    assert.equal(disk.waiting.length, 0);
    first.end();
    const second = await disk.next();
    while (disk.written < 10) await setImmediate();
    assert.equal(disk.waiting.length, 0, 'the last flush waits for the one before');
    second.end();
    const last = await disk.next();
    assert.equal(last.covers, 10);
    last.end();
    await done;
    assert.equal(disk.durable, 10);
  });

  it('fails where a flush ahead failed, though the disk would say no more of it', async () => {
    const disk = new SlowDisk(1_000_000);
    const done = flushAlong(disk.write, disk.flush);
    (await disk.next()).end(new Error('lost'));
    await assert.rejects(done, /lost/u);
    assert.equal(disk.waiting.length, 0, 'nothing is under way');
  });

  it('leaves nothing under way where a write fails', async () => {
    const disk = new SlowDisk(10);
    let isOver = false;
    const write = async () => {
      if (disk.written === 4) throw new Error('full');
      return disk.write();
    };
    const done = flushAlong(write, disk.flush).finally(() => {
      isOver = true;
    });
    done.catch(() => {});
    const ahead = await disk.next();
    while (disk.written < 4) await setImmediate();
    for (let turn = 0; turn < 5; turn++) await setImmediate();
    assert.equal(isOver, false);
    ahead.end();
    await assert.rejects(done, /full/u);
  });
});
