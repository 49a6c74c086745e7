import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { VersionFiles } from '../../extension/history/versionFiles.ts';
import { useTempFolder } from '../support/temp.ts';

const DAY = 24 * 60 * 60 * 1000;
const LIMITS = { age: 30 * DAY, bytes: 1_000 };
const hashOf = (name: string): string => createHash('sha256').update(name).digest('hex');

describe('files of old versions', () => {
  const folder = useTempFolder();
  const now = Date.now();
  const leases = (): string => join(folder(), 'windows');
  const isThere = (name: string): boolean => existsSync(join(folder(), hashOf(name), 'v1 hero.png'));

  function add(name: string, days: number, bytes = 10): string {
    const hash = hashOf(name);
    const at = join(folder(), hash);
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'v1 hero.png'), Buffer.alloc(bytes));
    const used = new Date(now - days * DAY);
    utimesSync(at, used, used);
    return hash;
  }

  /** As if the window's process had been killed: another process, that has ended, wrote it. */
  function kill(window: string): void {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (const name of readdirSync(leases()).filter((one) => one.startsWith(window)))
      renameSync(join(leases(), name), join(leases(), name.replace(`-${process.pid}-`, `-${pid}-`)));
  }

  it('go when nobody looked at them for long', async () => {
    add('old', 31);
    add('new', 29);
    assert.equal(await new VersionFiles(folder(), 'one').prune(LIMITS, now), 1);
    assert.deepEqual([isThere('old'), isThere('new')], [false, true]);
  });

  it('go when they are too much, the longest unused first, but not what was looked at just now', async () => {
    add('a', 3, 600);
    add('b', 2, 600);
    add('c', 1, 600);
    add('d', 0, 5_000);
    assert.equal(await new VersionFiles(folder(), 'one').prune(LIMITS, now), 3);
    assert.deepEqual(['a', 'b', 'c', 'd'].map(isThere), [false, false, false, true]);
  });

  it('stay as long as any window has them open, and while they are used', async () => {
    const [one, two] = [new VersionFiles(folder(), 'one'), new VersionFiles(folder(), 'two')];
    await two.shows([add('tab', 90, 5_000)]);
    const used = add('compared', 90, 5_000);
    await two.use(used);
    const long = new Date(now - 90 * DAY);
    utimesSync(join(folder(), used), long, long);
    assert.equal(await one.prune(LIMITS, now), 0);
    await two.shows([]);
    await two.close();
    assert.deepEqual(readdirSync(leases()), []);
    assert.equal(await one.prune(LIMITS, now), 2);
  });

  it('stay for the next start of a window that showed them, killed or closed, until it shows something else', async () => {
    const before = new VersionFiles(folder(), 'one');
    await before.shows([add('tab', 90)]);
    await before.close();
    kill('one');
    assert.equal(await new VersionFiles(folder(), 'other').prune(LIMITS, now), 0);
    const after = new VersionFiles(folder(), 'one');
    await after.shows([]);
    assert.equal(await after.prune(LIMITS, now), 1);
  });

  it('are not kept for ever by a window that never starts again', async () => {
    const before = new VersionFiles(folder(), 'gone');
    await before.shows([add('tab', 90)]);
    kill('gone');
    const [lease = ''] = readdirSync(leases());
    const long = new Date(now - 31 * DAY);
    utimesSync(join(leases(), lease), long, long);
    assert.equal(await new VersionFiles(folder(), 'one').prune(LIMITS, now), 1);
    assert.deepEqual(readdirSync(leases()), []);
  });

  it('count again from when they are used', async () => {
    const hash = add('old', 31);
    const files = new VersionFiles(folder(), 'one');
    await files.use(hash);
    assert.ok(statSync(join(folder(), hash)).mtimeMs > now - DAY);
    await files.close();
    assert.equal(await new VersionFiles(folder(), 'two').prune(LIMITS, now), 0);
  });

  it('are told of to other windows by the next look where the first could not be written down', async () => {
    const files = new VersionFiles(folder(), 'one');
    const [used, tab] = [add('compared', 90), add('tab', 90)];
    const written = (): string =>
      readdirSync(leases())
        .map((name) => readFileSync(join(leases(), name), 'utf8'))
        .join();
    for (const need of [() => files.use(used), () => files.shows([tab])]) {
      rmSync(leases(), { recursive: true, force: true });
      writeFileSync(leases(), 'no folder');
      await assert.rejects(need());
      rmSync(leases());
      await need();
    }
    assert.deepEqual(new Set(written().split('\n')), new Set([used, tab]));
  });

  it('go, other than those that are shown, also where the disk takes no note of these', async () => {
    const files = new VersionFiles(folder(), 'one');
    writeFileSync(leases(), 'no folder');
    add('old', 31);
    await assert.rejects(files.shows([add('tab', 90)]));
    assert.equal(await files.prune(LIMITS, now), 1);
    assert.deepEqual([isThere('old'), isThere('tab')], [false, true]);
  });

  it('are all that is touched', async () => {
    writeFileSync(join(folder(), basename('notes.txt')), 'x');
    const files = new VersionFiles(folder(), 'one');
    await files.use('../../somewhere');
    await files.shows(['..', '']);
    assert.equal(await files.prune({ age: 0, bytes: 0 }, now + DAY), 0);
    assert.deepEqual(readdirSync(folder()), ['notes.txt']);
  });

  it('are none where nothing was opened yet', async () => {
    assert.equal(await new VersionFiles(join(folder(), 'missing'), 'one').prune(), 0);
  });
});
