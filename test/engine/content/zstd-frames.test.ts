import assert from 'node:assert/strict';
import { mock } from 'node:test';
import zlib from 'node:zlib';
import { compress, compressedLength, compressOnce, decompress, LEVEL } from '../../../engine/content/zstd.ts';
import { FrameMaker } from '../../../engine/content/zstd-frames.ts';
import { seededBytes } from '../../support/chunks.ts';

const MOST = 1024 * 1024;
/** With as much room: with less, older releases of zstd cut blocks elsewhere. */
const publicly = (plain: Uint8Array): Buffer => compressOnce(plain, LEVEL);

/** Half noise, half text, so that neither literals nor matches are all there is. */
function sample(size: number): Buffer {
  const bytes = Buffer.alloc(size, `line of ${size} bytes\n`);
  seededBytes(`frames ${size}`, size >>> 1).copy(bytes);
  return bytes;
}

describe('zstd frames from one context', () => {
  const maker = FrameMaker.make(LEVEL, MOST);

  it('are had where the tests run', () => assert.ok(maker));

  it('are those of the public function, whatever came before', () => {
    const sizes = [1, 70_000, 300, MOST, 2, 262_144, 16_384, 131_072, 131_073, 5, MOST - 1, 24_576];
    for (const size of [...sizes, ...sizes]) {
      const plain = sample(size);
      assert.ok(maker?.frame(plain)?.equals(publicly(plain)), `${size} bytes`);
    }
  });

  it('are those of the public function for what does not compress, at any size', () => {
    for (const size of [1, 100, 131_071, 300_000, MOST]) {
      const plain = seededBytes(`noise ${size}`, size);
      assert.ok(maker?.frame(plain)?.equals(publicly(plain)), `${size} bytes`);
    }
  });

  it('are made of shared memory too', () => {
    const shared = Buffer.from(new SharedArrayBuffer(100_000));
    sample(shared.length).copy(shared);
    assert.ok(maker?.frame(shared.subarray(1000))?.equals(publicly(Buffer.from(shared.subarray(1000)))));
  });

  it('are left to the public function where they are empty or too large', () => {
    assert.equal(maker?.frame(Buffer.alloc(0)), undefined);
    assert.equal(maker?.frame(Buffer.alloc(MOST + 1)), undefined);
    const large = sample(MOST + 1);
    assert.ok(compress(large).equals(publicly(large)));
    assert.ok(compress(Buffer.alloc(0)).equals(publicly(Buffer.alloc(0))));
  });

  it('are left to the public function for good once one was not ended', () => {
    const make = zlib.createZstdCompress;
    let failing = false;
    mock.method(zlib, 'createZstdCompress', (options: zlib.ZstdOptions) => {
      const stream = make(options);
      const { _handle } = stream as unknown as { _handle: { writeSync(...of: unknown[]): void } };
      const write = _handle.writeSync.bind(_handle);
      // Takes the input, but leaves the frame as it is.
      const notToItsEnd = ([, ...rest]: unknown[]) => write(zlib.constants.ZSTD_e_continue, ...rest);
      _handle.writeSync = (...of) => (failing ? notToItsEnd(of) : write(...of));
      return stream;
    });
    try {
      const broken = FrameMaker.make(LEVEL, MOST);
      assert.ok(broken);
      assert.ok(broken.frame(sample(300)));
      failing = true;
      assert.equal(broken.frame(sample(400)), undefined);
      failing = false;
      assert.equal(broken.frame(sample(300)), undefined);
    } finally {
      mock.restoreAll();
    }
  });

  it('are their owner’s: the next does not change them, and a head is left alone', () => {
    const [a, b] = [sample(50_000), sample(60_000)];
    const first = compress(a, 3);
    first.fill(7, 0, 3);
    const second = compress(b);
    assert.deepEqual([...first.subarray(0, 3)], [7, 7, 7]);
    assert.ok(decompress(first.subarray(3), a.length).equals(a));
    assert.ok(decompress(second, b.length).equals(b));
    assert.equal(compressedLength(a), first.length - 3);
  });
});
