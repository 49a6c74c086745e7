/** Where the program of the content threads lies: beside the bundle, or as source beside this file. */
import { join } from 'node:path';

export function threadProgram(): string {
  // Bundled, this is the folder of the bundle: esbuild.mjs says so.
  const folder = import.meta.dirname;
  return join(folder, import.meta.filename.endsWith('.ts') ? 'thread.ts' : 'content.cjs');
}
