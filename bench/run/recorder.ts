/** Gathers what the cases measured. */
import type { Sample, Unit } from '../report/result.ts';

export class Recorder {
  readonly #samples = new Map<
    string,
    { readonly sample: Omit<Sample, 'values'>; readonly values: number[] }
  >();

  /** One value; the same names again are another round of the same measurement. */
  add(testCase: string, data: string, system: string, metric: string, unit: Unit, value: number): void {
    const sample = { case: testCase, data, system, metric, unit };
    const key = JSON.stringify(sample);
    const entry = this.#samples.get(key) ?? { sample, values: [] };
    entry.values.push(value);
    this.#samples.set(key, entry);
  }

  get samples(): Sample[] {
    return [...this.#samples.values()].map(({ sample, values }) => ({ ...sample, values }));
  }
}
