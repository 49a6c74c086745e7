/**
 * Rows of a PNG as they come out of its compressed data: filtered, and of an interlaced image pass by pass. PNG, third
 * edition, 8 and 9.
 */

/** Rows of pixels that lie at `left` + n · `right`, `top` + n · `down`. */
export interface Pass {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly down: number;
  /** Pixels of a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** In the order of the file. */
export function passesOf(width: number, height: number, interlaced: boolean): Pass[] {
  const grids = interlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  return grids
    .map(([left, top, right, down]) => ({
      left,
      top,
      right,
      down,
      width: Math.ceil((width - left) / right),
      height: Math.ceil((height - top) / down),
    }))
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/**
 * Undoes a row's filter, in place. O(row), and most of what opening an image costs, so each filter has its loop.
 * @param above the row before, undone; zeros at the top of a pass. @param step bytes of a pixel, at least 1.
 * @throws {RangeError} where there is no such filter.
 */
export function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let i = step; i < row.length; i++) row[i] = (row[i] as number) + (row[i - step] as number);
      return;
    case 2:
      for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) + (above[i] as number);
      return;
    case 3:
      average(row, above, step);
      return;
    case 4:
      paeth(row, above, step);
      return;
    default:
      throw new RangeError(`no filter ${filter}`);
  }
}

function average(row: Uint8Array, above: Uint8Array, step: number): void {
  for (let i = 0; i < step; i++) row[i] = (row[i] as number) + ((above[i] as number) >> 1);
  for (let i = step; i < row.length; i++) {
    row[i] = (row[i] as number) + (((row[i - step] as number) + (above[i] as number)) >> 1);
  }
}

function paeth(row: Uint8Array, above: Uint8Array, step: number): void {
  for (let i = 0; i < step; i++) row[i] = (row[i] as number) + (above[i] as number);
  for (let i = step; i < row.length; i++) {
    const a = row[i - step] as number;
    const b = above[i] as number;
    const c = above[i - step] as number;
    const fromA = Math.abs(b - c);
    const fromB = Math.abs(a - c);
    const fromC = Math.abs(a + b - c - c);
    const nearest = fromA <= fromB && fromA <= fromC ? a : fromB <= fromC ? b : c;
    row[i] = (row[i] as number) + nearest;
  }
}
