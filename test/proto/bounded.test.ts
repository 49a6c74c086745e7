import assert from 'node:assert/strict';
import { decodeBounded, MOST_FIELDS } from '../../proto/bounded.ts';
import { FrameCutter } from '../../proto/frames.ts';
import { cairn } from '../../proto/generated/cairn.js';
import { MAX_HASHES, PULL_PAGE_ROWS } from '../../proto/limits.ts';

/** `count` empty fields of a number, each two bytes. */
const empties = (field: number, count: number): Buffer =>
  Buffer.alloc(count * 2, Buffer.of((field << 3) | 2, 0));

describe('messages of very many fields', () => {
  it('are refused at their bound, before an object is made of each', () => {
    const field = 1;
    const bytes = empties(field, 4_000_000);
    const before = process.memoryUsage();
    assert.throws(() => decodeBounded(cairn.v1.MissingRequest, bytes, MOST_FIELDS.hashes), /more fields/u);
    const after = process.memoryUsage();
    const taken = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    assert.ok(taken < 32 * 1024 * 1024, `${taken}`);
  });

  it('are decoded up to it', () => {
    const hashes = Array.from({ length: MAX_HASHES }, () => Buffer.alloc(32));
    const bytes = cairn.v1.MissingRequest.encode({ hashes }).finish();
    assert.equal(decodeBounded(cairn.v1.MissingRequest, bytes, MOST_FIELDS.hashes).hashes.length, MAX_HASHES);
    const rows = Array.from({ length: PULL_PAGE_ROWS }, (_, revision) => ({
      revision,
      role: { name: 'r', permissions: Array.from({ length: 100 }, () => 'x'), removed: false },
    }));
    const page = cairn.v1.PullPage.encode({ rows, head: 1 }).finish();
    assert.equal(decodeBounded(cairn.v1.PullPage, page, MOST_FIELDS.page).rows.length, PULL_PAGE_ROWS);
  });

  it('are no frames either', () => {
    const cutter = new FrameCutter();
    const base = empties(1, 400_000);
    const frame = cairn.v1.ChunkFrame.encode({ hash: Buffer.alloc(32), codec: 4, size: 9 }).finish();
    const length = Buffer.from([0x32, ...varint(base.length)]);
    const body = Buffer.concat([frame, length, base]);
    assert.throws(() => [...cutter.push(Buffer.concat([Buffer.from(varint(body.length)), body]))], {
      code: 'bad-message',
    });
  });
});

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest];
    bytes.push((rest & 0x7f) | 0x80);
  }
}
