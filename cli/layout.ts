/** How values look to people. */

import { isAscii } from '../engine/domain/key-tables.ts';
import { sizeText } from '../engine/domain/sizes.ts';

export const bytes = (count: number): string => sizeText(count);

/** ISO 8601 UTC. */
export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** `2026-03-01 14:05` in the reader's time zone. */
export function localTime(milliseconds: number): string {
  const t = new Date(milliseconds);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`;
  return `${day} ${two(t.getHours())}:${two(t.getMinutes())}`;
}

/** `1 file`, `3 files`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Drawn over the character before, or not at all. */
const NARROW = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** Drawn in two columns by terminals: East Asian letters and marks, and emoji. */
const WIDE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\p{Emoji_Presentation}]$/u;

/** Columns that a terminal gives to the text. */
const width = (text: string): number => {
  if (isAscii(text)) return text.length;
  let columns = 0;
  for (const char of text) columns += NARROW.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return columns;
};

/** Rows in aligned columns, two spaces apart and indented by two. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, width(cell));
    });
  const pad = (cell: string, column: number) => cell + ' '.repeat((widths[column] ?? 0) - width(cell));
  return rows.map((row) => `  ${row.map(pad).join('  ').trimEnd()}`).join('\n');
}

/** The rows of a list, or what to say where it is empty. */
export const listing = (rows: readonly (readonly string[])[], none: string): string =>
  rows.length === 0 ? none : table(rows);

/** Text that came from elsewhere, on one line and without control characters that a terminal would obey. */
export const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/gu, ' ').trim();

/** Paragraphs that are not empty, one below the other. */
export const lines = (...parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => part).join('\n');

/** What no shell takes for anything else, neither in the middle of a word nor at its beginning. */
const AS_IT_IS = /^[\w:./-][\w@%+=:./~-]*$/u;

/**
 * As a shell takes it for one word, of a command that is to be copied: names and addresses come from others, and may look like commands.
 * On Windows it is PowerShell's word; for its older shell too, but for a name with a dollar sign or a backtick.
 */
export function word(text: string, platform: NodeJS.Platform = process.platform): string {
  const shown = plain(text);
  const isWindows = platform === 'win32';
  if (AS_IT_IS.test(isWindows ? shown.replaceAll('\\', '/') : shown)) return shown;
  return isWindows ? `"${shown.replace(/[$`"]/gu, '`$&')}"` : `'${shown.replaceAll("'", "'\\''")}'`;
}
