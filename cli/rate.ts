/** Rates as people write them. */
import { CairnError } from '../engine/errors.ts';

const RATE = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:b(?:\/s)?)?$/iu;
const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

/**
 * `10M`, `500k`, `1.5MB/s`: bytes per second.
 * @throws {CairnError} usage
 */
export function parseRate(text: string): number {
  const [, number = '', unit = ''] = RATE.exec(text.trim()) ?? [];
  const rate = Number(number) * (FACTORS[unit.toLowerCase()] ?? 0);
  if (rate >= 1) return rate;
  throw new CairnError('usage', `"${text}" is no rate. Write bytes per second, as in 500K or 10M.`, { text });
}
