/** Numbers for people. */
import type { Unit } from './result.ts';

const round = (value: number): string => {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
};

/** Decimal, as disks and networks are sold: 1 MB is a million bytes. */
export function bytes(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${round(value / 1e9)} GB`;
  if (size >= 1e6) return `${round(value / 1e6)} MB`;
  return size >= 1e3 ? `${round(value / 1e3)} KB` : `${Math.round(value)} B`;
}

export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case 's':
      return value < 1 ? `${Math.round(value * 1000)} ms` : `${round(value)} s`;
    case 'ms':
      return `${round(value)} ms`;
    case 'bytes':
      return bytes(value);
    case 'bytes/s':
      return `${bytes(value)}/s`;
    case 'ratio':
      return `${round(value)} ×`;
    case 'count':
      return String(value);
  }
}
