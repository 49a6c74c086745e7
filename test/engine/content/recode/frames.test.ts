import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { closeFrames, openFrames } from '../../../../engine/content/recode/frames.ts';
import { NotRecodable } from '../../../../engine/content/recode/not-recodable.ts';
import { seededBytes } from '../../../support/chunks.ts';

const LIMIT = 16 * 1024 * 1024;
const { ZSTD_c_checksumFlag, ZSTD_c_compressionLevel, ZSTD_c_contentSizeFlag, ZSTD_c_windowLog } =
  zlib.constants;

const zstd = (plain: Uint8Array, level: number, more: Record<number, number> = {}): Buffer =>
  zlib.zstdCompressSync(plain, { params: { [ZSTD_c_compressionLevel]: level, ...more } });

/** Records with counters and a few words, as scenes have: every kind of block, table and sequence comes up. */
function sceneLike(size: number, seed: number): Buffer {
  const noise = seededBytes(`scene ${seed}`, size);
  const data = Buffer.alloc(size);
  for (let at = 0; at < size; at++) {
    const kind = (at >>> 12) % 5;
    if (kind === 0) data[at] = noise[at]!;
    else if (kind === 1) data[at] = at & 7 ? noise[at >>> 6]! & 15 : at >>> 8;
    else if (kind === 2) data[at] = 'object mesh light '.charCodeAt((at * 7 + (noise[at >>> 5]! & 3)) % 18);
    else if (kind === 3) data[at] = noise[at % 300]!;
  }
  return data;
}

const opensAndCloses = (frames: Uint8Array): void => {
  const opened = openFrames(frames, LIMIT);
  assert.ok(opened, 'not opened');
  assert.ok(closeFrames(opened, frames.length).equals(frames), 'closed to other bytes');
};

describe('frames without their entropy coding', () => {
  for (const level of [-7, 1, 2, 3, 5, 7, 9, 12, 15, 19, 22]) {
    it(`come back to the bit, level ${level}`, () => {
      for (const size of [0, 1, 5, 100, 3000, 70_000, 200_000, 600_000])
        opensAndCloses(zstd(sceneLike(size, size + level), level));
    });
  }

  it('come back with checksums, without content size, with a small window, and several of them', () => {
    const plain = sceneLike(400_000, 3);
    opensAndCloses(zstd(plain, 3, { [ZSTD_c_checksumFlag]: 1 }));
    opensAndCloses(zstd(plain, 3, { [ZSTD_c_contentSizeFlag]: 0 }));
    opensAndCloses(zstd(plain, 5, { [ZSTD_c_windowLog]: 12 }));
    const skippable = Buffer.concat([
      Buffer.from([0x5e, 0x2a, 0x4d, 0x18, 5, 0, 0, 0]),
      Buffer.from('table'),
    ]);
    opensAndCloses(Buffer.concat([zstd(plain, 1), zstd(plain.subarray(9), 3), skippable]));
  });

  it('come back for literals and sequences of any shape', () => {
    const shapes = fc.array(
      fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 3000 })),
      {
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(shapes, fc.integer({ min: 1, max: 19 }), (parts, level) => {
        opensAndCloses(
          zstd(Buffer.concat(parts.flatMap(([bytes, times]) => Array(times).fill(bytes))), level),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('shows a changed byte as a changed byte', () => {
    const plain = sceneLike(500_000, 8);
    const changed = Buffer.from(plain);
    for (let at = 0; at < 8; at++) changed[80_000 + at] = changed[80_000 + at]! ^ 0x55;
    const [before, after] = [zstd(plain, 3), zstd(changed, 3)];
    const over = (dictionary: Buffer, bytes: Buffer): number =>
      zlib.zstdCompressSync(bytes, {
        dictionary,
        params: { [ZSTD_c_compressionLevel]: 9 },
      } as zlib.ZstdOptions).length;
    const [openBefore, openAfter] = [openFrames(before, LIMIT), openFrames(after, LIMIT)];
    assert.ok(openBefore && openAfter);
    assert.ok(
      over(openBefore, openAfter) * 10 < over(before, after),
      'not a tenth of what the frames differ by',
    );
  });

  it('does not open anything but whole frames', () => {
    const frame = zstd(sceneLike(100_000, 1), 3);
    assert.equal(openFrames(frame.subarray(0, frame.length - 1), LIMIT), undefined);
    assert.equal(openFrames(Buffer.concat([frame, Buffer.of(0)]), LIMIT), undefined);
    assert.equal(openFrames(frame.subarray(1), LIMIT), undefined);
    assert.equal(openFrames(Buffer.alloc(0), LIMIT), undefined);
    assert.equal(openFrames(frame, 1000), undefined, 'above the limit');
  });

  const frames = [1, 3, 19].map((level) => zstd(sceneLike(30_000, level), level));
  const spoiled = fc.record({
    bytes: fc.constantFrom(...frames),
    edits: fc.array(
      fc.tuple(
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        fc.integer({ min: 0, max: 255 }),
      ),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    keep: fc.double({ min: 0.01, max: 1, noNaN: true }),
  });
  const spoil = (bytes: Buffer, edits: readonly (readonly [number, number])[], keep: number): Buffer => {
    const copy = Buffer.from(bytes.subarray(0, Math.ceil(bytes.length * keep)));
    for (const [place, value] of edits) copy[Math.floor(place * copy.length)] = value;
    return copy;
  };
  const settles = (work: () => Buffer): Buffer | undefined => {
    try {
      return work();
    } catch (error) {
      if (error instanceof NotRecodable) return undefined;
      throw error;
    }
  };

  it('opens damaged frames to something that closes to them, or not at all', () => {
    fc.assert(
      fc.property(spoiled, ({ bytes, edits, keep }) => {
        const damaged = spoil(bytes, edits, keep);
        const opened = openFrames(damaged, LIMIT);
        const closed = opened && settles(() => closeFrames(opened, damaged.length));
        assert.ok(!closed || closed.length === damaged.length);
      }),
      { numRuns: 1500 },
    );
  });

  it('closes damaged opened forms to bytes of the right number, or says that it cannot', () => {
    const forms = new Map(frames.map((frame) => [frame, openFrames(frame, LIMIT) as Buffer]));
    fc.assert(
      fc.property(spoiled, ({ bytes, edits, keep }) => {
        const damaged = spoil(forms.get(bytes) as Buffer, edits, keep);
        const closed = settles(() => closeFrames(damaged, bytes.length));
        assert.ok(!closed || closed.length === bytes.length);
      }),
      { numRuns: 1500 },
    );
  });
});
