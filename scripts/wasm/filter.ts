/**
 * Makes engine/content/filter-wasm.ts: transposing records, and estimating what that gains. Run it after a change:
 * `node scripts/wasm/filter.ts`. A test checks that the file is what this makes.
 *
 * Memory: a histogram of 256 numbers at 0, which are 0 between calls; the user's results at 1 KiB; 8,193 doubles of i ·
 * log2(i) at 4 KiB, which the user fills in; the user's bytes from 128 KiB on.
 */
import { writeFileSync } from 'node:fs';
import { wasmModule } from './module.ts';

const LOGS = 4096;

const LANES = [0, 1, 2, 3];
const each = (code: (lane: number) => string): string => LANES.map(code).join('\n');

/** 16 bytes of a plane, less the ones before them where $mask says so. @param last the 16 before. */
const less = (here: string, last: string): string => `(i8x16.sub (local.get ${here})
  (v128.and (i8x16.splat (local.get $mask))
    (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get ${last}) (local.get ${here}))))`;

const splitByte = `(local.set $byte (i32.load8_u (local.get $at)))
  (i32.store8 (local.get $out) (i32.sub (local.get $byte) (i32.and (local.get $before) (local.get $mask))))
  (local.set $before (local.get $byte))`;

/** Of a plane, 16 bytes at a time: what is left over is for the loop behind. */
const gathered = `
  (local.set $last (v128.const i32x4 0 0 0 0))
  (block $few (loop $sixteen
    (br_if $few (i32.gt_u (i32.add (local.get $out) (i32.const 16)) (local.get $end)))
    (if (i32.eq (local.get $stride) (i32.const 1))
      (then
        (local.set $here (v128.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 16))))
      (else ${Array.from(
        { length: 16 },
        (_, lane) => `
        (local.set $here (v128.load8_lane ${lane} (local.get $at) (local.get $here)))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))`,
      ).join('')}))
    (v128.store (local.get $out) ${less('$here', '$last')})
    (local.set $last (local.get $here))
    (local.set $out (i32.add (local.get $out) (i32.const 16)))
    (br $sixteen)))
  (local.set $before (i8x16.extract_lane_u 15 (local.get $last)))`;

/** Both ways through the planes: `body` moves one byte between $plain and $out; $mask is -1 where differences are kept. */
const planes = (name: string, blocks: string, body: string, tail: string): string => `
  (func (export "${name}") (param $plain i32) (param $out i32) (param $size i32) (param $stride i32) (param $mask i32)
    (local $count i32) (local $plane i32) (local $at i32) (local $end i32) (local $before i32) (local $byte i32)
    (local $here v128) (local $last v128)
    (local.set $count (i32.div_u (local.get $size) (local.get $stride)))
    (block $done (loop $planes
      (br_if $done (i32.ge_u (local.get $plane) (local.get $stride)))
      (local.set $before (i32.const 0))
      (local.set $at (i32.add (local.get $plain) (local.get $plane)))
      (local.set $end (i32.add (local.get $out) (local.get $count)))
      ${blocks}
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

const shuffled = (bytes: string, a: string, b = a): string =>
  `(i8x16.shuffle ${bytes} (local.get ${a}) (local.get ${b}))`;
const LOW_PAIRS = '0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23';
const HIGH_PAIRS = '8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31';
const LOW_HALVES = '0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23';
const HIGH_HALVES = '8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31';

/** Four bytes each of four records. */
const fourRecords = (into: string): string => `
  (if (i32.eq (local.get $stride) (i32.const 4))
    (then
      (local.set ${into} (v128.load (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 16))))
    (else ${each(
      (lane) => `
      (local.set ${into} (v128.load32_lane ${lane} (local.get $at) (local.get ${into})))
      (local.set $at (i32.add (local.get $at) (local.get $stride)))`,
    )}))`;

/**
 * As split, of records of a multiple of four bytes: four planes at a time, 16 records at a time, which takes a third of
 * the time.
 */
const splitFours = `
  (func (export "splitFours") (param $plain i32) (param $out i32) (param $size i32) (param $stride i32) (param $mask i32)
    (local $count i32) (local $plane i32) (local $at i32) (local $end i32) (local $before i32) (local $byte i32)
    (local $to i32) (local $blocks i32) ${['a', 'b', 'last'].map((name) => each((n) => `(local $${name}${n} v128)`)).join(' ')}
    (local.set $count (i32.div_u (local.get $size) (local.get $stride)))
    (local.set $blocks (i32.and (local.get $count) (i32.const -16)))
    (block $done (loop $planes
      (br_if $done (i32.ge_u (local.get $plane) (local.get $stride)))
      ${each((n) => `(local.set $last${n} (v128.const i32x4 0 0 0 0))`)}
      (local.set $at (i32.add (local.get $plain) (local.get $plane)))
      (local.set $end (i32.add (local.get $out) (local.get $blocks)))
      (block $few (loop $sixteen
        (br_if $few (i32.ge_u (local.get $out) (local.get $end)))
        ${each(
          (n) => `${fourRecords(`$a${n}`)}
        (local.set $a${n} ${shuffled('0 4 8 12 1 5 9 13 2 6 10 14 3 7 11 15', `$a${n}`)})`,
        )}
        (local.set $b0 ${shuffled(LOW_PAIRS, '$a0', '$a1')})
        (local.set $b1 ${shuffled(LOW_PAIRS, '$a2', '$a3')})
        (local.set $b2 ${shuffled(HIGH_PAIRS, '$a0', '$a1')})
        (local.set $b3 ${shuffled(HIGH_PAIRS, '$a2', '$a3')})
        (local.set $a0 ${shuffled(LOW_HALVES, '$b0', '$b1')})
        (local.set $a1 ${shuffled(HIGH_HALVES, '$b0', '$b1')})
        (local.set $a2 ${shuffled(LOW_HALVES, '$b2', '$b3')})
        (local.set $a3 ${shuffled(HIGH_HALVES, '$b2', '$b3')})
        (local.set $to (local.get $out))
        ${each(
          (n) => `(v128.store (local.get $to) ${less(`$a${n}`, `$last${n}`)})
        (local.set $last${n} (local.get $a${n}))
        (local.set $to (i32.add (local.get $to) (local.get $count)))`,
        )}
        (local.set $out (i32.add (local.get $out) (i32.const 16)))
        (br $sixteen)))
      ;; What is left over of each of the four.
      ${each(
        (n) => `(local.set $before (i8x16.extract_lane_u 15 (local.get $last${n})))
      (local.set $end (i32.add (local.get $out) (i32.sub (local.get $count) (local.get $blocks))))
      (local.set $at (i32.add (i32.add (local.get $plain) (i32.add (local.get $plane) (i32.const ${n})))
        (i32.mul (local.get $blocks) (local.get $stride))))
      (block $next${n} (loop $bytes
        (br_if $next${n} (i32.ge_u (local.get $out) (local.get $end)))
        ${splitByte}
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (br $bytes)))
      ${n < 3 ? '(local.set $out (i32.add (local.get $out) (local.get $blocks)))' : ''}`,
      )}
      (local.set $plane (i32.add (local.get $plane) (i32.const 4)))
      (br $planes)))
    (local.set $count (i32.mul (local.get $count) (local.get $stride)))
    (memory.copy (local.get $out) (i32.add (local.get $plain) (local.get $count))
      (i32.sub (local.get $size) (local.get $count))))`;

/** Where the number of a byte is, or of its difference. */
const number = `(i32.shl (i32.and (i32.const 255)
  (i32.sub (local.get $byte) (i32.and (local.get $before) (local.get $mask)))) (i32.const 2))`;
/** What the bytes of one number add. */
const count = `(local.set $seen (i32.load (local.get $number)))
  (if (local.get $seen) (then
    (local.set $bits (f64.add (f64.const 0.72) (f64.sub (local.get $bits)
      (f64.load offset=${LOGS} (i32.shl (local.get $seen) (i32.const 3))))))))`;

/**
 * Four record sizes at a time, which share a load. Counts are bytes: no more than 255 steps of 16 bytes; then they are
 * added to the numbers at $out, one for each record size.
 */
const matches = `(func (export "matches") (param $from i32) (param $end i32) (param $out i32)
    (local $stride i32) (local $at i32) (local $here v128) ${each((n) => `(local $count${n} v128)`)}
    (local.set $stride (i32.const 1))
    (loop $strides
      ${each((n) => `(local.set $count${n} (v128.const i32x4 0 0 0 0))`)}
      (local.set $at (local.get $from))
      (loop $next
        (local.set $here (v128.load (local.get $at)))
        ${each(
          (n) => `(local.set $count${n} (i8x16.sub (local.get $count${n}) (i8x16.eq (local.get $here)
            (v128.load (i32.sub (i32.sub (local.get $at) (i32.const ${n})) (local.get $stride))))))`,
        )}
        (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end))))
      ${each(
        (n) => `(local.set $here
          (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u (local.get $count${n}))))
        (i32.store offset=${4 * n} (local.get $out) (i32.add (i32.load offset=${4 * n} (local.get $out)) (i32.add
          (i32.add (i32x4.extract_lane 0 (local.get $here)) (i32x4.extract_lane 1 (local.get $here)))
          (i32.add (i32x4.extract_lane 2 (local.get $here)) (i32x4.extract_lane 3 (local.get $here))))))`,
      )}
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $strides (i32.le_u (local.tee $stride (i32.add (local.get $stride) (i32.const 4))) (i32.const 64)))))`;

const text = `(module
  (memory (export "memory") 40 40)
  ${planes('split', gathered, splitByte, '(local.get $out) (local.get $at)')}
  ${planes(
    'join',
    '',
    `(local.set $before (i32.add (i32.load8_u (local.get $out)) (i32.and (local.get $before) (local.get $mask))))
     (i32.store8 (local.get $at) (local.get $before))`,
    '(local.get $at) (local.get $out)',
  )}
  ${splitFours}
  ${matches}
  (func (export "bits") (param $from i32) (param $size i32) (param $stride i32) (param $mask i32) (result f64)
    (local $count i32) (local $plane i32) (local $at i32) (local $end i32) (local $before i32) (local $byte i32)
    (local $number i32) (local $seen i32) (local $bits f64)
    (local.set $count (i32.div_u (local.get $size) (local.get $stride)))
    (block $done (loop $planes
      (br_if $done (i32.ge_u (local.get $plane) (local.get $stride)))
      (local.set $before (i32.const 0))
      (local.set $at (i32.add (local.get $from) (local.get $plane)))
      (local.set $end (i32.add (local.get $from) (i32.mul (local.get $count) (local.get $stride))))
      (block $next (loop $bytes
        (br_if $next (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (local.set $number ${number})
        (i32.store (local.get $number) (i32.add (i32.load (local.get $number)) (i32.const 1)))
        (local.set $before (local.get $byte))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (br $bytes)))
      (local.set $bits (f64.add (local.get $bits)
        (f64.load offset=${LOGS} (i32.shl (local.get $count) (i32.const 3)))))
      (if (i32.lt_u (local.get $count) (i32.const 512))
        (then
          ;; Fewer bytes than numbers, or few more: gone through again, each number when it is met first.
          (local.set $before (i32.const 0))
          (local.set $at (i32.add (local.get $from) (local.get $plane)))
          (block $next (loop $bytes
            (br_if $next (i32.ge_u (local.get $at) (local.get $end)))
            (local.set $byte (i32.load8_u (local.get $at)))
            (local.set $number ${number})
            (local.set $before (local.get $byte))
            ${count}
            (i32.store (local.get $number) (i32.const 0))
            (local.set $at (i32.add (local.get $at) (local.get $stride)))
            (br $bytes))))
        (else
          (local.set $number (i32.const 0))
          (loop $numbers
            ${count}
            (i32.store (local.get $number) (i32.const 0))
            (br_if $numbers (i32.lt_u (local.tee $number (i32.add (local.get $number) (i32.const 4))) (i32.const 1024))))))
      (local.set $plane (i32.add (local.get $plane) (i32.const 1)))
      (br $planes)))
    (local.get $bits)))`;

/** The TypeScript module that carries the code. */
export const filterModule = (): Promise<string> =>
  wasmModule(
    text,
    'FILTER_WASM',
    'scripts/wasm/filter.ts',
    '`memory`, `split`, `splitFours`, `join`, `matches` and `bits`',
  );

if (process.argv[1] === import.meta.filename) {
  writeFileSync(new URL('../../engine/content/filter-wasm.ts', import.meta.url), await filterModule());
}
