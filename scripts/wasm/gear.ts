/**
 * Makes engine/content/gear-wasm.ts: the inner loop of the chunker, and of the search for what moved, as WebAssembly. Run it after a
 * change: `node scripts/wasm/gear.ts`. A test checks that the file is what this makes.
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
        (then
          (global.set $print (local.get $h))
          (return (i32.add (local.get $at) (i32.const ${offset + 1})))))`;

/**
 * Five pages: the gear table in the first KiB, behind it 32 KiB for the bytes to be scanned, then room for as many marks.
 *
 * `marks(at, end, mask, print, before, out)` finds all such places: at $out a word each for the hash and the place behind the byte. One with
 * the hash of the last place before is passed over. Returns the end of these pairs; there is the hash behind the last byte.
 */
const text = `(module
  (memory (export "memory") 5 5)
  (global $print (mut i32) (i32.const 0))
  (func (export "marks") (param $at i32) (param $end i32) (param $mask i32) (param $h i32) (param $before i32)
    (param $out i32) (result i32)
    (global.set $print (local.get $h))
    (block $none (loop $next
      (local.set $at
        (call $find (local.get $at) (local.get $end) (local.get $mask) (global.get $print)))
      (br_if $none (i32.eqz (local.get $at)))
      (br_if $next (i32.eq (global.get $print) (local.get $before)))
      (local.set $before (global.get $print))
      (i32.store (local.get $out) (local.get $before))
      (i32.store offset=4 (local.get $out) (local.get $at))
      (local.set $out (i32.add (local.get $out) (i32.const 8)))
      (br $next)))
    (i32.store (local.get $out) (global.get $print))
    (local.get $out))
  (func $find (export "find") (param $at i32) (param $end i32) (param $mask i32) (param $h i32) (result i32)
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
    (global.set $print (local.get $h))
    (i32.const 0)))`;

/** The TypeScript module that carries the code. */
export const gearModule = (): Promise<string> =>
  wasmModule(
    text,
    'GEAR_WASM',
    'scripts/wasm/gear.ts',
    '`memory`, `find(at, end, mask, print)` and `marks(at, end, mask, print, before, out)`',
  );

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../../engine/content/gear-wasm.ts', import.meta.url), await gearModule());
}
