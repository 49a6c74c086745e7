/** Bundles the host suites into one file that the extension host can load. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../support/cache.ts';

export interface HostRun {
  /** Folder of the extension under test. */
  readonly extension: string;
  /** The bundled suites. */
  readonly tests: string;
  /** An empty folder for this run. */
  readonly scratch: string;
}

export async function bundleSuites(): Promise<string> {
  const suites = (await readdir(join(import.meta.dirname, 'suite'))).filter((file) =>
    file.endsWith('.test.ts'),
  );
  const outfile = join(root, 'dist-test', 'host.cjs');
  await build({
    stdin: {
      contents: [
        `import { runMocha } from './index.ts';`,
        `export const run = () => runMocha(() => {`,
        ...suites.toSorted().map((file) => `  require('./suite/${file}');`),
        `});`,
      ].join('\n'),
      resolveDir: import.meta.dirname,
      sourcefile: 'host-suites.ts',
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return outfile;
}
