import assert from 'node:assert/strict';
import { mock } from 'node:test';
import zlib from 'node:zlib';
import { frameLength } from '../../../engine/content/recode/headers.ts';
import { compress, compressedLength, compressOnce, decompress, LEVEL } from '../../../engine/content/zstd.ts';
import { FrameMaker, FrameReader, frameBound } from '../../../engine/content/zstd-frames.ts';
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

  it('have room for a head in front, and hold until the next', () => {
    const [a, b] = [sample(50_000), sample(60_000)];
    const first = Buffer.from(compress(a, 3));
    const second = compress(b);
    assert.ok(decompress(first.subarray(3), a.length).equals(a));
    assert.ok(decompress(second, b.length).equals(b));
    assert.equal(compressedLength(a), first.length - 3);
  });
});

describe('reading zstd frames with one context', () => {
  const reader = FrameReader.make();

  it('is had where the tests run', () => assert.ok(reader));

  it('gives what was compressed, whatever came before', () => {
    for (const size of [1, 70_000, 300, MOST, 2, 262_144, 131_073, 5]) {
      const plain = sample(size);
      for (const level of [1, 3, 19]) {
        const frame = compressOnce(plain, level);
        assert.equal(frameLength(frame), frame.length);
        assert.ok(reader?.read(frame, size)?.equals(plain), `${size} bytes at level ${level}`);
      }
    }
  });

  it('reads checksums', () => {
    const plain = sample(9000);
    const frame = zlib.zstdCompressSync(plain, { params: { [zlib.constants.ZSTD_c_checksumFlag]: 1 } });
    assert.ok(reader?.read(frame, plain.length)?.equals(plain));
  });

  it('leaves alone what is cut off, longer, or of another size', () => {
    const plain = sample(9000);
    const frame = publicly(plain);
    for (const end of [0, 3, 5, 8, 12, frame.length - 1])
      assert.equal(reader?.read(frame.subarray(0, end), plain.length), undefined, `${end} bytes`);
    assert.equal(reader?.read(Buffer.concat([frame, Buffer.of(0)]), plain.length), undefined);
    assert.equal(reader?.read(Buffer.concat([frame, frame]), plain.length), undefined);
    assert.equal(reader?.read(frame, plain.length - 1), undefined);
    assert.equal(reader?.read(frame, plain.length + 1), undefined);
    assert.ok(reader?.usable);
    assert.ok(reader?.read(frame, plain.length)?.equals(plain));
  });

  it('is not spoiled by damage, at whatever byte', () => {
    const plain = sample(3000);
    const frame = publicly(plain);
    let refused = 0;
    for (let at = 0; at < frame.length; at += 7) {
      const damaged = Buffer.from(frame);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      try {
        decompress(damaged, plain.length);
      } catch {
        refused++;
      }
      assert.ok(decompress(frame, plain.length).equals(plain), `after damage at byte ${at}`);
    }
    assert.ok(refused > 0);
  });
});

describe('zstd frames over a dictionary', () => {
  const maker = FrameMaker.make(LEVEL, MOST);
  const reader = FrameReader.make();
  const base = sample(200_000);
  const edited = (at: number) =>
    Buffer.concat([base.subarray(0, at), Buffer.from('edit'), base.subarray(at)]);

  it('are those of the public function, and leave the kept context as it was', () => {
    for (const plain of [edited(10), edited(150_000), sample(70_000), Buffer.of(1), sample(MOST)]) {
      for (const level of [1, 3, 7]) {
        const params = { [zlib.constants.ZSTD_c_compressionLevel]: level };
        const chunkSize = frameBound(plain.length);
        const theirs = zlib.zstdCompressSync(plain, { dictionary: base, params, chunkSize });
        assert.ok(
          maker?.frameOn(base, plain, level)?.equals(theirs),
          `${plain.length} bytes at level ${level}`,
        );
      }
      assert.ok(maker?.frame(plain)?.equals(publicly(plain)));
    }
  });

  it('are memory of their own', () => {
    const first = maker?.frameOn(base, edited(10), 3);
    const before = Buffer.from(first ?? '');
    maker?.frameOn(base, sample(90_000), 3);
    assert.ok(before.length > 0 && first?.equals(before));
  });

  it('are left to the public function where they are empty or too large', () => {
    assert.equal(maker?.frameOn(base, Buffer.alloc(0), 3), undefined);
    assert.equal(maker?.frameOn(base, Buffer.alloc(2 * MOST), 3), undefined);
  });

  it('are read where their bytes are to be put', () => {
    const plain = edited(77_777);
    const frame = maker?.frameOn(base, plain, 3) ?? Buffer.alloc(0);
    const memory = Buffer.alloc(plain.length + 200);
    const into = memory.subarray(100, 100 + plain.length);
    assert.equal(reader?.readOn(base, frame, plain.length, into), into);
    assert.ok(into.equals(plain));
    assert.ok(memory.subarray(0, 100).every((byte) => byte === 0));
    assert.ok(memory.subarray(100 + plain.length).every((byte) => byte === 0));
  });

  it('are not read where they are damaged, cut off, longer, or stand on something else', () => {
    const plain = edited(77_777);
    const frame = maker?.frameOn(base, plain, 3) ?? Buffer.alloc(0);
    for (let at = 0; at < frame.length; at += 3) {
      const damaged = Buffer.from(frame);
      damaged[at] = (damaged[at] ?? 0) ^ 0x55;
      const read = reader?.readOn(base, damaged, plain.length);
      assert.ok(read === undefined || read.length === plain.length);
      assert.equal(reader?.readOn(base, frame.subarray(0, at), plain.length), undefined);
    }
    assert.equal(reader?.readOn(base, Buffer.concat([frame, frame]), plain.length), undefined);
    assert.equal(reader?.readOn(base, frame, plain.length - 1), undefined);
    assert.equal(
      reader?.readOn(base.subarray(0, 50_000), frame, plain.length)?.equals(plain) ?? false,
      false,
    );
    assert.ok(reader?.readOn(base, frame, plain.length)?.equals(plain));
  });
});
