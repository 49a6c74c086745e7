import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeChunk } from '../../engine/content/codec.ts';
import { sha256 } from '../../engine/content/hash.ts';
import { PackIndex } from '../../server/chunks/packs/index.ts';
import { receive } from '../../server/chunks/receive.ts';
import { seededBytes } from '../support/chunks.ts';
import { frameOf } from '../support/frames.ts';
import { type Seat, startTeam, type TestStudio } from '../support/studio.ts';
import { useTempFolder } from '../support/temp.ts';

const MIB = 1024 * 1024;

describe('an upload that comes quicker than the disk takes it', () => {
  const folder = useTempFolder();
  let studio: TestStudio;
  let ada: Seat;
  beforeEach(async () => {
    ({ studio, ada } = await startTeam(folder(), {}));
  });
  afterEach(() => studio.close());

  it('waits, in bounded memory, and is kept whole', async () => {
    const frames = Array.from({ length: 36 }, (_, seed) => {
      const plain = seededBytes(seed, 900_000);
      return frameOf(encodeChunk(sha256(plain), plain));
    });
    let pulled = 0;
    async function* source() {
      for (const frame of frames) {
        pulled += frame.length;
        yield frame;
      }
    }
    const total = frames.reduce((sum, frame) => sum + frame.length, 0);
    const other = await PackIndex.open(join(folder(), 'chunks', 'index.sqlite'));
    assert.ok(other.tryBegin(true));
    const body = Readable.from(source(), { objectMode: false });
    const receiving = receive(studio.studio, ada.project, ada.person.id, body);
    for (let before = -1; pulled !== before; ) {
      before = pulled;
      for (let turn = 0; turn < 20; turn++) await sleep(5);
    }
    assert.ok(pulled < total, 'it stopped asking for more');
    assert.ok(pulled <= studio.studio.slabs.share + 6 * MIB, `${pulled} bytes are in memory`);
    other.rollback();
    other.close();
    assert.deepEqual(await receiving, { stored: 36, refused: [] });
    assert.equal(pulled, total);
  });
});
