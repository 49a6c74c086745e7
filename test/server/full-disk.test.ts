import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v7 as uuid } from 'uuid';
import { encodeChunk } from '../../engine/content/codec.ts';
import { sha256 } from '../../engine/content/hash.ts';
import type { StoredChunk } from '../../engine/content/store.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { verifyStudio } from '../../server/operations/verify.ts';
import { item, newItem } from '../support/changes.ts';
import { seededBytes } from '../support/chunks.ts';
import { frameOf } from '../support/frames.ts';
import { onPostgres } from '../support/postgres.ts';
import { startTeam } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const chunksOf = (seed: string, count: number): StoredChunk[] =>
  Array.from({ length: count }, (_, index) => {
    const plain = seededBytes(`${seed} ${index}`, 500_000);
    return encodeChunk(sha256(plain), plain);
  });

/** Needs a file system of its own, so the rights of root. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

describe('a studio whose disk is full', function () {
  this.timeout(30_000);
  const folder = useTempFolder();
  // Inside, so that the disk goes before the folder does.
  describe('under its packs', () => fullDisk(folder));

  describe('under its database', () => fullData(folder));
});

/** A disk of so many megabytes for each test. */
function useDisk(disk: () => string, megabytes: number): void {
  beforeEach(function () {
    if (!mayMount) this.skip();
    mkdirSync(disk());
    const size = `size=${megabytes}m`;
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'cairn-test', disk()], { stdio: 'ignore' });
    } catch {
      this.skip();
    }
  });
  afterEach(() => {
    if (mayMount) execFileSync('umount', ['-l', disk()], { stdio: 'ignore' });
  });
}

function fullData(folder: () => string): void {
  const disk = () => join(folder(), 'data');
  useDisk(disk, 16);

  it('says so, too, and takes the same push once there is room', async function () {
    if (onPostgres()) this.skip();
    const { studio, ada } = await startTeam(disk(), {});
    const changes = Array.from({ length: 500 }, (_, at) =>
      newItem(item({ name: `rock${at}`, description: 'x'.repeat(4_000) })),
    );
    const request = { pushId: uuid(), baseRevision: await ada.head(), changes };
    const message = cairn.v1.PushRequest.encode(request).finish();
    const { bavail, bsize } = statfsSync(disk());
    const other = join(disk(), 'of another program');
    writeFileSync(other, Buffer.alloc(bavail * bsize - 500_000));
    const full = await ada.person.message(ada.url('push'), message);
    assert.deepEqual([full.status, full.code], [507, 'storage']);
    assert.equal((await ada.items()).size, 0);
    rmSync(other);
    assert.equal((await ada.person.message(ada.url('push'), message)).status, 200);
    assert.equal((await ada.items()).size, 500);
    await studio.close();
  });
}

function fullDisk(folder: () => string): void {
  const disk = () => join(folder(), 'chunks');
  useDisk(disk, 12);

  it('says so, has lost nothing, and takes the rest once there is room', async () => {
    const { studio, ada } = await startTeam(folder(), {});
    const before = chunksOf('before', 8);
    const more = chunksOf('more', 24);
    const hashes = [...before, ...more].map(({ hash }) => hash);
    await ada.upload(before);
    const full = await ada.person.frames(ada.url('chunks'), more.map(frameOf));
    assert.deepEqual([full.status, full.code], [507, 'storage']);
    assert.match(full.raw.body, /disk is full/u);
    const lacking = await ada.missing(hashes);
    assert.ok(
      before.every(({ hash }) => !lacking.includes(hash)),
      'what was answered for is there',
    );
    assert.deepEqual((await verifyStudio(studio.studio)).problems, []);
    const again = await ada.person.frames(ada.url('chunks'), more.map(frameOf));
    assert.equal(again.status, 507, 'nor does it get worse');

    execFileSync('mount', ['-o', 'remount,size=64m', disk()]);
    const wanted = more.filter(({ hash }) => lacking.includes(hash));
    assert.deepEqual((await ada.upload(wanted)).refused, []);
    assert.deepEqual(await ada.missing(hashes), []);
    assert.deepEqual((await verifyStudio(studio.studio)).problems, []);
    await studio.close();
  });
}
