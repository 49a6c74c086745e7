/**
 * Makes engine/content/gear-wasm.ts: the inner loop of the chunker as WebAssembly. Run it after a change: `node
 * scripts/wasm/gear.ts`. A test checks that the file is what this makes.
 */
import { writeFileSync } from 'node:fs';
import { wasmModule } from './module.ts';

/** Bytes a turn of the loop. */
const UNROLL = 16;

/** h = (h << 1) + gear[byte]; returns the place behind the byte where no bit of the mask is set. */
const step = (offset: number): string => `
      (local.set $h (i32.add (i32.shl (local.get $h) (i32.const 1))
        (i32.load (i32.shl (i32.load8_u offset=${offset} (local.get $at)) (i32.const 2)))))
      (if (i32.eqz (i32.and (local.get $h) (local.get $mask)))
        (then (return (i32.add (local.get $at) (i32.const ${offset + 1})))))`;

/** One page: the gear table in the first KiB, the bytes to be scanned behind it. */
const text = `(module
  (memory (export "memory") 1 1)
  (func (export "find") (param $at i32) (param $end i32) (param $mask i32) (param $h i32) (result i32)
    (block $rest (loop $next
      (br_if $rest (i32.gt_s (local.get $at) (i32.sub (local.get $end) (i32.const ${UNROLL}))))
      ${Array.from({ length: UNROLL }, (_, offset) => step(offset)).join('')}
      (local.set $at (i32.add (local.get $at) (i32.const ${UNROLL})))
      (br $next)))
    (block $none (loop $next
      (br_if $none (i32.ge_s (local.get $at) (local.get $end)))
      ${step(0)}
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next)))
    (i32.const 0)))`;

/** The TypeScript module that carries the code. */
export const gearModule = (): Promise<string> =>
  wasmModule(text, 'GEAR_WASM', 'scripts/wasm/gear.ts', '`memory` and `find(at, end, mask, print)`');

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../../engine/content/gear-wasm.ts', import.meta.url), await gearModule());
}
