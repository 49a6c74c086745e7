/**
 * Makes engine/content/filter-wasm.ts: transposing records, and estimating what that gains. Run it after a change:
 * `node scripts/wasm/filter.ts`. A test checks that the file is what this makes.
 *
 * Memory: a histogram of 256 numbers at 0; 8,193 doubles of i · log2(i) at 4 KiB, which the user fills in; the user's bytes
 * from 128 KiB on.
 */
import { writeFileSync } from 'node:fs';
import { wasmModule } from './module.ts';

const LOGS = 4096;

/** Both ways through the planes: `body` moves one byte between $plain and $out; $mask is -1 where differences are kept. */
const planes = (name: string, body: string, tail: string): string => `
  (func (export "${name}") (param $plain i32) (param $out i32) (param $size i32) (param $stride i32) (param $mask i32)
    (local $count i32) (local $plane i32) (local $at i32) (local $end i32) (local $before i32) (local $byte i32)
    (local.set $count (i32.div_u (local.get $size) (local.get $stride)))
    (block $done (loop $planes
      (br_if $done (i32.ge_u (local.get $plane) (local.get $stride)))
      (local.set $before (i32.const 0))
      (local.set $at (i32.add (local.get $plain) (local.get $plane)))
      (local.set $end (i32.add (local.get $out) (local.get $count)))
      (block $next (loop $bytes
        (br_if $next (i32.ge_u (local.get $out) (local.get $end)))
        ${body}
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (br $bytes)))
      (local.set $plane (i32.add (local.get $plane) (i32.const 1)))
      (br $planes)))
    (local.set $count (i32.mul (local.get $count) (local.get $stride)))
    (local.set $at (i32.add (local.get $plain) (local.get $count)))
    (memory.copy ${tail} (i32.sub (local.get $size) (local.get $count))))`;

const text = `(module
  (memory (export "memory") 40 40)
  ${planes(
    'split',
    `(local.set $byte (i32.load8_u (local.get $at)))
     (i32.store8 (local.get $out) (i32.sub (local.get $byte) (i32.and (local.get $before) (local.get $mask))))
     (local.set $before (local.get $byte))`,
    '(local.get $out) (local.get $at)',
  )}
  ${planes(
    'join',
    `(local.set $before (i32.add (i32.load8_u (local.get $out)) (i32.and (local.get $before) (local.get $mask))))
     (i32.store8 (local.get $at) (local.get $before))`,
    '(local.get $at) (local.get $out)',
  )}
  (func (export "matches") (param $at i32) (param $end i32) (param $stride i32) (result i32) (local $count i32)
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $count (i32.add (local.get $count) (i32.popcnt (i8x16.bitmask (i8x16.eq
        (v128.load (local.get $at)) (v128.load (i32.sub (local.get $at) (local.get $stride))))))))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br $next)))
    (local.get $count))
  (func (export "bits") (param $from i32) (param $size i32) (param $stride i32) (param $mask i32) (result f64)
    (local $count i32) (local $plane i32) (local $at i32) (local $end i32) (local $before i32) (local $byte i32)
    (local $seen i32) (local $bits f64)
    (local.set $count (i32.div_u (local.get $size) (local.get $stride)))
    (block $done (loop $planes
      (br_if $done (i32.ge_u (local.get $plane) (local.get $stride)))
      (memory.fill (i32.const 0) (i32.const 0) (i32.const 1024))
      (local.set $before (i32.const 0))
      (local.set $at (i32.add (local.get $from) (local.get $plane)))
      (local.set $end (i32.add (local.get $from) (i32.mul (local.get $count) (local.get $stride))))
      (block $next (loop $bytes
        (br_if $next (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (local.set $seen (i32.shl (i32.and (i32.const 255)
          (i32.sub (local.get $byte) (i32.and (local.get $before) (local.get $mask)))) (i32.const 2)))
        (i32.store (local.get $seen) (i32.add (i32.load (local.get $seen)) (i32.const 1)))
        (local.set $before (local.get $byte))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (br $bytes)))
      (local.set $bits (f64.add (local.get $bits)
        (f64.load offset=${LOGS} (i32.shl (local.get $count) (i32.const 3)))))
      (local.set $at (i32.const 0))
      (block $next (loop $numbers
        (br_if $next (i32.ge_u (local.get $at) (i32.const 1024)))
        (local.set $seen (i32.load (local.get $at)))
        (if (local.get $seen) (then
          (local.set $bits (f64.add (f64.const 0.72) (f64.sub (local.get $bits)
            (f64.load offset=${LOGS} (i32.shl (local.get $seen) (i32.const 3))))))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br $numbers)))
      (local.set $plane (i32.add (local.get $plane) (i32.const 1)))
      (br $planes)))
    (local.get $bits)))`;

/** The TypeScript module that carries the code. */
export const filterModule = (): Promise<string> =>
  wasmModule(
    text,
    'FILTER_WASM',
    'scripts/wasm/filter.ts',
    '`memory`, `split`, `join`, `matches` and `bits`',
  );

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../../engine/content/filter-wasm.ts', import.meta.url), await filterModule());
}
