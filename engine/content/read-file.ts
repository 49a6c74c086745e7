/** Reading a working file that need not hold still, for whoever wants its bytes once and in order. */
import type { CacheStamp } from './file-stamp.ts';
import { Inside } from './inside.ts';
import { TurnTaker, throwIfAborted } from './pace.ts';
import { StableFile } from './stable-file.ts';

/** Bytes per read: large enough for disks, small enough to stay in a processor's cache and to be stopped in between. */
const SLAB = 1024 * 1024;

export interface ReadFileOptions {
  readonly signal?: AbortSignal | undefined;
  /** Absolute: a folder that the file must lie in, without a link on the way. */
  readonly within?: string | undefined;
}

/**
 * Hands a regular file to `onPiece` in order and returns its stamp, ready for the stat cache. Pieces are views that
 * hold only until `onPiece` returns. Devices, pipes, sockets, folders and links are refused without being waited for.
 * @throws {CairnError} `file-changed` if it did not hold still, `file-unreadable`, `outside-folder`, `cancelled`.
 */
export async function readStableFile(
  path: string,
  onPiece: (piece: Buffer) => void,
  options: ReadFileOptions = {},
): Promise<CacheStamp> {
  throwIfAborted(options.signal);
  const turns = new TurnTaker();
  const inside = new Inside(options.within);
  let file: StableFile | undefined;
  try {
    file = StableFile.open(path, inside);
    if (file.young > 0) await file.settle();
    const slab = Buffer.allocUnsafeSlow(Math.min(SLAB, file.size));
    while (file.left > 0) {
      await turns.take(options.signal);
      onPiece(slab.subarray(0, file.read(slab)));
    }
    throwIfAborted(options.signal);
    return file.finish();
  } finally {
    file?.close();
    inside.close();
  }
}
