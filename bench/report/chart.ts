/** What the chart shows: panels of bars, one bar for each system. */
import { formatValue } from './format.ts';
import { Lookup } from './lookup.ts';
import type { Result, Unit } from './result.ts';

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly own: boolean;
}

export interface Panel {
  readonly title: string;
  /** What is good. */
  readonly better: 'shorter is better' | 'longer is better';
  readonly bars: readonly Bar[];
}

interface Wanted {
  readonly case: string;
  readonly data?: string;
  readonly metric: string;
  readonly unit: Unit;
  readonly title: string;
  readonly longer?: boolean;
}

const WANTED: readonly Wanted[] = [
  { case: 'series', metric: 'commit', unit: 's', title: 'Edit series: time of all commits' },
  { case: 'series', metric: 'stored', unit: 'bytes', title: 'Edit series: bytes stored' },
  { case: 'blender', data: 'plain', metric: 'save', unit: 's', title: 'Blender scene saved again: time' },
  {
    case: 'blender',
    data: 'plain',
    metric: 'stored',
    unit: 'bytes',
    title: 'Blender scene saved again: bytes added',
  },
  {
    case: 'first',
    data: 'generated',
    metric: 'speed',
    unit: 'bytes/s',
    title: 'First checkpoint of mixed art',
    longer: true,
  },
  { case: 'small', metric: 'first commit', unit: 's', title: 'First checkpoint of small files' },
];

export function panels({ samples, systems }: Pick<Result, 'samples' | 'systems'>): Panel[] {
  const look = new Lookup(samples);
  return WANTED.flatMap((wanted) => {
    const data = wanted.data ?? look.dataOf(wanted.case)[0];
    if (data === undefined) return [];
    const bars = Object.keys(systems).flatMap((label) => {
      const value = look.middle(wanted.case, data, label, wanted.metric);
      return value === undefined
        ? []
        : [{ label, value, text: formatValue(value, wanted.unit), own: label === 'cairn' }];
    });
    const better = wanted.longer ? 'longer is better' : 'shorter is better';
    return bars.length > 0 ? [{ title: wanted.title, better, bars } as const] : [];
  });
}
