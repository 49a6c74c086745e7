/** Sizes as people read them, everywhere the same: in the editor, on its pages and on the command line. */

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/**
 * In powers of 1,000, with one decimal below a hundred: `0 B`, `64.0 KB`, `12.4 MB`, `124 MB`.
 * @param point the decimal point of the reader's language
 */
export function sizeText(bytes: number, point = '.'): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits).replace('.', point)} ${UNITS[unit]}`;
}
