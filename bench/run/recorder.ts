/** Gathers what the cases measured. */
import type { Sample, Unit } from '../report/result.ts';

type Take = (metric: string, unit: Unit, value: number) => void;

export class Recorder {
  readonly #samples = new Map<
    string,
    { readonly sample: Omit<Sample, 'values'>; readonly values: number[] }
  >();

  /** Takes what `system` needed for `data`; the same names again are another round of the same measurement. */
  of(testCase: string, data: string, system: string): Take {
    return (metric, unit, value) => {
      const sample = { case: testCase, data, system, metric, unit };
      const key = JSON.stringify(sample);
      const entry = this.#samples.get(key) ?? { sample, values: [] };
      entry.values.push(value);
      this.#samples.set(key, entry);
    };
  }

  get samples(): Sample[] {
    return [...this.#samples.values()].map(({ sample, values }) => ({ ...sample, values }));
  }
}
