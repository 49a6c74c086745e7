/** Where the program of a thread lies. */
import { dirname, join } from 'node:path';

/**
 * @param starter file of whoever starts the thread: `import.meta.filename`, which in a bundle is the bundle's (esbuild.mjs says so).
 * @param source its program, beside that file; `bundle`: its name among the bundles.
 */
export const threadProgram = (starter: string, source: string, bundle: string): string =>
  join(dirname(starter), starter.endsWith('.ts') ? source : bundle);
