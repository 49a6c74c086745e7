/**
 * Makes engine/content/recode/recode-wasm.ts: zstd's entropy codes in both directions. Run it after a change:
 * `node scripts/wasm/recode.ts`. A test checks that the file is what this makes.
 *
 * All functions give 0 for what is not as RFC 8878 has it.
 */
import { writeFileSync } from 'node:fs';
import { MEMORY_PAGES } from '../../engine/content/recode/layout.ts';
import { wasmModule } from './module.ts';
import { streams } from './recode/bits.ts';
import { literals } from './recode/huffman.ts';
import { sequences } from './recode/sequences.ts';
import { tables } from './recode/tables.ts';

const text = `(module
  (memory (export "memory") ${MEMORY_PAGES} ${MEMORY_PAGES})
  ${[streams, tables, literals, sequences].join('\n')})`;

/** The TypeScript module that carries the code. */
export const recodeModule = (): Promise<string> =>
  wasmModule(text, 'RECODE_WASM', 'scripts/wasm/recode.ts', '`memory` and what `code.ts` names');

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../../engine/content/recode/recode-wasm.ts', import.meta.url), await recodeModule());
}
