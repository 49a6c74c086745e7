import { type StudioOptions, variableOf } from '../../server/config.ts';

/** A studio's options as a program of its own reads them from its environment. @throws for a key that has no variable */
export const environmentOf = (options: StudioOptions): Record<string, string> =>
  Object.fromEntries(
    Object.entries(options).map(([key, value]) => {
      const name = variableOf(key);
      if (name === undefined) throw new Error(`no variable sets ${key}`);
      return [name, String(value)];
    }),
  );
