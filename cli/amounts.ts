/** Amounts of bytes as people write them. */
import { CairnError } from '../engine/errors.ts';

const AMOUNT = /^(\d+(?:\.\d+)?)\s*([kmgt]?)b?$/iu;
const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** `500G`, `1.5 TB`, `1000`: bytes; undefined for anything else. */
export function parseAmount(text: string): number | undefined {
  const [, number, unit = ''] = AMOUNT.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Math.round(Number(number) * (FACTORS[unit.toLowerCase()] ?? 1));
}

/**
 * `10M`, `500k`, `1.5MB/s`: bytes per second.
 * @throws {CairnError} usage
 */
export function parseRate(text: string): number {
  const rate = parseAmount(text.replace(/\/s$/iu, ''));
  if (rate !== undefined && rate >= 1) return rate;
  throw new CairnError('usage', `"${text}" is no rate. Write bytes per second, as in 500K or 10M.`, { text });
}
