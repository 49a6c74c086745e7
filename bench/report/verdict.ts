/** A target, what was measured for it, and whether it is met. */
import type { Unit } from './result.ts';

export interface Verdict {
  /** The kind of work. */
  readonly work: string;
  /** What is compared, with the data. */
  readonly measure: string;
  readonly value: number;
  readonly limit: number;
  readonly sense: 'at most' | 'at least';
  readonly unit: Unit;
  readonly met: boolean;
}

/** Nothing where a part of it was not measured. */
export function judge(
  work: string,
  measure: string,
  value: number | undefined,
  sense: Verdict['sense'],
  limit: number,
  unit: Unit = 'ratio',
): Verdict[] {
  if (value === undefined || !Number.isFinite(value)) return [];
  return [
    { work, measure, value, limit, sense, unit, met: sense === 'at most' ? value <= limit : value >= limit },
  ];
}

/** Undefined where one of them is. */
export const ratio = (value: number | undefined, base: number | undefined): number | undefined =>
  value === undefined || base === undefined ? undefined : value / base;

/** Undefined without values: a rival that is not there is not beaten. */
export const least = (values: readonly number[]): number | undefined =>
  values.length > 0 ? Math.min(...values) : undefined;

export const most = (values: readonly number[]): number | undefined =>
  values.length > 0 ? Math.max(...values) : undefined;
