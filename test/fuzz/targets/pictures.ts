/** Files that a preview is taken from. */
import zlib from 'node:zlib';
import { PreviewBudget, pictureIn } from '../../../engine/preview/take.ts';
import { blend, blend5, exifOf, inMemory, jpegOf, pngOf, psd } from '../../support/pictures.ts';
import type { Target } from '../target.ts';

const NAMES = ['a.png', 'a.jpg', 'a.webp', 'a.psd', 'a.blend'];

/** The first byte says what the file is called, and whether it is as large as one that is opened to make it smaller. */
const named = (which: number, data: Buffer): Buffer => Buffer.concat([Buffer.from([which]), data]);

export const pictures: Target = {
  name: 'pictures',
  runs: 400,
  samples: () => [
    named(0, pngOf(4, 4, Buffer.alloc(68))),
    named(0x80, pngOf(4, 4, Buffer.alloc(68))),
    named(0x81, jpegOf(9, 9, exifOf(jpegOf(3, 3)))),
    named(3, psd(jpegOf(4, 4))),
    named(4, blend(4, 4)),
    named(4, blend5(4, 4)),
    named(4, zlib.gzipSync(blend(4, 4))),
    named(4, zlib.zstdCompressSync(blend(4, 4))),
  ],
  decode: (input) => {
    const [which = 0] = input;
    const large = which >= 0x80 ? Buffer.alloc(250_000) : Buffer.alloc(0);
    const name = NAMES[which % 0x80] ?? 'a.gif';
    return pictureIn(name, inMemory(Buffer.concat([input.subarray(1), large])), new PreviewBudget(1_000_000));
  },
  // `takePreview` takes a failure for "no picture"; reading beyond the end is the one that decoders may have.
  isExpected: (error) => error instanceof RangeError,
};
