/** How much a run makes and moves. */
export const SIZES = ['small', 'medium', 'large'] as const;
export type Size = (typeof SIZES)[number];

/** @throws {Error} naming what is possible */
export function parseSize(text: string): Size {
  const found = SIZES.find((size) => size === text);
  if (!found) throw new Error(`--size is one of ${SIZES.join(', ')}, not "${text}".`);
  return found;
}

/** Per size: the value that a case or a generator uses. */
export type BySize<T> = Readonly<Record<Size, T>>;

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Bytes of `64`, `256k`, `46MB`, `1.5GiB`. Units count by 1,024. @throws {Error} where it is none */
export function parseBytes(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/u.exec(text.trim().toLowerCase()) ?? [];
  if (number === undefined || unit === undefined)
    throw new Error(`"${text}" is not a size such as 256k or 1.5GiB.`);
  return Math.round(Number(number) * UNITS[unit]!);
}
