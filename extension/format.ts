/** Numbers as people read them. */
import type { Translate } from '../engine/domain/said.ts';
import { sizeText } from '../engine/domain/sizes.ts';

/** With the decimal point of the language around it. */
export const formatBytes = (bytes: number, t: Translate): string => sizeText(bytes, t('.'));

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

/**
 * How long ago: `now`, `3 hours ago`; a date when it is more than thirty days.
 * @param style `short`, where there is little room: `3 hr. ago`
 */
export function formatAgo(
  time: number,
  now: number,
  language: string,
  style: Intl.RelativeTimeFormatStyle = 'long',
): string {
  const age = now - time;
  if (age > 30 * 86_400_000) return formatTime(time, language);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style });
  for (const [unit, length] of STEPS) {
    if (age >= length) return format.format(-Math.floor(age / length), unit);
  }
  return format.format(0, 'second');
}
