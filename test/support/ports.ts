/** What the engine needs, for tests: a clock that only moves forward and nobody signed in. */
import type { EnginePorts } from '../../engine/ports.ts';

export function testPorts(token: (url: string) => string | null = () => null): EnginePorts {
  let last = 0;
  return {
    token: async (url) => token(url),
    now: () => {
      last = Math.max(last + 1, Date.now());
      return last;
    },
    log: () => undefined,
  };
}
