/** How values look to people. Columns align by code points, which is right for what paths usually hold. */

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

const width = (text: string): number => [...text].length;

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

/** Text that came from elsewhere, on one line and without control characters that a terminal would obey. */
export const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/gu, ' ').trim();

/** Paragraphs that are not empty, one below the other. */
export const lines = (...parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => part).join('\n');
