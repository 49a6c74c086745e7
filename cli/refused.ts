/** Items of a list that were refused, in words. */
import { hint } from './errorText.ts';
import { lines, plain, table } from './layout.ts';

export interface RefusedItem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Every item with its reason, then once per reason what to do. */
export function refusedText(refused: readonly RefusedItem[]): string {
  if (refused.length === 0) return '';
  const hints = new Set(refused.flatMap(({ code, message }) => hint({ code, message, details: {} }) ?? []));
  return lines(
    'Refused, and left as they were:',
    table(refused.map((item) => [plain(item.path), plain(item.message)])),
    ...hints,
  );
}
