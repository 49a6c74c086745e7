/** The measurements of several sizes, side by side. */
import type { SizeResult } from './steps.ts';

const round = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 1 ? value.toFixed(2) : value.toPrecision(2);

/** A Markdown table: a line for each step and measure, a column for each size, and the last in terms of the first. */
export function compare(results: readonly SizeResult[]): string {
  const lines = [
    `| step | measure | ${results.map(({ assets }) => `${assets} assets`).join(' | ')} | ratio |`,
    `| --- | --- | ${results.map(() => '---:').join(' | ')} | ---: |`,
  ];
  const [first] = results;
  for (const step of Object.keys(first?.steps ?? {})) {
    for (const measure of Object.keys(first?.steps[step] ?? {})) {
      const found = results.map((result) => result.steps[step]?.[measure]);
      const [from, to] = [found[0], found.at(-1)];
      const ratio = from && to !== undefined && results.length > 1 ? round(to / from) : '';
      const cells = found.map((value) => (value === undefined ? '' : round(value)));
      lines.push(`| ${step} | ${measure} | ${cells.join(' | ')} | ${ratio} |`);
    }
  }
  return `${lines.join('\n')}\n`;
}
