/** Values of a result by name. */
import type { Sample } from './result.ts';
import { median } from './stats.ts';

export class Lookup {
  readonly #samples: readonly Sample[];

  constructor(samples: readonly Sample[]) {
    this.#samples = samples;
  }

  /** The data sets that a case used, in order. */
  dataOf(testCase: string): string[] {
    return [...new Set(this.#samples.filter((one) => one.case === testCase).map(({ data }) => data))];
  }

  values(testCase: string, data: string, system: string, metric: string): readonly number[] | undefined {
    return this.#samples.find(
      (one) => one.case === testCase && one.data === data && one.system === system && one.metric === metric,
    )?.values;
  }

  /** The middle one; undefined where it was not measured. */
  middle(testCase: string, data: string, system: string, metric: string): number | undefined {
    const values = this.values(testCase, data, system, metric);
    return values && median(values);
  }

  /** The largest one: for limits that hold each time. */
  largest(testCase: string, data: string, system: string, metric: string): number | undefined {
    const values = this.values(testCase, data, system, metric);
    return values && Math.max(...values);
  }

  /** The middle values of those of `systems` that were measured. */
  middles(testCase: string, data: string, systems: readonly string[], metric: string): number[] {
    return systems.flatMap((system) => this.middle(testCase, data, system, metric) ?? []);
  }
}
