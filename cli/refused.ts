/** Items of a list that were refused, in words. */
import { hint } from './errorText.ts';
import { lines, plain } from './layout.ts';

export interface RefusedItem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

/** Most reasons name the path; the others get it in front. */
function itemText({ path, message }: RefusedItem): string {
  const reason = plain(message);
  return reason.includes(plain(path)) ? `  ${reason}` : `  ${plain(path)}: ${reason}`;
}

/** Every item with its reason, then once per reason what to do. */
export function refusedText(refused: readonly RefusedItem[]): string {
  if (refused.length === 0) return '';
  const hints = new Set(
    refused.flatMap(({ path, code, message }) => hint({ code, message, details: { path } }) ?? []),
  );
  return lines('Refused, and left as they were:', ...refused.map(itemText), ...hints);
}
