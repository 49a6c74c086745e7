/**
 * Makes engine/content/same-place-wasm.ts: where bytes differ from those at another place. Run it after a change:
 * `node scripts/wasm/same-place.ts`. A test checks that the file is what this makes.
 */
import { writeFileSync } from 'node:fs';
import { wasmModule } from './module.ts';

/** A bit for each of the 16 bytes at $at that differs. */
const differing = `(i32.xor (i32.const 0xffff) (i8x16.bitmask (i8x16.eq
  (v128.load (local.get $at)) (v128.load (i32.add (local.get $at) (local.get $shift))))))`;

const fits = '(i32.le_u (i32.add (local.get $at) (i32.const 16)) (local.get $end))';

/**
 * `differences(at, old, size, out, most, room)`: pairs of words at $out: so many bytes that differ, or stand alone
 * between others that do, then so many that are the same, 16 at least. What is behind the last pair differs. Returns
 * how many pairs; -1 for more than $most, or more than about $room bytes that differ.
 */
const text = `(module
  (memory (export "memory") 52 52)
  (func (export "differences") (param $at i32) (param $old i32) (param $size i32) (param $out i32) (param $most i32)
    (param $room i32) (result i32)
    (local $end i32) (local $shift i32) (local $start i32) (local $count i32) (local $mask i32)
    (local.set $end (i32.add (local.get $at) (local.get $size)))
    (local.set $shift (i32.sub (local.get $old) (local.get $at)))
    (loop $pairs
      (local.set $start (local.get $at))
      (block $found (loop $differ
        (if (i32.eqz ${fits}) (then (return (local.get $count))))
        (local.set $mask ${differing})
        (br_if $found (i32.eqz (local.get $mask)))
        (local.set $at (i32.add (local.get $at) (i32.sub (i32.const 32) (i32.clz (local.get $mask)))))
        (br_if $differ (i32.le_u (i32.sub (local.get $at) (local.get $start)) (local.get $room)))
        (return (i32.const -1))))
      (if (i32.ge_u (local.get $count) (local.get $most)) (then (return (i32.const -1))))
      (local.set $mask (i32.sub (local.get $at) (local.get $start)))
      (i32.store (local.get $out) (local.get $mask))
      (local.set $room (i32.sub (local.get $room) (local.get $mask)))
      (local.set $start (local.get $at))
      (block $over (loop $same
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br_if $over (i32.eqz ${fits}))
        (local.set $mask ${differing})
        (br_if $same (i32.eqz (local.get $mask)))
        (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $mask))))
        (br $over)))
      (block $ended (loop $bytes
        (br_if $ended (i32.ge_u (local.get $at) (local.get $end)))
        (br_if $ended (i32.ne (i32.load8_u (local.get $at))
          (i32.load8_u (i32.add (local.get $at) (local.get $shift)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $bytes)))
      (i32.store offset=4 (local.get $out) (i32.sub (local.get $at) (local.get $start)))
      (local.set $out (i32.add (local.get $out) (i32.const 8)))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (br $pairs))
    (unreachable)))`;

/** The TypeScript module that carries the code. */
export const samePlaceModule = (): Promise<string> =>
  wasmModule(text, 'SAME_PLACE_WASM', 'scripts/wasm/same-place.ts', '`memory` and `differences`');

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../../engine/content/same-place-wasm.ts', import.meta.url), await samePlaceModule());
}
