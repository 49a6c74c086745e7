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
