/** Numbers as people read them. */
import type { Translate } from '../engine/domain/said.ts';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Bytes with three significant digits, in powers of 1024: `0 B`, `9.77 MB`; with the decimal point of the language around it. */
export function formatBytes(bytes: number, t: Translate): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits).replace('.', t('.'))} ${UNITS[unit]}`;
}

/** Whole percent, or null while the total is unknown. Never 100 before the end. */
export function percent(done: number, total: number): number | null {
  if (total <= 0) return null;
  if (done >= total) return 100;
  return Math.min(99, Math.max(0, Math.floor((done / total) * 100)));
}

/** A UTC millisecond time in the reader's zone and the given language. */
export const formatTime = (time: number, language: string): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(time);

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long ago, for a list: `3 hours ago`; a date when it is more than thirty days. */
export function formatAgo(time: number, now: number, language: string): string {
  const age = now - time;
  if (age > 30 * 86_400_000) return formatTime(time, language);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, length] of STEPS) {
    if (age >= length) return format.format(-Math.floor(age / length), unit);
  }
  return format.format(0, 'minute');
}
