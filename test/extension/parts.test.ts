import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plain } from '../../engine/domain/said.ts';
import { commonTags, tagEdits } from '../../extension/commands/tagEdits.ts';
import { formatAgo, formatBytes, percent } from '../../extension/format.ts';
import { Rate } from '../../extension/operations/rate.ts';
import { isInside, toFilePath, toTreePath } from '../../extension/project/paths.ts';
import { mayHoldProject, projectFiles } from '../../extension/project/probe.ts';
import { Throttle } from '../../extension/project/throttle.ts';
import { german } from '../support/german.ts';

describe('a throttle', () => {
  it('runs once more for any number of requests during a run, and all of them see that run', async () => {
    let runs = 0;
    const gates: (() => void)[] = [];
    const throttle = new Throttle(async () => {
      runs++;
      await new Promise<void>((resolve) => gates.push(resolve));
    });
    const first = throttle.request();
    const later = [throttle.request(), throttle.request(), throttle.request()];
    assert.equal(runs, 1);
    gates.shift()?.();
    await first;
    while (gates.length === 0) await new Promise(setImmediate);
    assert.equal(runs, 2);
    assert.equal(throttle.busy, true);
    gates.shift()?.();
    await Promise.all(later);
    assert.equal(runs, 2);
    assert.equal(throttle.busy, false);
  });

  it('runs again after a run that failed', async () => {
    let runs = 0;
    const throttle = new Throttle(async () => {
      if (++runs === 1) throw new Error('once');
    });
    await assert.rejects(throttle.request(), /once/u);
    await throttle.request();
    assert.equal(runs, 2);
  });
});

describe('paths', () => {
  it('belong to a folder only below it', () => {
    const dir = join('/', 'work', 'film');
    assert.ok(isInside(dir, dir));
    assert.ok(isInside(dir, join(dir, '..odd', 'a.png')));
    assert.ok(!isInside(dir, join('/', 'work', 'film2', 'a.png')));
    assert.ok(!isInside(dir, join('/', 'work')));
  });

  it('go to the tree and back', () => {
    const dir = join('/', 'work', 'film');
    const file = join(dir, 'shots', 'a b.png');
    assert.equal(toTreePath(dir, file), 'shots/a b.png');
    assert.equal(toFilePath(dir, 'shots/a b.png'), file);
  });

  it('hold a project where .cairn is at or above them', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'cairn-probe-'));
    try {
      await mkdir(join(dir, 'film', 'shots'), { recursive: true });
      assert.equal(await mayHoldProject(join(dir, 'film', 'shots')), false);
      await mkdir(join(dir, 'film', '.cairn'));
      await writeFile(join(dir, 'film', '.cairn', 'film.clst'), '');
      assert.equal(await mayHoldProject(join(dir, 'film', 'shots')), true);
      assert.equal(await mayHoldProject(dir), false);
      const before = await projectFiles(join(dir, 'film'));
      assert.equal(await projectFiles(join(dir, 'film')), before);
      await writeFile(join(dir, 'film', '.cairn', 'film.clst'), 'another');
      assert.notEqual(await projectFiles(join(dir, 'film')), before);
      assert.equal(await projectFiles(dir), '');
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});

describe('numbers', () => {
  it('are bytes in powers of 1,000, with one decimal below a hundred', () => {
    const sizes = [0, 999, 1000, 10_240, 99_960, 999_600, 5_000_000, 3_140_000_000];
    assert.deepEqual(
      sizes.map((size) => formatBytes(size, plain)),
      ['0 B', '999 B', '1.0 KB', '10.2 KB', '100 KB', '1.0 MB', '5.0 MB', '3.1 GB'],
    );
  });

  it('are bytes with the decimal point of the language', () => {
    assert.deepEqual(
      [0, 999, 77_107, 5_000_000].map((size) => formatBytes(size, german)),
      ['0 B', '999 B', '77,1 KB', '5,0 MB'],
    );
  });

  it('are percent that reach 100 only at the end', () => {
    assert.deepEqual([percent(0, 0), percent(999, 1000), percent(1000, 1000)], [null, 99, 100]);
  });

  it('are times ago', () => {
    const now = 1_700_000_000_000;
    assert.equal(formatAgo(now - 1_000, now, 'en'), 'now');
    assert.equal(formatAgo(now - 3 * 3_600_000, now, 'en'), '3 hours ago');
    assert.equal(formatAgo(now - 3 * 3_600_000, now, 'en', 'short'), '3 hr. ago');
    assert.match(formatAgo(now - 90 * 86_400_000, now, 'en'), /2023/u);
  });

  it('are bytes per second over the last seconds, again from zero in a new phase', () => {
    const rate = new Rate();
    assert.equal(rate.add(0, 0), null);
    assert.equal(rate.add(500, 500), 1000);
    for (let second = 1; second <= 10; second++) rate.add(500 + second * 2000, 500 + second * 1000);
    assert.equal(rate.add(500 + 11 * 2000, 11_500), 2000);
    assert.equal(rate.add(10, 12_000), null);
  });
});

describe('tags typed as a list', () => {
  it('are added and removed against what all had in common', () => {
    const common = commonTags([
      ['hero', 'wet'],
      ['wet', 'night', 'hero'],
    ]);
    assert.deepEqual(common, ['hero', 'wet']);
    assert.deepEqual(tagEdits(common, ' wet, dusk,,dusk '), { add: ['dusk'], remove: ['hero'] });
    assert.deepEqual(tagEdits(common, 'hero, wet'), { add: [], remove: [] });
  });
});
